"""Letting go of a stream's socket.

The view of a stream runs like any other: sign-in, rights, position. Under a worker that has a wire it then leaves a
handover in the environment instead of a body. This wrapper, outermost in the app, ends the request (so that its
database session is given back), and hands the bare descriptor to the wire.
"""

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gunicorn.workers.base_async import ALREADY_HANDLED

from webapp.live.opening import Opening

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HANDOVER = "tandem.handover"

KERNEL_BOUND = 131_072
"""How many bytes the kernel may hold for a stream that is not read (it doubles the number; by itself it takes 4 MB)."""

UNHEARD_MS = 45_000
"""How long a reader may leave what was sent without acknowledging it (TCP_USER_TIMEOUT, RFC 5482): three heartbeats."""


@dataclass(frozen=True)
class Handover:
    """What the wire needs to know of a stream."""

    wire: Any
    opening: Opening

    def take(self, environ: "WSGIEnvironment", status: str, headers: list[tuple[str, str]]) -> None:
        """Take the socket out of the server's hands and let the wire have it."""
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers), "Connection: close"]
        head = "\r\n".join([*lines, "", ""]).encode("latin-1")
        fd = _taken(environ["gunicorn.socket"])
        self.wire.adopt(fd, head, self.opening)


class LettingGo:
    """The wrapper."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        began: list[Any] = []

        def begin(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            began[:] = status, headers
            return start_response(status, headers, exc_info)

        body = self._app(environ, begin)
        handover: Handover | None = environ.pop(HANDOVER, None)
        if handover is None:
            return body
        if hasattr(body, "close"):
            body.close()
        handover.take(environ, *began)
        handled: Iterable[bytes] = ALREADY_HANDLED
        return handled


def _taken(connection: socket.socket) -> int:
    """The bare descriptor. The kernel keeps no more for a slow reader than the wire does, and a reader that vanished
    without a word is found by the heartbeat that it does not acknowledge.
    """
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BOUND)
    if hasattr(socket, "TCP_USER_TIMEOUT") and connection.family != socket.AF_UNIX:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNHEARD_MS)
    return connection.detach()
