"""who changed a planned session last. Without a foreign key: for one, SQLite would build the table anew, and what
hangs on its rows would go.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("schedules", sa.Column("changed_by_id", sa.Integer(), nullable=True))


def downgrade():
    with op.batch_alter_table("schedules") as batch_op:
        batch_op.drop_column("changed_by_id")
