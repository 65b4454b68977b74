"""The rows: one SQLAlchemy model base and one session, on SQLite, MariaDB or PostgreSQL.

On SQLite a transaction that may write takes the write lock at its start (BEGIN IMMEDIATE) and waits for it by
short sleeps that yield, because SQLite's own busy wait would stop every greenlet of the worker. Requests by a safe
method only read, so they begin without the lock and never wait.
"""

import enum
import sqlite3
import time
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, cast

import sqlalchemy as sa
from flask import has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.dialects import mysql
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.orm.util import identity_key

from webapp.core.errors import Unavailable

LOCK_WAIT_SECONDS = 5.0
LOCK_RETRY_SECONDS = 0.007
MICROSECONDS = len("2026-11-20 14:05:00.000000")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware instant, kept in UTC to the microsecond on every database."""

    impl = sa.DateTime
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        return datetime

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        if dialect.name in ("mysql", "mariadb"):
            return dialect.type_descriptor(mysql.DATETIME(fsp=6))
        return dialect.type_descriptor(sa.DateTime())

    def _writing(self, dialect: Dialect) -> Any:
        return _to_sqlite if dialect.name == "sqlite" else super().bind_processor(dialect)

    def _reading(self, dialect: Dialect, coltype: Any) -> Any:
        return _from_sqlite if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    bind_processor, result_processor = _writing, _reading  # as SQLAlchemy calls them

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _in_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def _in_utc(value: datetime) -> datetime:
    """As databases keep it, which know no zone. Raises `ValueError` for an instant without one."""
    if value.tzinfo is None:
        raise ValueError("An instant needs its zone.")
    return value.astimezone(UTC).replace(tzinfo=None)


def _to_sqlite(value: datetime | None) -> str | None:
    """As SQLAlchemy writes instants on SQLite, which holds them as text, but a batch has hundreds of them."""
    if value is None:
        return None
    instant = value if value.tzinfo is UTC else _in_utc(value)
    return instant.isoformat(" ", "microseconds")[:MICROSECONDS]  # what may follow says that it is UTC


def _from_sqlite(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(f"{value}+00:00")


class Base(DeclarativeBase):
    """What all models share: how Python types become columns, and how constraints are named."""

    leaves_trail: ClassVar[bool] = True
    """Whether the audit log keeps what staff change in rows of this model."""
    owner: ClassVar[str] = ""
    """The column that names the person a row belongs to, where no foreign key says so."""
    stays_without_name: ClassVar[bool] = False
    """Whether rows of this model stay, for the totals, when the person they belong to leaves for good."""
    private: ClassVar[Mapping[str, str]] = {}
    """Columns that are in one person's copy of their data alone, each with the column that names that person."""

    registry = registry(
        metadata=sa.MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            datetime: Instant(),
            date: sa.Date(),
            enum.Enum: sa.Enum(enum.Enum, native_enum=False, length=32, create_constraint=False),
        },
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True)

if TYPE_CHECKING:

    class Model(Base):
        """The base of every model."""

        __abstract__ = True
else:
    Model = db.Model

LongText = sa.Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")
"""Text without a practical bound; plain TEXT ends at 64 kB on MariaDB."""

ExactLine = sa.String(200).with_variant(mysql.VARCHAR(200, collation="utf8mb4_bin"), "mysql", "mariadb")
"""A line compared letter by letter on every database; MariaDB's own comparison takes A for a."""


def engine_options(url: str) -> dict[str, Any]:
    """What the engine of that database needs, beyond its URL."""
    kind = sa.make_url(url).get_backend_name()
    if kind == "sqlite":
        return {"connect_args": {"timeout": 0, "check_same_thread": False}}
    pool = {
        "pool_pre_ping": True,
        "pool_recycle": 1800,
        "pool_size": 10,
        "max_overflow": 20,
        "pool_timeout": 10,
    }
    if kind in ("mysql", "mariadb"):
        limits = {"connect_timeout": 5, "read_timeout": 30, "write_timeout": 30}
        return pool | {"isolation_level": "READ COMMITTED", "connect_args": limits}
    return pool | {"connect_args": {"connect_timeout": 5, "options": "-c statement_timeout=30000"}}


def prepare(engine: Engine) -> None:
    """Make a SQLite engine durable and fair (WAL, synchronous=FULL, foreign keys, own waiting)."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)


def let_go() -> None:
    """End the open read before something slow (a password hash, a file), so that no lock is held meanwhile."""
    db.session.rollback()


def ask(query: sa.Executable, given: Mapping[str, Any]) -> sa.CursorResult[*tuple[Any, ...]]:
    """The rows of a query over columns, without what the session does for objects: for what every batch of beacons
    asks. What is pending is written first.
    """
    db.session.flush()
    return db.session.connection().execute(query, given)


def read_anew(model: type[Base], *key: Any) -> None:
    """The row of that key was written past the session: what it holds of it is read again when it is asked for."""
    known = db.session.identity_map.get(identity_key(model, key))
    if known is not None:
        db.session.expire(known)


def _configure(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=0",
        "cache_size=-16000",
    ):
        _patiently(connection, f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    reads_only = has_request_context() and request.method in SAFE_METHODS
    raw = connection.connection.dbapi_connection
    _patiently(cast(sqlite3.Connection, raw), "BEGIN" if reads_only else "BEGIN IMMEDIATE")


def _patiently(connection: sqlite3.Connection, statement: str) -> None:
    """Run it, waiting for another writer by sleeps that yield. Raises `Unavailable` after five seconds."""
    until = time.monotonic() + LOCK_WAIT_SECONDS
    while True:
        try:
            connection.execute(statement)
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) and "busy" not in str(error):
                raise
            if time.monotonic() > until:
                raise Unavailable("The database is busy. Please try again.", retry_after=1) from error
            time.sleep(LOCK_RETRY_SECONDS)
