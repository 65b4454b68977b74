"""A session as its teacher sees it while it runs: the gate with the code, the count, and every student's seat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import segno
import sqlalchemy as sa
from markupsafe import Markup
from sqlalchemy.orm import aliased

from webapp import courses
from webapp.accounts import User
from webapp.attendance import codes, queries
from webapp.attendance.models import (
    HERE,
    AttendanceMark,
    AttendanceSession,
    MarkSource,
    MarkStatus,
)
from webapp.core import clock
from webapp.core.stores import db
from webapp.live.presence import State

JUST_IN = 4
LOOKED_BACK = 3
CURVE = (200, 60)

S, M = AttendanceSession, AttendanceMark


@dataclass(frozen=True)
class Gate:
    """The way in. `left` is how many seconds the code is still shown, by the server's clock."""

    session: AttendanceSession
    code: str
    link: str
    picture: Markup
    left: float


@dataclass(frozen=True)
class Head:
    """A session, and how many seconds it has been running, by the server's clock."""

    session: AttendanceSession
    seconds: int


@dataclass(frozen=True)
class Seat:
    """One student. `hint` says of who is not here yet whether they are near."""

    student_id: int
    name: str
    status: MarkStatus | None
    source: MarkSource | None
    arrived_at: datetime | None
    marked_at: datetime | None
    by_name: str | None
    hint: str = ""

    @property
    def is_here(self) -> bool:
        return self.status in HERE


@dataclass(frozen=True)
class Board:
    """All seats of a session, by name."""

    session: AttendanceSession
    seats: Sequence[Seat]

    def with_status(self, *statuses: MarkStatus | None) -> list[Seat]:
        return [seat for seat in self.seats if seat.status in statuses]

    def number(self, *statuses: MarkStatus | None) -> int:
        return len(self.with_status(*statuses))

    @property
    def here(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.is_here]

    @property
    def waiting(self) -> list[Seat]:
        return self.with_status(None)

    @property
    def just_in(self) -> list[Seat]:
        """Who came last."""
        return sorted(self.here, key=lambda seat: seat.arrived_at or seat.marked_at, reverse=True)[:JUST_IN]  # type: ignore[arg-type,return-value]

    @property
    def half_at(self) -> datetime | None:
        """When half of those who are here had come."""
        arrivals = self._arrivals
        return arrivals[(len(arrivals) - 1) // 2] if len(arrivals) > 1 else None

    @property
    def curve(self) -> str:
        """The arrivals as steps of an SVG path, from the start until now or the end."""
        width, height = CURVE
        until = self.session.ended_at or clock.now()
        span = max((until - self.session.started_at).total_seconds(), 1.0)
        steps: dict[int, int] = {}
        for number, at in enumerate(self._arrivals, start=1):
            share = (at - self.session.started_at).total_seconds() / span
            steps[round(min(max(share, 0.0), 1.0) * width)] = number
        total = max(len(self.seats), 1)
        path = [f"M0 {height}", *(f"H{x}V{height - height * n / total:g}" for x, n in steps.items())]
        return "".join([*path, f"H{width}"])

    @property
    def _arrivals(self) -> list[datetime]:
        return sorted(seat.arrived_at for seat in self.here if seat.arrived_at)


def head(session_id: int) -> Head:
    """The session as it stands."""
    session = queries.get(session_id)
    return Head(session, max(0, int((clock.now() - session.started_at).total_seconds())))


def gate(session_id: int) -> Gate:
    """The gate as it is at this moment. Only the current code is ever given out."""
    session, now = queries.get(session_id), clock.now()
    code = codes.current(session, now) if session.is_running and not session.is_paused else ""
    link = f"{session.site}/in/{code}"
    return Gate(session, code, link, _picture(link) if code else Markup(""), codes.left(now))


def board(session_id: int) -> Board:
    """The seats, with a hint where somebody is not here yet."""
    session = queries.get(session_id)
    seats = seats_of(session)
    waiting = [seat.student_id for seat in seats if seat.status is None]
    hints = _hints(session, waiting) if waiting and session.is_running else {}
    return Board(session, [_with_hint(seat, hints.get(seat.student_id, "")) for seat in seats])


def count(session_id: int) -> Board:
    """The seats without hints, for the figures."""
    session = queries.get(session_id)
    return Board(session, seats_of(session))


def seats_of(session: AttendanceSession) -> list[Seat]:
    """Everybody who is counted or has a mark; of a session that is over, who has a mark."""
    teacher = aliased(User)
    theirs = sa.and_(M.student_id == User.id, M.session_id == session.id)
    query = (
        sa.select(User.id, User.name, M.status, M.source, M.arrived_at, M.marked_at, teacher.name)
        .select_from(User)
        .outerjoin(M, theirs)
        .outerjoin(teacher, teacher.id == M.marked_by_id)
        .order_by(User.name, User.id)
    )
    has_mark = M.student_id.is_not(None)
    counted = sa.and_(*queries.is_counted(session.course_id))
    query = query.where(sa.or_(counted, has_mark) if session.is_running else has_mark)
    return [Seat(*row) for row in db.session.execute(query)]


def _with_hint(seat: Seat, hint: str) -> Seat:
    return Seat(
        seat.student_id,
        seat.name,
        seat.status,
        seat.source,
        seat.arrived_at,
        seat.marked_at,
        seat.by_name,
        hint,
    )


def _hints(session: AttendanceSession, student_ids: Sequence[int]) -> dict[int, str]:
    """Whether they are online, or else how many of the last sessions they missed."""
    last = (
        sa.select(S.id)
        .where(S.course_id == session.course_id, S.ended_at.is_not(None))
        .order_by(S.started_at.desc())
        .limit(LOOKED_BACK)
    )
    sessions = db.session.scalars(last).all()
    missed: dict[int, int] = {}
    if sessions:
        absent = sa.select(M.student_id, sa.func.count()).where(
            M.session_id.in_(sessions), M.status == MarkStatus.absent
        )
        missed = dict(db.session.execute(absent.group_by(M.student_id)).all())
    states = courses.states_of(student_ids)
    hints = {}
    for student_id in student_ids:
        if student_id in states:
            hints[student_id] = "Online now" if states[student_id] is State.active else "Online, idle"
        elif missed.get(student_id, 0) > 1:
            hints[student_id] = f"Missed {missed[student_id]} of the last {len(sessions)}"
    return hints


def _picture(link: str) -> Markup:
    """The link as a QR code, drawn here; no request to anybody."""
    code = segno.make(link, error="m", micro=False)
    drawn: str = code.svg_inline(omitsize=True, border=3, svgclass="qr__code", lineclass=None, dark="#14142b")
    return Markup(drawn)  # noqa: S704 - drawn from our own link
