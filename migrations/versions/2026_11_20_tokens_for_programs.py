"""tokens for programs."""

import sqlalchemy as sa
from alembic import op

from webapp.core import stores

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "token_grants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "scope",
            sa.Enum("beacon", "read", "all", name="scope", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("created_at", stores.Instant(), nullable=False),
        sa.Column("used_at", stores.Instant(), nullable=True),
        sa.Column("expires_at", stores.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_token_grants_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token_grants")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_token_grants_token_hash")),
    )
    with op.batch_alter_table("token_grants") as batch_op:
        batch_op.create_index(batch_op.f("ix_token_grants_user_id"), ["user_id"], unique=False)


def downgrade():
    op.drop_table("token_grants")
