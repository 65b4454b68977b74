"""who has seen a planned session, and which edition of it."""

import sqlalchemy as sa
from alembic import op

from webapp.core import stores

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("schedules", sa.Column("edition", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "schedule_sightings",
        sa.Column("schedule_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("seen_at", stores.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["schedule_id"],
            ["schedules.id"],
            name=op.f("fk_schedule_sightings_schedule_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["users.id"], name=op.f("fk_schedule_sightings_student_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("schedule_id", "student_id", name=op.f("pk_schedule_sightings")),
    )
    op.create_index(op.f("ix_schedule_sightings_student_id"), "schedule_sightings", ["student_id"])


def downgrade():
    op.drop_table("schedule_sightings")
    op.drop_column("schedules", "edition")
