"""who reads an entry at the moment."""

import sqlalchemy as sa
from alembic import op

from webapp.core import stores

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "entry_readings",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("view", sa.String(length=36), nullable=False),
        sa.Column("until", stores.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_entry_readings_entry_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reader_id"], ["users.id"], name=op.f("fk_entry_readings_reader_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", "reader_id", "view", name=op.f("pk_entry_readings")),
    )
    op.create_index(op.f("ix_entry_readings_reader_id"), "entry_readings", ["reader_id"])
    op.create_index(op.f("ix_entry_readings_until"), "entry_readings", ["until"])


def downgrade():
    op.drop_table("entry_readings")
