"""what leaderboards counted when a student said that they take part."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade():
    """Who took part before did so while hours were all that could be counted."""
    measures = sa.Enum("hours", "lessons", "sessions", name="measure", native_enum=False, length=32)
    op.add_column("board_entries", sa.Column("measure", measures, server_default="hours", nullable=False))


def downgrade():
    op.drop_column("board_entries", "measure")
