"""Somebody on a slow line keeps nobody else waiting."""

import select
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.calling import Caller
from tests.processes import PATIENCE
from tests.serving import Served
from tests.staging import caller, stage

GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"


@pytest.fixture(scope="module")
def cast(served):
    return stage(served)


@contextmanager
def sending_slowly(
    site: Served, browser: Caller, path: str, media_type: str, size: int
) -> Iterator[socket.socket]:
    """A request whose body never comes to its end, on this line. Its worker is at it, for it asked for the body."""
    head = [
        f"POST {path} HTTP/1.1",
        f"Host: 127.0.0.1:{site.port}",
        "Cookie: " + "; ".join(f"{name}={value}" for name, value in browser.cookies.items()),
        "Sec-Fetch-Site: same-origin",
        f"Content-Type: {media_type}",
        f"Content-Length: {size}",
        "Expect: 100-continue",
    ]
    with socket.create_connection(("127.0.0.1", site.port)) as line:
        line.sendall("\r\n".join([*head, "", ""]).encode())
        line.settimeout(PATIENCE)
        assert line.recv(len(GO_ON), socket.MSG_WAITALL) == GO_ON
        line.sendall(b'{"activity_type":')
        yield line


@pytest.mark.parametrize(
    ("path", "media_type", "size"),
    [
        ("/api/courses/activity/track", "application/json", 200),
        ("/units/{quiz}/attempts", "application/x-www-form-urlencoded", 200),
        ("/units/{assignment}/submissions", "multipart/form-data; boundary=x", 500),
        ("/units/{assignment}/submissions", "multipart/form-data; boundary=x", 5_000_000),
    ],
)
def test_a_slow_sender_keeps_nobody_else_from_writing(served, cast, path, media_type, size):
    ada = caller(served, "Ada")
    units = {"quiz": cast.units["What holds?"], "assignment": cast.units["Tie three of them"]}
    with sending_slowly(served, ada, path.format(**units), media_type, size) as line:
        caller(served, "Ben")
        assert not select.select([line], [], [], 0)[0], "the slow one has not been given up: Ben was let past"
