"""The throw-away servers: they answer, keep what is written, and leave nothing behind."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import redis
from sqlalchemy import create_engine, make_url, text

from tests import servers
from tests.needs import need
from tests.processes import wait_until

pytest_plugins = ["tests.servers_plugin"]

SERVERS = {
    "mysql": (servers.mariadb_program, servers.mariadb_server),
    "postgres": (servers.postgresql_program, servers.postgresql_server),
    "redis": (servers.redis_program, servers.redis_server),
}
each_server = pytest.mark.parametrize("account", SERVERS)


def test_a_table_survives_the_connection_that_made_it(each_database_url):
    engine = create_engine(each_database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE words (word VARCHAR(20))"))
        connection.execute(text("INSERT INTO words VALUES (:word)"), {"word": "Übung 🌻"})
    engine.dispose()

    with engine.connect() as connection:
        assert connection.execute(text("SELECT word FROM words")).scalars().all() == ["Übung 🌻"]
    engine.dispose()


def test_the_next_test_finds_its_database_empty(each_database_url):
    engine = create_engine(each_database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE words (word VARCHAR(20))"))
    engine.dispose()


def test_redis_keeps_a_stream(redis_url):
    with redis.Redis.from_url(redis_url) as client:
        position = client.xadd("words", {"word": "one"})
        assert client.xrange("words") == [(position, {b"word": b"one"})]
        client.delete("words")


@each_server
def test_afterwards_neither_server_nor_folder_is_left(account, folder):
    with _started(account) as url:
        port = make_url(url).port
        assert _listens(port)
        assert len(list(folder.iterdir())) == 1

    assert not _listens(port)
    assert not list(folder.iterdir())


@each_server
def test_a_server_ends_with_the_tests_even_if_they_are_killed(account, folder):
    need(sys.platform == "linux", "only Linux ends a child whose parent was killed")
    installed, start = SERVERS[account]
    need(installed(), f"the server that runs as {account} is not installed")
    program = (
        "from tests import servers\n"
        f"with servers.{start.__name__}() as url:\n"
        "    print(url, flush=True)\n"
        "    input()\n"
    )
    tests = subprocess.Popen(
        [sys.executable, "-c", program],
        env={**os.environ, "TMPDIR": str(folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert tests.stdout
    port = make_url(tests.stdout.readline().decode().strip()).port
    assert _listens(port)
    tests.kill()
    tests.communicate()

    wait_until(lambda: not _listens(port), "the server of the tests that were killed to end")


@pytest.fixture
def folder(monkeypatch):
    """Where throw-away servers put their folders in this test; like /tmp, open to every account."""
    folder = Path(tempfile.mkdtemp(prefix="tandem-tests-"))
    folder.chmod(0o755)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def _started(account):
    installed, start = SERVERS[account]
    need(installed(), f"the server that runs as {account} is not installed")
    return start()


def _listens(port):
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0
