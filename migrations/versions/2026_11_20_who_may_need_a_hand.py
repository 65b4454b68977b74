"""who may need a hand."""

import sqlalchemy as sa
from alembic import op

from webapp.core import stores

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "concern_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("snoozed", "unconcerned", name="answerkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("answered_at", stores.Instant(), nullable=False),
        sa.Column("until", stores.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["users.id"], name=op.f("fk_concern_answers_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["users.id"], name=op.f("fk_concern_answers_student_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_answers")),
    )
    with op.batch_alter_table("concern_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_concern_answers_student_id"), ["student_id"], unique=False)

    with op.batch_alter_table("student_figures", schema=None) as batch_op:
        batch_op.add_column(sa.Column("last_learned_on", sa.String(length=10), nullable=True))

    op.execute(
        "UPDATE student_figures SET last_learned_on = (SELECT MAX(day) FROM day_figures"
        " WHERE day_figures.student_id = student_figures.student_id AND learning > 0)"
    )


def downgrade():
    with op.batch_alter_table("student_figures", schema=None) as batch_op:
        batch_op.drop_column("last_learned_on")

    op.drop_table("concern_answers")
