"""A Redis of a test's own, to be killed and brought back at the same address."""

import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.processes import Place, Process, a_place, end, free_port, start, wait_until
from tests.servers import _redis_answers, redis_program


@dataclass
class OwnRedis:
    """Every write is on its disk before it is answered; so what it knew comes back, unless it is made to forget."""

    place: Place
    port: int
    process: Process | None = None

    @property
    def url(self) -> str:
        return f"redis://:{self.place.password}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        settings = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "dir": str(self.place.folder),
            "requirepass": self.place.password,
            "appendonly": "yes",
            "appendfsync": "always",
            "save": "",
        }
        command = [redis_program()]
        for name, value in settings.items():
            command += [f"--{name}", value]
        self.process = start(command, self.place)
        wait_until(lambda: _redis_answers(self.place, self.port), "Redis answers")

    def kill(self) -> None:
        assert self.process
        end(self.process, signal.SIGKILL)

    def forget(self) -> None:
        """Lose everything that was written. For one that is down."""
        shutil.rmtree(self.place.folder / "appendonlydir")


@contextmanager
def own_redis() -> Iterator[OwnRedis]:
    with a_place(account="redis") as place:
        one = OwnRedis(place, free_port())
        one.start()
        try:
            yield one
        finally:
            one.kill()
