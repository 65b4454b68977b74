"""which version of a draft a page knows, and where it was kept last."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("entry_drafts", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.add_column("entry_drafts", sa.Column("tab", sa.String(length=36), server_default="", nullable=False))


def downgrade():
    op.drop_column("entry_drafts", "tab")
    op.drop_column("entry_drafts", "version")
