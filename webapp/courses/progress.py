"""What follows from finished units: completions, progress, completion of the course, its certificate.

Everything is set from the facts at hand, so doing it twice, or in another order, ends the same.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol, cast

import sqlalchemy as sa

from webapp import accounts
from webapp.core import clock
from webapp.core.stores import ask, db, read_anew
from webapp.courses.events import CertificateIssued, ProgressMade
from webapp.courses.models import Certificate, Course, Enrollment, EnrollmentStatus, Unit, UnitCompletion
from webapp.courses.queries import OPEN
from webapp.flow import record

SERIAL_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


class Finish(Protocol):
    """That a unit was finished, and when first."""

    @property
    def unit_id(self) -> int: ...

    @property
    def at(self) -> datetime: ...


class Deeds(Protocol):
    """Activities of one student that have just been logged, new or repeated."""

    @property
    def student_id(self) -> int: ...

    @property
    def finishes(self) -> Sequence[Finish]: ...


def advance(deeds: Deeds) -> None:
    """Bring the student's courses to what they have finished. Records `ProgressMade` where something moved."""
    if not deeds.finishes:
        return
    first = {finish.unit_id: finish.at for finish in deeds.finishes}
    connection = db.session.connection()
    named = {"student": deeds.student_id, "units": list(first)}
    moved: dict[int, list[int]] = {}
    new: list[dict[str, Any]] = []
    for unit_id, course_id, known_at in connection.execute(_COMPLETIONS, named).all():
        moved.setdefault(course_id, [])
        at = first[unit_id]
        if known_at is None:
            moved[course_id].append(unit_id)
            new.append(
                {
                    "student_id": deeds.student_id,
                    "unit_id": unit_id,
                    "course_id": course_id,
                    "completed_at": at,
                }
            )
        elif at < known_at:
            connection.execute(_EARLIER, {"student": deeds.student_id, "unit": unit_id, "at": at})
            read_anew(UnitCompletion, deeds.student_id, unit_id)
    if new:
        connection.execute(_COMPLETE, new)
    recount(deeds.student_id, moved)


_COMPLETION = cast(sa.Table, UnitCompletion.__table__)
_ENROLLMENT = cast(sa.Table, Enrollment.__table__)
_UNIT = cast(sa.Table, Unit.__table__)
_C, _E, _U = _COMPLETION.c, _ENROLLMENT.c, _UNIT.c
_STUDENT: sa.BindParameter[int] = sa.bindparam("student")
_IS_THEIRS = sa.and_(_C.unit_id == _U.id, _C.student_id == _STUDENT)
_COMPLETIONS = (
    sa.select(_U.id, _U.course_id, _C.completed_at)
    .outerjoin(_COMPLETION, _IS_THEIRS)
    .where(_U.id.in_(sa.bindparam("units", expanding=True)))
)
_COMPLETE = sa.insert(_COMPLETION)
_EARLIER = (
    sa.update(_COMPLETION)
    .where(_C.student_id == _STUDENT, _C.unit_id == sa.bindparam("unit"))
    .values(completed_at=sa.bindparam("at"))
)


def recount(student_id: int, moved: dict[int, list[int]]) -> None:
    """Set the progress of these courses (ids, each with its units that are newly finished) for the student. Past the
    session, since others may have written after this request read.
    """
    for row in ask(_STANDINGS, {"student": student_id, "courses": list(moved)}).all():
        progress = max(row.progress, row.finished * 100 // row.required if row.required else 0)
        change: dict[str, Any] = {} if progress == row.progress else {"progress": progress}
        is_first = False
        if row.required and row.finished == row.required:
            is_first = row.status is not EnrollmentStatus.completed
            change |= _completion(row)
        if change:
            update = sa.update(_ENROLLMENT).where(_E.id == row.id).values(change)
            db.session.connection().execute(update)
            read_anew(Enrollment, row.id)
        if is_first:
            _issue_certificate(row.id, student_id, row.course_id)
        if change or moved[row.course_id]:
            record(
                ProgressMade(
                    student_id=student_id,
                    course_id=row.course_id,
                    at=clock.now(),
                    progress=progress,
                    unit_ids=moved[row.course_id],
                )
            )


def _standings() -> sa.Select[Any]:
    """Of a student's open enrollments in courses: how they stand, how many units are required, how many of these are
    finished, and when the last of them was.
    """
    named: sa.BindParameter[Any] = sa.bindparam("courses", expanding=True)
    counted = (
        sa.select(
            _U.course_id,
            sa.func.count(_U.id).label("required"),
            sa.func.count(_C.unit_id).label("finished"),
            sa.func.max(_C.completed_at).label("last_at"),
        )
        .outerjoin(_COMPLETION, _IS_THEIRS)
        .where(_U.course_id.in_(named), _U.is_required, _U.archived_at.is_(None))
        .group_by(_U.course_id)
        .subquery()
    )
    numbers = [sa.func.coalesce(counted.c[name], 0).label(name) for name in ("required", "finished")]
    return (
        sa.select(_E.id, _E.course_id, _E.status, _E.progress, _E.completed_at, *numbers, counted.c.last_at)
        .outerjoin(counted, counted.c.course_id == _E.course_id)
        .where(_E.student_id == _STUDENT, _E.course_id.in_(named), _E.status.in_(OPEN))
    )


_STANDINGS = _standings()


def _completion(row: Any) -> dict[str, Any]:
    """What changes where all is finished: it is completed as of the last unit; an earlier instant, learned late,
    corrects it.
    """
    if row.status is EnrollmentStatus.completed:
        is_earlier = row.completed_at is not None and row.last_at < row.completed_at
        return {"completed_at": row.last_at} if is_earlier else {}
    return {"status": EnrollmentStatus.completed, "completed_at": row.last_at, "progress": 100}


def _issue_certificate(enrollment_id: int, student_id: int, course_id: int) -> None:
    """Once, when a course is first completed."""
    student = accounts.get(student_id)
    course = db.session.get_one(Course, course_id)
    now = clock.now()
    letters = "".join(secrets.choice(SERIAL_LETTERS) for _ in range(12))
    certificate = Certificate(
        enrollment_id=enrollment_id,
        student_id=student.id,
        serial="-".join((letters[:4], letters[4:8], letters[8:])),
        student_name=student.name,
        course_title=course.title,
        issued_at=now,
        issued_on=clock.local_day(now, student.time_zone).isoformat(),
    )
    db.session.add(certificate)
    db.session.flush()
    record(CertificateIssued(student_id=student.id, course_id=course.id, at=now, serial=certificate.serial))
