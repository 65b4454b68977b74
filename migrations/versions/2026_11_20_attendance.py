"""attendance: sessions, marks and what became of them."""

import sqlalchemy as sa
from alembic import op

from webapp.core import stores

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "attendance_excuses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", stores.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["users.id"], name=op.f("fk_attendance_excuses_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_attendance_excuses_course_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["users.id"], name=op.f("fk_attendance_excuses_student_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_excuses")),
    )
    with op.batch_alter_table("attendance_excuses") as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_excuses_course_id"), ["course_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendance_excuses_student_id"), ["student_id"], unique=False)

    op.create_table(
        "attendance_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("teacher_id", sa.Integer(), nullable=False),
        sa.Column("schedule_id", sa.Integer(), nullable=True),
        sa.Column("running_key", sa.String(length=40), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("site", sa.String(length=200), nullable=False),
        sa.Column("grace_minutes", sa.Integer(), nullable=False),
        sa.Column("started_at", stores.Instant(), nullable=False),
        sa.Column("planned_end_at", stores.Instant(), nullable=True),
        sa.Column("closes_at", stores.Instant(), nullable=False),
        sa.Column("warned_at", stores.Instant(), nullable=True),
        sa.Column("paused_at", stores.Instant(), nullable=True),
        sa.Column("ended_at", stores.Instant(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("present_count", sa.Integer(), nullable=False),
        sa.Column("absent_count", sa.Integer(), nullable=False),
        sa.Column("total_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_attendance_sessions_course_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"],
            ["users.id"],
            name=op.f("fk_attendance_sessions_ended_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["teacher_id"], ["users.id"], name=op.f("fk_attendance_sessions_teacher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_sessions")),
        sa.UniqueConstraint("running_key", name=op.f("uq_attendance_sessions_running_key")),
    )
    with op.batch_alter_table("attendance_sessions") as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_sessions_closes_at"), ["closes_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendance_sessions_course_id"), ["course_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendance_sessions_schedule_id"), ["schedule_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendance_sessions_teacher_id"), ["teacher_id"], unique=False)

    op.create_table(
        "attendance_absence_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("told_at", stores.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["attendance_sessions.id"],
            name=op.f("fk_attendance_absence_runs_session_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["users.id"],
            name=op.f("fk_attendance_absence_runs_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_absence_runs")),
        sa.UniqueConstraint(
            "student_id", "session_id", name=op.f("uq_attendance_absence_runs_student_id_session_id")
        ),
    )
    with op.batch_alter_table("attendance_absence_runs") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attendance_absence_runs_session_id"), ["session_id"], unique=False
        )

    op.create_table(
        "attendance_mark_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column(
            "before",
            sa.Enum("present", "late", "excused", "absent", name="markstatus", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column(
            "after",
            sa.Enum("present", "late", "excused", "absent", name="markstatus", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", stores.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["users.id"], name=op.f("fk_attendance_mark_changes_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["attendance_sessions.id"],
            name=op.f("fk_attendance_mark_changes_session_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["users.id"],
            name=op.f("fk_attendance_mark_changes_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_mark_changes")),
    )
    with op.batch_alter_table("attendance_mark_changes") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attendance_mark_changes_session_id"), ["session_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_attendance_mark_changes_student_id"), ["student_id"], unique=False
        )

    op.create_table(
        "attendance_marks",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("present", "late", "excused", "absent", name="markstatus", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum(
                "code",
                "qr",
                "teacher",
                "rest",
                "advance",
                "end",
                name="marksource",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("arrived_at", stores.Instant(), nullable=True),
        sa.Column("marked_at", stores.Instant(), nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=True),
        sa.Column("owed_at", stores.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["marked_by_id"], ["users.id"], name=op.f("fk_attendance_marks_marked_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["attendance_sessions.id"],
            name=op.f("fk_attendance_marks_session_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["users.id"], name=op.f("fk_attendance_marks_student_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "student_id", name=op.f("pk_attendance_marks")),
    )
    with op.batch_alter_table("attendance_marks") as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_marks_owed_at"), ["owed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendance_marks_student_id"), ["student_id"], unique=False)


def downgrade():
    for table in ("marks", "mark_changes", "absence_runs", "sessions", "excuses"):
        op.drop_table(f"attendance_{table}")
