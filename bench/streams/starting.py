"""Servers that live as long as the block that starts them, and end with this process whatever happens to it."""

import http.client
import os
import shutil
import signal
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from redis import Redis

from tests.processes import Place, a_place, end, free_port, start, wait_until
from tests.servers import redis_server

ROOT = Path(__file__).parents[2]
NOT_HANDED_ON = (
    "DATABASE_URL",
    "REDIS_URL",
    "MONGODB_URI",
    "SECRET_KEY",
    "WEB_CONCURRENCY",
    "TANDEM_",
    "PORT",
)


@dataclass
class Ground:
    """A folder, a port and an environment for one contestant, and the processes that were started on it."""

    stack: ExitStack
    place: Place = field(init=False)
    port: int = field(default_factory=free_port)
    environment: dict[str, str] = field(init=False)
    roots: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.place = self.stack.enter_context(a_place())
        kept = {name: value for name, value in os.environ.items() if not name.startswith(NOT_HANDED_ON)}
        self.environment = kept | {"PYTHONPATH": str(ROOT)}

    def redis(self) -> str:
        """The URL of a Redis of its own."""
        url = self.stack.enter_context(redis_server())
        with Redis.from_url(url) as client:
            self.roots.append(int(client.info("server")["process_id"]))
        return url

    def serve(self, command: list[str], *, folder: Path | None = None) -> None:
        """Start a server on the port; go on when it answers."""
        process = start(
            command, self.place, folder=folder, environment=self.environment, end_by=signal.SIGTERM
        )
        self.stack.callback(end, process, signal.SIGTERM)
        self.roots.append(process.pid)

        def answers() -> bool:
            if process.poll() is not None:
                raise RuntimeError(f"{command} ended:\n{self.place.log.read_text(errors='replace')[-3000:]}")
            return bool(status(self.port, "GET", "/healthz"))

        wait_until(answers, f"{command} answers")

    def run(self, *command: str) -> str:
        """Run a Python module of the project to its end; gives what it printed."""
        self.place.log.write_text("")
        process = start(python(*command), self.place, folder=ROOT, environment=self.environment)
        code = process.wait(120)
        printed = self.place.log.read_text(errors="replace")
        self.place.log.write_text("")
        if code:
            raise RuntimeError(printed[-3000:])
        return printed


def python(*arguments: str) -> list[str]:
    return [sys.executable, "-m", *arguments]


def program(name: str) -> str:
    """Where a server's program is; empty if it is not installed."""
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin") or ""


def status(port: int, method: str, path: str) -> int:
    """The status of an answer; 0 for none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, headers={"Content-Type": "application/json"})
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()
