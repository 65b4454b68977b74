"""corrections of figures."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

from webapp.core import stores

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade():
    kinds = ("minutes", "streak", "lessons", "videos", "views", "init")
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind", sa.Enum(*kinds, name="correctionkind", native_enum=False, length=32), nullable=False
        ),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Text().with_variant(mysql.LONGTEXT(), "mariadb").with_variant(mysql.LONGTEXT(), "mysql"),
            nullable=False,
        ),
        sa.Column("created_at", stores.Instant(), nullable=False),
        sa.Column("withdrawn_at", stores.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["student_id"], ["users.id"], name=op.f("fk_corrections_student_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name=op.f("fk_corrections_author_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    with op.batch_alter_table("corrections") as batch_op:
        batch_op.create_index(batch_op.f("ix_corrections_author_id"), ["author_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_corrections_student_id_day"), ["student_id", "day"], unique=False
        )
    for table in ("day_figures", "student_figures"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(
                sa.Column("corrected_minutes", sa.Integer(), nullable=False, server_default="0")
            )
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column(
                "corrected_minutes", server_default=None, existing_type=sa.Integer(), existing_nullable=False
            )


def downgrade():
    for table in ("day_figures", "student_figures"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("corrected_minutes")
    op.drop_table("corrections")
