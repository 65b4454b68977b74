"""Where a student may act, asked for many places at once."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from webapp.core.stores import db
from webapp.courses.models import Course, Enrollment, Module, Unit, UnitKind
from webapp.courses.queries import OPEN

LARGEST_ROW_ID = 2**31 - 1
"""No row has a larger id, and PostgreSQL refuses to look for one."""


@dataclass(frozen=True)
class OpenUnit:
    """A unit that the student may work in, with what it is called today."""

    module_id: int
    course_id: int
    kind: UnitKind
    title: str


@dataclass(frozen=True)
class Places:
    """Where a student may act, by id: titles of courses, the course of a module, and units."""

    courses: Mapping[int, str]
    modules: Mapping[int, int]
    units: Mapping[int, OpenUnit]

    def titles_of(self, course_id: int | None, unit_id: int | None) -> dict[str, str]:
        """What a course and a unit are called today, for a line that is to stay readable."""
        titles: dict[str, str] = {}
        if course_id is not None:
            titles["course_title"] = self.courses[course_id]
        if unit_id is not None:
            titles["unit_title"] = self.units[unit_id].title
        return titles


def places_open_to(student_id: int, course_ids: set[int], module_ids: set[int], unit_ids: set[int]) -> Places:
    """Which of these places lie in published courses that the student is enrolled in. Three queries at most."""
    units = _units(student_id, _possible(unit_ids))
    modules = _modules(student_id, _possible(module_ids))
    named = course_ids | {unit.course_id for unit in units.values()} | set(modules.values())
    return Places(_courses(student_id, _possible(named)), modules, units)


def _possible(ids: set[int]) -> set[int]:
    return {id for id in ids if id <= LARGEST_ROW_ID}


def _courses(student_id: int, ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    found = sa.select(Course.id, Course.title).where(Course.id.in_(ids), Course.id.in_(_theirs(student_id)))
    return {row.id: row.title for row in db.session.execute(found)}


def _modules(student_id: int, ids: set[int]) -> dict[int, int]:
    if not ids:
        return {}
    found = sa.select(Module.id, Module.course_id).where(
        Module.id.in_(ids), Module.course_id.in_(_theirs(student_id))
    )
    return {row.id: row.course_id for row in db.session.execute(found)}


def _units(student_id: int, ids: set[int]) -> dict[int, OpenUnit]:
    if not ids:
        return {}
    found = sa.select(Unit.id, Unit.module_id, Unit.course_id, Unit.kind, Unit.title).where(
        Unit.id.in_(ids), Unit.course_id.in_(_theirs(student_id))
    )
    return {
        row.id: OpenUnit(row.module_id, row.course_id, row.kind, row.title)
        for row in db.session.execute(found)
    }


def _theirs(student_id: int) -> sa.Select[int]:
    """The published courses that the student is enrolled in."""
    enrolled = sa.select(Enrollment.course_id).join(Course, Course.id == Enrollment.course_id)
    return enrolled.where(
        Enrollment.student_id == student_id, Enrollment.status.in_(OPEN), Course.is_published
    )


def titles_of(course_id: int | None, unit_id: int | None) -> dict[str, str]:
    """What a course and a unit are called today; for what the server states, which needs no leave."""
    titles: dict[str, str] = {}
    if course_id is not None and (course := db.session.get(Course, course_id)) is not None:
        titles["course_title"] = course.title
    if unit_id is not None and (unit := db.session.get(Unit, unit_id)) is not None:
        titles["unit_title"] = unit.title
    return titles
