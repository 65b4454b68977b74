"""What follows from finished units: completions, progress, completion of the course, its certificate.

Everything is set from the facts at hand, so doing it twice, or in another order, ends the same.
"""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

import sqlalchemy as sa

from webapp import accounts
from webapp.core import clock
from webapp.core.stores import db
from webapp.courses.events import CertificateIssued, ProgressMade
from webapp.courses.models import Certificate, Course, Enrollment, EnrollmentStatus, Unit, UnitCompletion
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
    units = db.session.execute(sa.select(Unit.id, Unit.course_id).where(Unit.id.in_(first))).all()
    known = sa.select(UnitCompletion).where(
        UnitCompletion.student_id == deeds.student_id, UnitCompletion.unit_id.in_(first)
    )
    completions = {completion.unit_id: completion for completion in db.session.scalars(known)}
    moved: dict[int, list[int]] = {}
    for unit_id, course_id in units:
        at = first[unit_id]
        completion = completions.get(unit_id)
        if completion is None:
            row = UnitCompletion(
                student_id=deeds.student_id, unit_id=unit_id, course_id=course_id, completed_at=at
            )
            db.session.add(row)
            moved.setdefault(course_id, []).append(unit_id)
        elif at < completion.completed_at:
            completion.completed_at = at
        moved.setdefault(course_id, [])
    db.session.flush()
    recount(deeds.student_id, moved)


def recount(student_id: int, moved: dict[int, list[int]]) -> None:
    """Set the progress of these courses (ids, each with its units that are newly finished) for the student."""
    enrollments = db.session.scalars(
        sa.select(Enrollment)
        .where(Enrollment.student_id == student_id, Enrollment.course_id.in_(moved))
        .execution_options(populate_existing=True)  # others may have written since this request read it
    ).all()
    counts = _counts(student_id, moved)
    for enrollment in enrollments:
        required, finished, last_at = counts.get(enrollment.course_id, (0, 0, None))
        if not enrollment.is_open:
            continue
        progress = max(enrollment.progress, finished * 100 // required if required else 0)
        changed = progress != enrollment.progress
        enrollment.progress = progress
        if required and finished == required and last_at is not None:
            changed |= _complete(enrollment, last_at)
        if changed or moved[enrollment.course_id]:
            record(
                ProgressMade(
                    student_id=student_id,
                    course_id=enrollment.course_id,
                    at=clock.now(),
                    progress=progress,
                    unit_ids=moved[enrollment.course_id],
                )
            )


def _counts(student_id: int, course_ids: Iterable[int]) -> dict[int, tuple[int, int, datetime | None]]:
    """By course: its required units, how many of them are finished, and when the last of these was."""
    finished = sa.and_(UnitCompletion.unit_id == Unit.id, UnitCompletion.student_id == student_id)
    query = (
        sa.select(
            Unit.course_id,
            sa.func.count(Unit.id),
            sa.func.count(UnitCompletion.unit_id),
            sa.func.max(UnitCompletion.completed_at),
        )
        .outerjoin(UnitCompletion, finished)
        .where(Unit.course_id.in_(course_ids), Unit.is_required, Unit.archived_at.is_(None))
        .group_by(Unit.course_id)
    )
    return {
        course_id: (required, done, last) for course_id, required, done, last in db.session.execute(query)
    }


def _complete(enrollment: Enrollment, at: datetime) -> bool:
    """Complete it as of that instant; an earlier one, learned late, corrects it. The certificate is issued once."""
    if enrollment.is_completed:
        if enrollment.completed_at is not None and at < enrollment.completed_at:
            enrollment.completed_at = at
            return True
        return False
    enrollment.status = EnrollmentStatus.completed
    enrollment.completed_at = at
    enrollment.progress = 100
    _issue_certificate(enrollment)
    return True


def _issue_certificate(enrollment: Enrollment) -> None:
    student = accounts.get(enrollment.student_id)
    course = db.session.get_one(Course, enrollment.course_id)
    now = clock.now()
    letters = "".join(secrets.choice(SERIAL_LETTERS) for _ in range(12))
    certificate = Certificate(
        enrollment_id=enrollment.id,
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
