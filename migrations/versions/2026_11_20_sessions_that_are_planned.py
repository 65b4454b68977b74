"""sessions that are planned."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

from webapp.core import stores

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "calendar_feeds",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", stores.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_calendar_feeds_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feeds_token_hash")),
    )
    op.create_table(
        "schedules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("series", sa.String(length=36), nullable=True),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("course_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "description",
            sa.Text().with_variant(mysql.LONGTEXT(), "mariadb").with_variant(mysql.LONGTEXT(), "mysql"),
            nullable=False,
        ),
        sa.Column("focus_stack", sa.JSON(), nullable=False),
        sa.Column("place", sa.String(length=500), nullable=False),
        sa.Column("starts_at", stores.Instant(), nullable=False),
        sa.Column("ends_at", stores.Instant(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("starts_wall", sa.String(length=16), nullable=False),
        sa.Column("remind_minutes", sa.Integer(), nullable=False),
        sa.Column("remind_at", stores.Instant(), nullable=False),
        sa.Column("reminded_at", stores.Instant(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "scheduled", "completed", "canceled", name="schedulestatus", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created_at", stores.Instant(), nullable=False),
        sa.Column("updated_at", stores.Instant(), nullable=False),
        sa.Column("deleted_at", stores.Instant(), nullable=True),
        sa.Column("told_deleted_at", stores.Instant(), nullable=True),
        sa.CheckConstraint(
            "(student_id IS NULL) <> (cohort_id IS NULL)", name=op.f("ck_schedules_one_of_two")
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_schedules_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts.id"], name=op.f("fk_schedules_cohort_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_schedules_course_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["mentor_id"], ["users.id"], name=op.f("fk_schedules_mentor_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["users.id"], name=op.f("fk_schedules_student_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedules")),
        sa.UniqueConstraint("uid", name=op.f("uq_schedules_uid")),
    )
    with op.batch_alter_table("schedules", schema=None) as batch_op:
        batch_op.create_index("ix_schedules_cohort_starts", ["cohort_id", "starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_schedules_course_id"), ["course_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_schedules_deleted_at"), ["deleted_at"], unique=False)
        batch_op.create_index("ix_schedules_mentor_starts", ["mentor_id", "starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_schedules_remind_at"), ["remind_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_schedules_series"), ["series"], unique=False)
        batch_op.create_index("ix_schedules_student_starts", ["student_id", "starts_at"], unique=False)

    op.create_table(
        "schedule_completions",
        sa.Column("schedule_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("completed_at", stores.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["schedule_id"],
            ["schedules.id"],
            name=op.f("fk_schedule_completions_schedule_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["users.id"], name=op.f("fk_schedule_completions_student_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("schedule_id", "student_id", name=op.f("pk_schedule_completions")),
    )
    with op.batch_alter_table("schedule_completions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_schedule_completions_student_id"), ["student_id"], unique=False)


def downgrade():
    op.drop_table("schedule_completions")
    op.drop_table("schedules")
    op.drop_table("calendar_feeds")
