"""the trail: audit_logs, its head, and the triggers that keep it as it was written."""

import logging

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql
from sqlalchemy.exc import OperationalError

from webapp.core import stores

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

log = logging.getLogger("alembic.tandem")

WORDS = "The trail is never changed."


def upgrade():
    long_text = sa.Text().with_variant(mysql.LONGTEXT(), "mariadb").with_variant(mysql.LONGTEXT(), "mysql")
    op.create_table(
        "audit_logs",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", stores.Instant(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("actor_role", sa.String(length=20), nullable=False),
        sa.Column("deed", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("door", sa.String(length=100), nullable=False),
        sa.Column("before", long_text, nullable=False),
        sa.Column("after", long_text, nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_logs")),
    )
    with op.batch_alter_table("audit_logs") as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_logs_at"), ["at"], unique=False)
        batch_op.create_index("ix_audit_logs_actor", ["actor_id", "number"], unique=False)
        batch_op.create_index("ix_audit_logs_subject", ["kind", "subject", "number"], unique=False)
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.bulk_insert(head, [{"id": 1, "number": 0, "digest": "0" * 64}])
    _refuse_changes()


def _refuse_changes():
    """On MariaDB with a binary log, making triggers is a right of its own; without it the chain alone tells."""
    kind = op.get_bind().dialect.name
    if kind == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_to_change_the_trail() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{WORDS}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_logs_stay BEFORE UPDATE OR DELETE ON audit_logs "
            "FOR EACH ROW EXECUTE FUNCTION refuse_to_change_the_trail()"
        )
        return
    for deed in ("UPDATE", "DELETE"):
        head = f"CREATE TRIGGER audit_logs_stay_{deed.lower()} BEFORE {deed} ON audit_logs FOR EACH ROW"
        if kind == "sqlite":
            op.execute(f"{head} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END")
            continue
        try:
            op.execute(f"{head} SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '{WORDS}'")
        except OperationalError as error:
            log.warning("The trail has no %s trigger: %s", deed, error.orig)


def downgrade():
    op.drop_table("audit_head")
    op.drop_table("audit_logs")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_to_change_the_trail()")
