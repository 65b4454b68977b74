"""Who publishes. One that is gone without a goodbye may have left a durable change untold."""

import os
import socket
from pathlib import Path
from typing import cast

from redis import Redis

SILENT_SECONDS = 60


class Roll:
    """A list in Redis of the processes that publish, with the time at which each last said that it is there. Those of
    one machine see at once when one of them is gone; others, when it has been silent for long.
    """

    def __init__(self, client: Redis, key: str) -> None:
        self._client = client
        self._key = key
        self._me = _entry(os.getpid())
        self._has_found = False

    def enter(self) -> bool:
        """Put this process on it. True if it finds one that was ended in the middle of its work."""
        self._sign()
        names = cast(list[bytes], self._client.zrange(self._key, 0, -1))
        self._remove([name for name in names if _is_gone(name.decode())])
        return self.stay()

    def stay(self) -> bool:
        """Say that this process is there, again and again. True if it finds one that has not said so for long."""
        now = self._sign()
        silent = cast(list[bytes], self._client.zrangebyscore(self._key, "-inf", now - SILENT_SECONDS))
        self._remove(silent)
        has_found, self._has_found = self._has_found, False
        return has_found

    def leave(self) -> None:
        self._client.zrem(self._key, self._me)

    def _sign(self) -> int:
        """When, in seconds, by the clock of Redis."""
        now, _ = self._client.time()
        self._client.zadd(self._key, {self._me: now})
        return int(now)

    def _remove(self, names: list[bytes]) -> None:
        """Each is found by one process alone; or by several where Redis does not answer which of them it was."""
        if names:
            had_found, self._has_found = self._has_found, True
            self._has_found = bool(self._client.zrem(self._key, *names)) or had_found


def _entry(pid: int) -> str:
    return f"{socket.gethostname()}|{pid}|{_began(pid)}"


def _is_gone(entry: str) -> bool:
    host, pid, _ = entry.split("|")
    return host == socket.gethostname() and entry != _entry(int(pid))


def _began(pid: int) -> str:
    """When a process began, where the system says so: process ids come again. "" for one that is not there."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            return stat.read_text().rpartition(")")[2].split()[19]
        except OSError:
            return ""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        pass
    return "running"
