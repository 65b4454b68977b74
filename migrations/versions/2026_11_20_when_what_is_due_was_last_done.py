"""when what is due was last done."""

import sqlalchemy as sa
from alembic import op

from webapp.core import stores

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "tick_runs",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("done_at", stores.Instant(), nullable=True),
        sa.Column("failed_at", stores.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_tick_runs")),
    )


def downgrade():
    op.drop_table("tick_runs")
