"""letters compare exactly on MariaDB and MySQL, as they do on SQLite and PostgreSQL.

Their usual comparison takes A for a, é for e, and leaves out spaces at the end: two addresses, course sources or
file names that differ would be one. The database gets the exact comparison too, so that later tables have it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade():
    connection = op.get_bind()
    if connection.dialect.name not in ("mysql", "mariadb"):
        return
    exact = "utf8mb4_nopad_bin" if connection.dialect.is_mariadb else "utf8mb4_0900_bin"
    quoted = connection.dialect.identifier_preparer.quote
    database = connection.scalar(sa.text("SELECT DATABASE()"))
    connection.execute(sa.text(f"ALTER DATABASE {quoted(database)} CHARACTER SET utf8mb4 COLLATE {exact}"))
    for table in sa.inspect(connection).get_table_names():
        connection.execute(
            sa.text(f"ALTER TABLE {quoted(table)} CONVERT TO CHARACTER SET utf8mb4 COLLATE {exact}")
        )


def downgrade():
    """What was told apart must stay so: nothing is taken back."""
