"""sessions with several students who were picked one by one."""

import sqlalchemy as sa
from alembic import op

from webapp.core import stores

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade():
    _check_instead("one_of_two", "not_both", "student_id IS NULL OR cohort_id IS NULL")
    op.create_table(
        "schedule_students",
        sa.Column("schedule_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["schedule_id"],
            ["schedules.id"],
            name=op.f("fk_schedule_students_schedule_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["users.id"], name=op.f("fk_schedule_students_student_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("schedule_id", "student_id", name=op.f("pk_schedule_students")),
    )
    op.create_index(op.f("ix_schedule_students_student_id"), "schedule_students", ["student_id"])
    op.create_table(
        "schedule_removals",
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("starts_at", stores.Instant(), nullable=False),
        sa.Column("ends_at", stores.Instant(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("removed_at", stores.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["student_id"], ["users.id"], name=op.f("fk_schedule_removals_student_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("student_id", "uid", name=op.f("pk_schedule_removals")),
    )


def downgrade():
    """Sessions with several students had no place before."""
    op.drop_table("schedule_removals")
    op.drop_table("schedule_students")
    op.execute("DELETE FROM schedules WHERE student_id IS NULL AND cohort_id IS NULL")
    _check_instead("not_both", "one_of_two", "(student_id IS NULL) <> (cohort_id IS NULL)")


def _check_instead(former, name, condition):
    """SQLite builds the table anew for it. What hangs on its rows would go with the old one, so it is put aside."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        op.execute("CREATE TEMPORARY TABLE put_aside AS SELECT * FROM schedule_completions")
    with op.batch_alter_table("schedules") as batch_op:
        batch_op.drop_constraint(op.f(f"ck_schedules_{former}"), type_="check")
        batch_op.create_check_constraint(op.f(f"ck_schedules_{name}"), condition)
    if is_sqlite:
        op.execute("INSERT INTO schedule_completions SELECT * FROM put_aside")
        op.execute("DROP TABLE put_aside")
