"""a draft of a new entry has the key that it will be sent under."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("entry_drafts", sa.Column("key", sa.String(length=36), server_default="", nullable=False))


def downgrade():
    op.drop_column("entry_drafts", "key")
