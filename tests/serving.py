"""The product as it is really served: gunicorn with gunicorn.conf.py, in processes of its own."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.processes import PATIENCE, Place, Process, a_place, end, free_port, start

ROOT = Path(__file__).parent.parent
NOT_HANDED_ON = ("DATABASE_URL", "REDIS_URL", "MONGODB_URI", "SECRET_KEY", "WEB_CONCURRENCY", "TANDEM_")


@pytest.fixture(scope="module")
def served() -> Iterator["Served"]:
    """A site of this file's own on a new SQLite database: nobody has registered yet."""
    with serving() as site:
        yield site


@contextmanager
def serving(**environment: str) -> Iterator["Served"]:
    """A site with these settings (`DATABASE_URL=…`), migrated and answering; else on a new SQLite file."""
    with a_place() as place:
        port = free_port()
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(NOT_HANDED_ON)}
        data = place.folder / "data"
        own = {"PORT": str(port), "TANDEM_DATA_DIR": str(data), "PYTHONUNBUFFERED": "1"}
        site = Served(place, port, data, inherited | own | environment)
        site.flask("db", "upgrade")
        site.start()
        try:
            yield site
        finally:
            site.stop()


@dataclass
class Served:
    """A running site. What it keeps outlives `restart` and `kill9`, and goes when the site goes."""

    place: Place
    port: int
    data: Path
    environment: dict[str, str]
    process: Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Of gunicorn's master; its workers are in the same process group."""
        assert self.process
        return self.process.pid

    @property
    def workers(self) -> list[int]:
        """Of the processes that answer, the longest there first."""
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--sort=start_time", "--ppid", str(self.pid)],
            capture_output=True,
            text=True,
            check=False,
        )
        return [int(pid) for pid in listed.stdout.split()]

    @property
    def log(self) -> str:
        """All that the site has printed so far."""
        return self.place.log.read_text(errors="replace")

    def flask(self, *command: str) -> None:
        """Run a `flask` command beside the site, on the same data."""
        process = self._python("-m", "flask", "--app", "wsgi", *command)
        if process.wait(PATIENCE):
            raise RuntimeError(f"flask {' '.join(command)} failed:\n{self.log[-4000:]}")

    def start(self) -> None:
        self.process = self._python("-m", "gunicorn", "-c", "gunicorn.conf.py", "wsgi:app")
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill9()
                raise RuntimeError(f"The site did not come up:\n{self.log[-4000:]}")
            time.sleep(0.05)

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except OSError:
            return False
        finally:
            connection.close()

    def stop(self) -> None:
        """As a deploy does it: SIGTERM, and time to finish."""
        if self.process:
            end(self.process, signal.SIGTERM)

    def restart(self) -> None:
        self.stop()
        self.start()

    def interrupt(self) -> int:
        """As Ctrl-C in its terminal does it, which reaches master and workers alike; gives the exit code."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(PATIENCE)

    def kill9(self) -> None:
        """As a power cut does it: master and workers at once, in the middle of whatever they do."""
        assert self.process
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _python(self, *arguments: str) -> Process:
        return start(
            [sys.executable, *arguments],
            self.place,
            folder=ROOT,
            environment=self.environment,
            end_by=signal.SIGTERM,
        )
