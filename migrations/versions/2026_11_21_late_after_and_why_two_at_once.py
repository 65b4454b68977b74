"""when one is late in a planned session, and why it is held beside another one of its mentor's."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("schedules", sa.Column("grace_minutes", sa.Integer(), server_default="10", nullable=False))
    op.add_column(
        "schedules", sa.Column("overlap_reason", sa.String(length=300), server_default="", nullable=False)
    )


def downgrade():
    op.drop_column("schedules", "overlap_reason")
    op.drop_column("schedules", "grace_minutes")
