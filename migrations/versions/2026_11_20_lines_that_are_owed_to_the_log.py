"""lines that are owed to the log, where it is another store."""

import sqlalchemy as sa
from alembic import op

from webapp.core import stores

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "owed_activities",
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("owed_at", stores.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["users.id"],
            name=op.f("fk_owed_activities_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("student_id", "event_id", name=op.f("pk_owed_activities")),
    )


def downgrade():
    op.drop_table("owed_activities")
