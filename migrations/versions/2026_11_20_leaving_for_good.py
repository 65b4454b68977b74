"""leaving for good."""

import sqlalchemy as sa
from alembic import op

from webapp.core import stores

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("users") as batch_op:
        batch_op.add_column(sa.Column("left_at", stores.Instant(), nullable=True))


def downgrade():
    with op.batch_alter_table("users") as batch_op:
        batch_op.drop_column("left_at")
