"""Throw-away MariaDB, PostgreSQL and Redis: a free loopback port, a password and a folder for each.

Each is a context manager that yields the URL of a server with nothing in it. Afterwards server and folder are
gone. Nothing is flushed to the disk. The databases stand in an odd time zone, which no result may depend on.
"""

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pymongo
import pymongo.errors
import pymysql
import redis

from tests.processes import Place, a_place, running

_EVERYWHERE = os.pathsep.join(
    [os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"]
)


@contextmanager
def mariadb_server() -> Iterator[str]:
    """The URL of an empty database `tandem`, for an account that may create others."""
    with a_place(account="mysql") as place:
        data = place.folder / "data"
        place.run("mariadb-install-db", "--no-defaults", f"--datadir={data}", "--skip-test-db")
        first_words = place.write(
            "first.sql",
            f"CREATE USER tandem@'127.0.0.1' IDENTIFIED BY '{place.password}';\n"
            "GRANT ALL ON *.* TO tandem@'127.0.0.1';\n"
            "CREATE DATABASE tandem;\n",
        )
        command = [
            mariadb_program(),
            "--no-defaults",
            f"--datadir={data}",
            f"--init-file={first_words}",
            f"--socket={place.folder / 'socket'}",
            f"--pid-file={place.folder / 'pid'}",
            "--bind-address=127.0.0.1",
            "--port={port}",
            "--skip-name-resolve",
            "--skip-log-bin",
            "--character-set-server=utf8mb4",
            "--default-time-zone=+05:45",
            "--performance-schema=off",
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-flush-method=nosync",
            "--innodb-buffer-pool-size=64M",
        ]
        with running(command, place, _mariadb_answers) as port:
            yield f"mysql+pymysql://tandem:{place.password}@127.0.0.1:{port}/tandem?charset=utf8mb4"


@contextmanager
def postgresql_server() -> Iterator[str]:
    """The URL of an empty database `tandem`, for an account that may create others."""
    with a_place(account="postgres") as place:
        data = place.folder / "data"
        place.run(
            str(Path(postgresql_program()).with_name("initdb")),
            f"--pgdata={data}",
            f"--pwfile={place.write('password', place.password)}",
            "--username=tandem",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8" if sys.platform == "linux" else "--no-locale",
            "--no-sync",
        )
        command = [
            postgresql_program(),
            "-D",
            str(data),
            "--port={port}",
            "--listen_addresses=127.0.0.1",
            "--unix_socket_directories=",
            "--timezone=Asia/Kathmandu",
            "--fsync=off",
            "--full_page_writes=off",
            "--synchronous_commit=off",
            "--shared_buffers=64MB",
        ]
        with running(command, place, _postgresql_answers, end_by=signal.SIGQUIT) as port:
            with _postgresql(place, port) as connection:
                connection.execute("CREATE DATABASE tandem")
            yield f"postgresql+psycopg://tandem:{place.password}@127.0.0.1:{port}/tandem"


@contextmanager
def redis_server() -> Iterator[str]:
    """The URL of an empty Redis, which keeps nothing on the disk."""
    with a_place(account="redis") as place:
        settings = {
            "bind": "127.0.0.1",
            "port": "{port}",
            "dir": str(place.folder),
            "requirepass": place.password,
            "appendonly": "no",
            "save": "",
        }
        command = [redis_program()]
        for name, value in settings.items():
            command += [f"--{name}", value]
        with running(command, place, _redis_answers) as port:
            yield f"redis://:{place.password}@127.0.0.1:{port}/0"


@contextmanager
def mongodb_server() -> Iterator[str]:
    """The URI of an empty peer that speaks MongoDB's wire protocol: nx-27017, on SQLite. It is not MongoDB."""
    with a_place() as place:
        command = [
            mongodb_program(),
            "--data-dir",
            str(place.folder / "databases"),
            "--host",
            "127.0.0.1",
            "-p",
            "{port}",
            "--pid-file",
            str(place.folder / "pid"),
            "--log-file",
            str(place.folder / "own.log"),
        ]
        with running(command, place, _mongodb_answers) as port:
            yield f"mongodb://127.0.0.1:{port}/tandem"


def mongodb_program() -> str:
    """Where the peer is; empty if it is not installed. It comes with the requirements of the tests."""
    return (
        shutil.which("nx-27017", path=os.pathsep.join([str(Path(sys.executable).parent), _EVERYWHERE])) or ""
    )


def mariadb_program() -> str:
    """Where the server is; empty if it is not installed."""
    return shutil.which("mariadbd", path=_EVERYWHERE) or ""


def postgresql_program() -> str:
    """Where the server is; empty if it is not installed. Debian keeps it by version, away from the PATH."""
    by_version = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4])
    )
    found = by_version[-1] if by_version else shutil.which("postgres", path=_EVERYWHERE)
    return str(Path(found).resolve()) if found else ""


def redis_program() -> str:
    """Where the server is; empty if it is not installed."""
    return shutil.which("redis-server", path=_EVERYWHERE) or ""


def _mongodb_answers(place: Place, port: int) -> bool:
    with pymongo.MongoClient[dict[str, object]](
        f"mongodb://127.0.0.1:{port}/", serverSelectionTimeoutMS=500, connectTimeoutMS=500
    ) as client:
        try:
            client.admin.command("ping")
        except pymongo.errors.PyMongoError:
            return False
        return True


def _mariadb_answers(place: Place, port: int) -> bool:
    try:
        pymysql.connect(
            host="127.0.0.1", port=port, user="tandem", password=place.password, database="tandem"
        ).close()
    except pymysql.MySQLError:
        return False
    return True


def _postgresql_answers(place: Place, port: int) -> bool:
    try:
        _postgresql(place, port).close()
    except psycopg.OperationalError:
        return False
    return True


def _postgresql(place: Place, port: int) -> psycopg.Connection:
    return psycopg.connect(
        host="127.0.0.1",
        port=port,
        user="tandem",
        password=place.password,
        dbname="postgres",
        autocommit=True,
    )


def _redis_answers(place: Place, port: int) -> bool:
    with redis.Redis(port=port, password=place.password) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
