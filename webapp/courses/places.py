"""Where a student may act, asked for many places at once."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from webapp.core.stores import ask, db
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

    courses: dict[int, str]
    modules: dict[int, int]
    units: dict[int, OpenUnit]

    def titles_of(self, course_id: int | None, unit_id: int | None) -> dict[str, str]:
        """What a course and a unit are called today, for a line that is to stay readable."""
        titles: dict[str, str] = {}
        if course_id is not None:
            titles["course_title"] = self.courses[course_id]
        if unit_id is not None:
            titles["unit_title"] = self.units[unit_id].title
        return titles


def places_open_to(student_id: int, course_ids: set[int], module_ids: set[int], unit_ids: set[int]) -> Places:
    """Which of these places lie in published courses that the student is enrolled in. One query."""
    wanted = {
        "student": student_id,
        "courses": _possible(course_ids),
        "modules": _possible(module_ids),
        "units": _possible(unit_ids),
    }
    places = Places({}, {}, {})
    if any(wanted[name] for name in ("courses", "modules", "units")):
        for what, id, module_id, kind, title, course_id, course_title in ask(_PLACES, wanted).all():
            places.courses[course_id] = course_title
            if what == "module":
                places.modules[id] = course_id
            elif what == "unit":
                places.units[id] = OpenUnit(module_id, course_id, UnitKind(kind), title)
    return places


def _possible(ids: set[int]) -> list[int]:
    return sorted(id for id in ids if id <= LARGEST_ROW_ID)


def _open_places() -> sa.CompoundSelect[Any]:
    """Courses, modules and units by id, as far as the student is in their courses and these are published."""
    c, m, u, e = (model.__table__.c for model in (Course, Module, Unit, Enrollment))
    nothing, number = sa.literal(""), sa.null().cast(sa.Integer)

    def open_ones(what: str, *columns: Any) -> sa.Select[Any]:
        named = zip(("id", "module_id", "kind", "title"), columns, strict=True)
        chosen = [column.label(name) for name, column in named]
        place = sa.select(
            sa.literal(what).label("what"), *chosen, c.id.label("course_id"), c.title.label("course_title")
        )
        theirs = (e.student_id == sa.bindparam("student"), e.status.in_(OPEN), c.is_published)
        return place.join(Enrollment.__table__, e.course_id == c.id).where(*theirs)

    def named(name: str) -> sa.BindParameter[Any]:
        return sa.bindparam(name, expanding=True)

    of_courses = open_ones("course", c.id, number, nothing, nothing).where(c.id.in_(named("courses")))
    of_modules = open_ones("module", m.id, number, nothing, nothing).join(
        Module.__table__, m.course_id == c.id
    )
    kind = u.kind.cast(sa.String(32))
    of_units = open_ones("unit", u.id, u.module_id, kind, u.title).join(Unit.__table__, u.course_id == c.id)
    return sa.union_all(
        of_courses, of_modules.where(m.id.in_(named("modules"))), of_units.where(u.id.in_(named("units")))
    )


_PLACES = _open_places()


def titles_of_units(unit_ids: set[int]) -> dict[int, str]:
    """What these units are called today."""
    found = sa.select(Unit.id, Unit.title).where(Unit.id.in_(unit_ids))
    return {row.id: row.title for row in db.session.execute(found)} if unit_ids else {}


def titles_of(course_id: int | None, unit_id: int | None) -> dict[str, str]:
    """What a course and a unit are called today; for what the server states, which needs no leave."""
    titles: dict[str, str] = {}
    if course_id is not None and (course := db.session.get(Course, course_id)) is not None:
        titles["course_title"] = course.title
    if unit_id is not None and (unit := db.session.get(Unit, unit_id)) is not None:
        titles["unit_title"] = unit.title
    return titles
