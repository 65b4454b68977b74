"""The code of a session: six letters that change every 20 seconds, so that one that is passed on is stale.

It follows from a secret of the session and the server's clock. The current one and the one before are
good, as typing takes longer than scanning; only the current one is ever shown.
"""

import enum
import hashlib
import hmac
from datetime import datetime

from flask import current_app

from webapp.attendance.models import AttendanceSession

SECONDS = 20
LENGTH = 6
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Nothing that looks like something else: no 0 or O, no 1, I or L, no U beside V."""
REMEMBERED = 45
"""So many windows back a code is known as one that has passed: a quarter of an hour."""


class Verdict(enum.StrEnum):
    """What a code is to a session at an instant."""

    good = "good"
    stale = "stale"
    wrong = "wrong"


def current(session: AttendanceSession, at: datetime) -> str:
    """The code that the screen shows."""
    return _code(session, _window(at))


def judge(session: AttendanceSession, typed: str, at: datetime) -> Verdict:
    """What a typed code is. Every one is compared whole and in constant time."""
    given = plain(typed).encode()
    window = _window(at)
    same = [
        hmac.compare_digest(_code(session, window - back).encode(), given) for back in range(REMEMBERED + 1)
    ]
    if any(same[:2]):
        return Verdict.good
    return Verdict.stale if any(same) else Verdict.wrong


def plain(typed: str) -> str:
    """However it is typed: any case, with spaces or a hyphen."""
    return "".join(typed.upper().replace("-", "").split())


def left(at: datetime) -> float:
    """How many seconds the current code is still shown."""
    return SECONDS - at.timestamp() % SECONDS


def _window(at: datetime) -> int:
    return int(at.timestamp() // SECONDS)


def _code(session: AttendanceSession, window: int) -> str:
    digest = hmac.digest(_secret(session), str(window).encode(), hashlib.sha256)
    number = int.from_bytes(digest)
    letters = []
    for _ in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)


def _secret(session: AttendanceSession) -> bytes:
    """The session's own, from the site's key: rows alone do not give it away."""
    key: str | bytes = current_app.config["SECRET_KEY"]
    root = key.encode() if isinstance(key, str) else key
    return hmac.digest(root, f"attendance:{session.id}:{session.nonce}".encode(), hashlib.sha256)
