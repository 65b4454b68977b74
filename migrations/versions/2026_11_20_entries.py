"""Entries: their versions, steps, comments and drafts; saved replies."""

import sqlalchemy as sa
from alembic import op

from webapp.core import stores

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "entry_drafts",
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.String(length=20), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("saved_at", stores.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["student_id"], ["users.id"], name=op.f("fk_entry_drafts_student_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("student_id", "slot", name=op.f("pk_entry_drafts")),
    )
    op.create_table(
        "saved_replies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("body", stores.LongText, nullable=False),
        sa.ForeignKeyConstraint(
            ["mentor_id"], ["users.id"], name=op.f("fk_saved_replies_mentor_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_replies")),
    )
    with op.batch_alter_table("saved_replies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_replies_mentor_id"), ["mentor_id"], unique=False)

    op.create_table(
        "entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", stores.LongText, nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "submitted",
                "in_review",
                "approved",
                "changes_requested",
                name="entrystatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("held_until", stores.Instant(), nullable=True),
        sa.Column("created_at", stores.Instant(), nullable=False),
        sa.Column("submitted_at", stores.Instant(), nullable=False),
        sa.Column("decided_at", stores.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_entries_course_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["users.id"], name=op.f("fk_entries_reviewer_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["users.id"], name=op.f("fk_entries_student_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_entries_unit_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sa.UniqueConstraint("student_id", "key", name=op.f("uq_entries_student_id_key")),
    )
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entries_course_id"), ["course_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_entries_reviewer_id"), ["reviewer_id"], unique=False)
        batch_op.create_index("ix_entries_status_submitted_at", ["status", "submitted_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_entries_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "entry_comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("body", stores.LongText, nullable=False),
        sa.Column("at", stores.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["users.id"], name=op.f("fk_entry_comments_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_entry_comments_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_comments")),
    )
    with op.batch_alter_table("entry_comments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_comments_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_entry_comments_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "entry_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column(
            "before",
            sa.Enum(
                "submitted",
                "in_review",
                "approved",
                "changes_requested",
                name="entrystatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "after",
            sa.Enum(
                "submitted",
                "in_review",
                "approved",
                "changes_requested",
                name="entrystatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("remarks", stores.LongText, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("waited_seconds", sa.Integer(), nullable=True),
        sa.Column("at", stores.Instant(), nullable=False),
        sa.Column("taken_back_at", stores.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["users.id"], name=op.f("fk_entry_steps_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_entry_steps_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_steps")),
    )
    with op.batch_alter_table("entry_steps", schema=None) as batch_op:
        batch_op.create_index("ix_entry_steps_by_at", ["by_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_entry_steps_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "entry_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", stores.LongText, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("sent_at", stores.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_entry_versions_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_versions")),
        sa.UniqueConstraint("entry_id", "number", name=op.f("uq_entry_versions_entry_id_number")),
    )


def downgrade():
    op.drop_table("entry_versions")
    op.drop_table("entry_steps")
    op.drop_table("entry_comments")
    op.drop_table("entries")
    op.drop_table("saved_replies")
    op.drop_table("entry_drafts")
