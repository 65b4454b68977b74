"""views that say more, and dead letters."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

from webapp.core import stores

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

LONG_TEXT = sa.Text().with_variant(mysql.LONGTEXT(), "mariadb").with_variant(mysql.LONGTEXT(), "mysql")
NUMBERS = {"scroll_depth": sa.Double(), "interactions": sa.Integer(), "video_seconds": sa.Double()}


def upgrade():
    with op.batch_alter_table("activities", schema=None) as batch_op:
        batch_op.add_column(sa.Column("client_at", stores.Instant(), nullable=True))
    with op.batch_alter_table("view_days", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seen_at", stores.Instant(), nullable=True))
        batch_op.add_column(sa.Column("received_at", stores.Instant(), nullable=True))
        batch_op.add_column(sa.Column("played", LONG_TEXT, nullable=True))
        for name, kind in NUMBERS.items():
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default="0"))
        batch_op.create_index("ix_view_days_unit", ["student_id", "unit_id"], unique=False)
    with op.batch_alter_table("view_days", schema=None) as batch_op:
        for name, kind in NUMBERS.items():
            batch_op.alter_column(name, server_default=None, existing_type=kind, existing_nullable=False)
    op.create_table(
        "dead_letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", stores.Instant(), nullable=False),
        sa.Column("last_at", stores.Instant(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("field", sa.String(length=100), nullable=False),
        sa.Column("tracker", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dead_letters")),
        sa.UniqueConstraint("student_id", "digest", name=op.f("uq_dead_letters_student_id_digest")),
    )
    with op.batch_alter_table("dead_letters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dead_letters_last_at"), ["last_at"], unique=False)


def downgrade():
    op.drop_table("dead_letters")
    with op.batch_alter_table("view_days", schema=None) as batch_op:
        batch_op.drop_index("ix_view_days_unit")
        for name in (*reversed(NUMBERS), "played", "received_at", "seen_at"):
            batch_op.drop_column(name)
    with op.batch_alter_table("activities", schema=None) as batch_op:
        batch_op.drop_column("client_at")
