"""lines left for readers."""

import sqlalchemy as sa
from alembic import op

from webapp.core import stores

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "muted_notifications",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "sort",
            sa.Enum(
                "sessions",
                "entries",
                "schedule",
                "reminders",
                "achievements",
                "milestones",
                "school",
                name="sort",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("user_id", "sort", name=op.f("pk_muted_notifications")),
    )
    op.create_table(
        "notifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "achievement",
                "milestone",
                "reminder",
                "system",
                "social",
                name="noticekind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "topic",
            sa.Enum(
                "sessions",
                "entries",
                "schedule",
                "achievements",
                "school",
                name="topic",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("message", sa.String(length=600), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("objects", sa.JSON(), nullable=False),
        sa.Column("several", sa.String(length=300), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("at", stores.Instant(), nullable=False),
        sa.Column("expires_at", stores.Instant(), nullable=False),
        sa.Column("read_at", stores.Instant(), nullable=True),
        sa.Column("cleared_at", stores.Instant(), nullable=True),
        sa.Column("clearing", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
    )
    with op.batch_alter_table("notifications", schema=None) as batch_op:
        batch_op.create_index("ix_notifications_cleared_at", ["cleared_at"], unique=False)
        batch_op.create_index(
            "ix_notifications_counts",
            ["user_id", "cleared_at", "read_at", "topic", "expires_at"],
            unique=False,
        )
        batch_op.create_index("ix_notifications_expires_at", ["expires_at"], unique=False)
        batch_op.create_index("ix_notifications_list", ["user_id", "at", "id"], unique=False)


def downgrade():
    with op.batch_alter_table("notifications", schema=None) as batch_op:
        batch_op.drop_index("ix_notifications_list")
        batch_op.drop_index("ix_notifications_expires_at")
        batch_op.drop_index("ix_notifications_counts")
        batch_op.drop_index("ix_notifications_cleared_at")

    op.drop_table("notifications")
    op.drop_table("muted_notifications")
