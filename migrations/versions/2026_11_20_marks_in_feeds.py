"""marks in feeds."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

from webapp.core import stores

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "feed_marks",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("read_at", stores.Instant(), nullable=True),
        sa.Column("hidden_at", stores.Instant(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "description",
            sa.Text().with_variant(mysql.LONGTEXT(), "mariadb").with_variant(mysql.LONGTEXT(), "mysql"),
            nullable=False,
        ),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["users.id"], name=op.f("fk_feed_marks_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "activity_id", name=op.f("pk_feed_marks")),
    )
    op.create_table(
        "feed_readings",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("read_until", sa.String(length=50), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["users.id"], name=op.f("fk_feed_readings_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_feed_readings")),
    )


def downgrade():
    op.drop_table("feed_readings")
    op.drop_table("feed_marks")
