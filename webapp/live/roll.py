"""Who publishes. One that is gone without a goodbye may have left a durable change untold."""

import os
import socket
from pathlib import Path

from redis import Redis


class Roll:
    """A list in Redis of the processes that publish. Each machine looks after its own."""

    def __init__(self, client: "Redis", key: str) -> None:
        self._client = client
        self._key = key
        self._me = _entry(os.getpid())

    def enter(self) -> bool:
        """Put this process on it. True if it finds one of this machine that was ended in the middle of its work;
        only one finder is told of each.
        """
        names = [raw.decode() for raw in self._client.hkeys(self._key)]  # type: ignore[union-attr]
        found = [self._client.hdel(self._key, name) for name in names if _is_gone(name)]
        self._client.hset(self._key, self._me, "")
        return any(found)

    def leave(self) -> None:
        self._client.hdel(self._key, self._me)


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
