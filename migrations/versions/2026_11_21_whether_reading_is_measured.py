"""whether it is kept how far a student scrolls and how often they touch a page."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column(
        "users", sa.Column("measures_reading", sa.Boolean(), server_default=sa.true(), nullable=False)
    )


def downgrade():
    op.drop_column("users", "measures_reading")
