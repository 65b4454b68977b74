"""A real MariaDB, PostgreSQL or Redis for the tests that ask for one, started when the first one asks.

A server that already runs is used instead if TANDEM_TEST_MARIADB_URI, TANDEM_TEST_POSTGRESQL_URI or
TANDEM_TEST_REDIS_URI names it. Under pytest-xdist each worker has servers of its own.
"""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from tests import servers
from tests.needs import need


@pytest.fixture(scope="session")
def mariadb_url() -> Iterator[str]:
    yield from _server(
        "TANDEM_TEST_MARIADB_URI", servers.mariadb_program(), "mariadb-server", servers.mariadb_server
    )


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    yield from _server(
        "TANDEM_TEST_POSTGRESQL_URI", servers.postgresql_program(), "postgresql", servers.postgresql_server
    )


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    yield from _server("TANDEM_TEST_REDIS_URI", servers.redis_program(), "redis-server", servers.redis_server)


@pytest.fixture(scope="session")
def mongodb_uri() -> Iterator[str]:
    """A MongoDB, if TANDEM_TEST_MONGODB_URI names one; else the peer that speaks its protocol."""
    program = servers.mongodb_program()
    yield from _server("TANDEM_TEST_MONGODB_URI", program, "nx-27017", servers.mongodb_server)


@pytest.fixture(params=["sqlite", "mariadb", "postgresql"])
def each_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The test runs three times, each time with an empty database of its own on one of the three engines."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'tandem.db'}"
    else:
        with empty_database(request.getfixturevalue(f"{request.param}_url")) as url:
            yield url


@pytest.fixture(params=["mariadb", "postgresql"])
def each_server_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The same without SQLite, where a change waits as a whole, before it has asked anything."""
    with empty_database(request.getfixturevalue(f"{request.param}_url")) as url:
        yield url


@contextmanager
def empty_database(server_url: str) -> Iterator[str]:
    """A new database on the server that the URL names, dropped afterwards even if somebody is connected."""
    name = f"tandem_{secrets.token_hex(6)}"
    server = create_engine(server_url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            force = " WITH (FORCE)" if connection.dialect.name == "postgresql" else ""
            connection.execute(text(f"DROP DATABASE {name}{force}"))
        server.dispose()


def _server(
    variable: str, program: str, package: str, start: Callable[[], AbstractContextManager[str]]
) -> Iterator[str]:
    given = os.environ.get(variable)
    if given:
        yield given
        return
    need(program, f"{package} is not installed, and {variable} names no server")
    with start() as url:
        yield url
