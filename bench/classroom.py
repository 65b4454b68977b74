"""A course full of signed-in students on a served site, its teacher's page, and a program that listens."""

import http.client
import json
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import current_app

from tests.serving import Served
from tests.staging import backstage, stage
from webapp.accounts import Role, User
from webapp.accounts.models import SignIn
from webapp.attendance import codes
from webapp.attendance.models import AttendanceMark, AttendanceSession
from webapp.core import clock
from webapp.core.stores import db
from webapp.courses import Enrollment

SHOWN = re.compile(r"<b>(\d+)</b> of \d+ here")
DOOR = "/mentor/attendance"


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in."""

    id: int
    cookie: str


@dataclass
class Count:
    """How many check-ins were sent and how many answered, at any moment."""

    sent: int = 0
    answered: int = 0


@dataclass
class Classroom:
    """Mira's course with so many students in it."""

    site: Served
    course_id: int
    teacher: Person
    students: list[Person]
    counts: dict[int, Count] = field(default_factory=dict)
    _codes: dict[int, Callable[[int], str]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def open(self) -> int:
        """Start a session; its id."""
        _, headers, _ = request(
            self.site, "POST", f"{DOOR}/courses/{self.course_id}/sessions", self.teacher.cookie, {}
        )
        session = int(headers["Location"].rpartition("/")[2])
        self.counts[session] = Count()
        with backstage(self.site):
            found = db.session.get_one(AttendanceSession, session)
            window = int(clock.now().timestamp() // codes.SECONDS)
            made = {later: codes._code(found, later) for later in range(window, window + 60)}
        self._codes[session] = made.__getitem__
        return session

    def code(self, session: int) -> str:
        """The code that the screen shows now."""
        return self._codes[session](int(time.time() // codes.SECONDS))

    def sent(self, session: int) -> None:
        with self._lock:
            self.counts[session].sent += 1

    def answered(self, session: int) -> None:
        with self._lock:
            self.counts[session].answered += 1

    def end(self) -> tuple[int, int, int]:
        """End what is open; the final statistics."""
        session = max(self.counts)
        status = post(self.site, f"{DOOR}/{session}/end", self.teacher.cookie, {})
        assert status == http.client.SEE_OTHER, status
        with backstage(self.site):
            ended = db.session.get_one(AttendanceSession, session)
            return ended.present_count, ended.absent_count, ended.total_count

    def marks(self, session: int) -> dict[int, str]:
        with backstage(self.site):
            query = sa.select(AttendanceMark.student_id, AttendanceMark.status)
            rows = db.session.execute(query.where(AttendanceMark.session_id == session))
            return {student_id: status.value for student_id, status in rows}

    def get(self, path: str, cookie: str) -> str:
        return request(self.site, "GET", path, cookie)[2]


@dataclass(frozen=True)
class Step:
    """A count that was shown, between what was certain before it was drawn and what had been sent when it came."""

    shown: int
    at_least: int
    at_most: int

    @property
    def is_true(self) -> bool:
        return self.at_least <= self.shown <= self.at_most


class _Stream:
    """An open stream, read in a thread until the block ends."""

    def __init__(self, site: Served, path: str, cookie: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
        self._connection.request("GET", path, headers={"Cookie": cookie})
        self._answer = self._connection.getresponse()
        assert self._answer.status == http.client.OK, self._answer.status
        self._reader = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> Self:
        self._reader.start()
        return self

    def __exit__(
        self, _kind: type | None, _fault: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def _read(self) -> None:
        lines: list[str] = []
        try:
            for raw in self._answer:
                line = raw.decode().rstrip("\r\n")
                if line:
                    lines.append(line)
                else:
                    self.take(lines)
                    lines = []
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            return

    def take(self, lines: list[str]) -> None:
        raise NotImplementedError


class Seen(_Stream):
    """The teacher's page: the counts it was shown, each held against what was true."""

    def __init__(self, site: Served, room: Classroom, session: int) -> None:
        page = room.get(f"{DOOR}/{session}", room.teacher.cookie)
        found = re.search(r'hx-sse:connect="([^"]+)"', page)
        assert found
        super().__init__(site, unescape(found[1]), room.teacher.cookie)
        self.steps: list[Step] = []
        self._count, self._before, self._lock = room.counts[session], 0, threading.Lock()

    @property
    def counts(self) -> list[int]:
        return [step.shown for step in self.steps]

    def take(self, lines: list[str]) -> None:
        """What was answered when the message before came was certain when this one was drawn."""
        shown = SHOWN.search("\n".join(lines))
        if shown:
            certain = min(self._before, self._count.answered)
            self.steps.append(Step(int(shown[1]), certain, self._count.sent))
        self._before = self._count.answered


class Heard(_Stream):
    """A program of the teacher's: the counts that it was told."""

    def __init__(self, site: Served, room: Classroom, session: int) -> None:
        super().__init__(site, f"/api/events?course={room.course_id}", room.teacher.cookie)
        self.counts: list[int] = []
        self._session = session

    def take(self, lines: list[str]) -> None:
        if "event:attendance:marked" in lines or "event: attendance:marked" in lines:
            data = next(line for line in lines if line.startswith("data"))
            told: dict[str, Any] = json.loads(data.partition(":")[2])
            if told["session_id"] == self._session:
                self.counts.append(told["count"])


@contextmanager
def a_classroom(site: Served, students: int) -> Iterator[Classroom]:
    """Mira's course with so many students, all signed in: the rows that the product's own doors would leave."""
    cast = stage(site, enrolled=False)
    with backstage(site):
        now = clock.now()
        people = [
            {
                "email": f"student{n}@bench.example",
                "name": f"Student {n}",
                "role": Role.student,
                "password_hash": "none",
                "time_zone": "UTC",
                "created_at": now,
            }
            for n in range(students)
        ]
        db.session.execute(sa.insert(User), people)
        ids = db.session.scalars(sa.select(User.id).where(User.email.like("student%@bench.example"))).all()
        enrolled = {"course_id": cast.course_id, "progress": 0, "enrolled_at": now, "status": "active"}
        db.session.execute(sa.insert(Enrollment), [enrolled | {"student_id": id} for id in ids])
        teacher, *signed_in = _signed_in([cast.people["Mira"], *ids])
        db.session.commit()
    yield Classroom(site, cast.course_id, teacher, signed_in)


def _signed_in(ids: list[int]) -> list[Person]:
    app, now = current_app, clock.now()
    sign = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    name = app.config["SESSION_COOKIE_NAME"]
    keys = [{"key": secrets.token_urlsafe(32), "user_id": id, "created_at": now} for id in ids]
    db.session.execute(sa.insert(SignIn), keys)
    seen_at = int(now.timestamp())
    return [
        Person(id, f"{name}={sign.dumps({'_user_id': key['key'], '_fresh': True, 'seen_at': seen_at})}")
        for id, key in zip(ids, keys, strict=True)
    ]


def post(site: Served, path: str, cookie: str, data: dict[str, str]) -> int:
    return request(site, "POST", path, cookie, data)[0]


def request(
    site: Served, method: str, path: str, cookie: str, data: dict[str, str] | None = None
) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    headers = {"Cookie": cookie, "Sec-Fetch-Site": "same-origin"}
    if data is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        connection.request(method, path, urlencode(data or {}) if data is not None else None, headers)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()
    finally:
        connection.close()
