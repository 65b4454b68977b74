"""What teachers do with the plan of a course: its modules, and the units in them."""

from collections.abc import Sequence

import sqlalchemy as sa

from webapp.accounts import User
from webapp.core import clock
from webapp.core.errors import Conflict
from webapp.core.stores import db
from webapp.courses.actions import recount_all
from webapp.courses.authoring.ordering import Direction, everyone, number, shift
from webapp.courses.authoring.ownership import take
from webapp.courses.authoring.versions import refuse_clash
from webapp.courses.models import Course, Module, Question, Unit, UnitKind


def add_module(course: Course, *, by: User, title: str) -> Module:
    """At the end."""
    take(course, by)
    modules = _modules(course.id)
    module = Module(course_id=course.id, title=title, position=len(modules) + 1)
    db.session.add(module)
    db.session.flush()
    number([*modules, module])
    return module


def rename_module(module: Module, *, by: User, title: str, version: str) -> None:
    take(module.course, by, module)
    refuse_clash(module, version)
    module.title = title


def move_module(module: Module, direction: Direction, *, by: User) -> None:
    take(module.course, by, module)
    shift(_modules(module.course_id), module, direction, counts=everyone)


def delete_module(module: Module, *, by: User) -> None:
    """Only an empty one: what students did in its units must not vanish with it."""
    course = module.course
    take(course, by, module)
    if _units(module.id):
        raise Conflict("This module has units. Move them to another module first.")
    db.session.delete(module)
    db.session.flush()
    number(_modules(course.id))


def add_unit(module: Module, *, by: User, kind: UnitKind, title: str) -> Unit:
    """At the end of its module. In a published course it begins taken out, so that no student meets half a lesson."""
    course = module.course
    take(course, by, module)
    units = _units(module.id)
    unit = Unit(course_id=course.id, module=module, kind=kind, title=title, position=len(units) + 1)
    if course.is_published:
        unit.archived_at = clock.now()
    if units:
        unit.section = units[-1].section
    db.session.add(unit)
    db.session.flush()
    number([*units, unit])
    return unit


def move_unit(unit: Unit, direction: Direction, *, by: User) -> None:
    """Past its neighbour that students see."""
    take(unit.course, by, unit)
    shift(_units(unit.module_id), unit, direction, counts=lambda other: other.archived_at is None)


def move_unit_to(unit: Unit, module: Module, *, by: User) -> None:
    """To the end of another module of the same course."""
    take(unit.course, by, unit, module)
    if module.course_id != unit.course_id:
        raise Conflict("A unit stays in its course.")
    old = unit.module_id
    if old == module.id:
        return
    target = _units(module.id)
    unit.module = module
    number([*target, unit])
    db.session.flush()
    number(_units(old))


def take_out(unit: Unit, *, by: User) -> None:
    """Students do not meet it any more; what they did in it stays, and it can be put back."""
    take(unit.course, by, unit)
    if unit.archived_at is None:
        unit.archived_at = clock.now()
        db.session.flush()
        recount_all(unit.course)


def put_back(unit: Unit, *, by: User) -> None:
    """Where it was. A quiz without questions is not ready for students."""
    take(unit.course, by, unit)
    has_questions = db.session.scalar(sa.select(sa.exists().where(Question.unit_id == unit.id)))
    if unit.course.is_published and unit.kind is UnitKind.quiz and not has_questions:
        raise Conflict("Nobody could pass a quiz without questions. Write one first.")
    unit.archived_at = None
    db.session.flush()
    recount_all(unit.course)


def _modules(course_id: int) -> Sequence[Module]:
    query = sa.select(Module).where(Module.course_id == course_id).order_by(Module.position, Module.id)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def _units(module_id: int) -> Sequence[Unit]:
    """All of a module as they are now, taken out ones too."""
    query = sa.select(Unit).where(Unit.module_id == module_id).order_by(Unit.position, Unit.id)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()
