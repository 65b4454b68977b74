"""goals skills and leaderboards."""

import sqlalchemy as sa
from alembic import op

from webapp.core import stores

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "board_entries",
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("since", stores.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["student_id"], ["users.id"], name=op.f("fk_board_entries_student_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("student_id", name=op.f("pk_board_entries")),
    )
    op.create_table(
        "goals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("due", sa.String(length=10), nullable=True),
        sa.Column("created_at", stores.Instant(), nullable=False),
        sa.Column("done_at", stores.Instant(), nullable=True),
        sa.Column("deleted_at", stores.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["student_id"], ["users.id"], name=op.f("fk_goals_student_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goals")),
    )
    with op.batch_alter_table("goals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goals_student_id"), ["student_id"], unique=False)

    op.create_table(
        "skills",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "beginner",
                "practised",
                "confident",
                "expert",
                name="skilllevel",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("created_at", stores.Instant(), nullable=False),
        sa.Column("deleted_at", stores.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["student_id"], ["users.id"], name=op.f("fk_skills_student_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skills")),
    )
    with op.batch_alter_table("skills", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_skills_student_id"), ["student_id"], unique=False)


def downgrade():
    op.drop_table("skills")
    op.drop_table("goals")
    op.drop_table("board_entries")
