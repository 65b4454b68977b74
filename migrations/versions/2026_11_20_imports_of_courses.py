"""imports of courses."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

from webapp.core import stores

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "course_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_key", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "reading",
                "storing",
                "writing",
                "done",
                "refused",
                "failed",
                "interrupted",
                name="importstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("account", sa.JSON(), nullable=False),
        sa.Column("digests", sa.JSON(), nullable=False),
        sa.Column(
            "fault",
            sa.Text().with_variant(mysql.LONGTEXT(), "mariadb").with_variant(mysql.LONGTEXT(), "mysql"),
            nullable=False,
        ),
        sa.Column("created_at", stores.Instant(), nullable=False),
        sa.Column("heard_at", stores.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["users.id"], name=op.f("fk_course_imports_by_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_course_imports_course_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_imports")),
    )
    with op.batch_alter_table("course_imports") as batch_op:
        batch_op.create_index(batch_op.f("ix_course_imports_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_course_imports_course_id"), ["course_id"], unique=False)

    with op.batch_alter_table("course_files") as batch_op:
        batch_op.add_column(sa.Column("digest", sa.String(length=64), nullable=False, server_default=""))
    with op.batch_alter_table("course_files") as batch_op:
        batch_op.alter_column(
            "digest", server_default=None, existing_type=sa.String(length=64), existing_nullable=False
        )


def downgrade():
    with op.batch_alter_table("course_files") as batch_op:
        batch_op.drop_column("digest")

    op.drop_table("course_imports")
