"""Questions about goals and skills. Finders go through the student: another's does not exist."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

import sqlalchemy as sa

from webapp.accounts import User
from webapp.aims.models import RESTORED_WITHIN, Goal, Skill
from webapp.core import clock
from webapp.core.errors import NotFound
from webapp.core.stores import db

A = TypeVar("A", Goal, Skill)


@dataclass(frozen=True)
class Counts:
    """The figures of contract section 3 that aims give."""

    goals_completed: int
    skills_added: int


@dataclass(frozen=True)
class Aims:
    """A student's goals, the open ones first by their day, then the reached; their skills; what was removed lately."""

    goals: Sequence[Goal]
    skills: Sequence[Skill]
    removed: Sequence[Goal | Skill]
    today: date
    """Where the student is."""


def counts_of(student_id: int) -> Counts:
    """How many goals are reached, and how many skills there are."""
    return Counts(*db.session.execute(sa.select(*COUNTS), {"student": student_id}).one())


COUNTS = (
    sa.select(sa.func.count(Goal.id))
    .where(Goal.student_id == sa.bindparam("student"), Goal.done_at.is_not(None), Goal.deleted_at.is_(None))
    .scalar_subquery()
    .label("goals_completed"),
    sa.select(sa.func.count(Skill.id))
    .where(Skill.student_id == sa.bindparam("student"), Skill.deleted_at.is_(None))
    .scalar_subquery()
    .label("skills_added"),
)
"""Of the student `:student`: the columns `goals_completed` and `skills_added`."""


def goals_of(student_id: int) -> sa.Select[Goal]:
    return sa.select(Goal).where(Goal.student_id == student_id, Goal.deleted_at.is_(None))


def skills_of(student_id: int) -> sa.Select[Skill]:
    return sa.select(Skill).where(Skill.student_id == student_id, Skill.deleted_at.is_(None))


def goal_of(student: User, goal_id: int, *, deleted: bool = False) -> Goal:
    """Their goal; a removed one only where it is asked for. Raises `NotFound`."""
    goal = db.session.get(Goal, goal_id)
    if goal is None or goal.student_id != student.id or (goal.deleted_at is not None) is not deleted:
        raise NotFound("There is no such goal.")
    return goal


def skill_of(student: User, skill_id: int, *, deleted: bool = False) -> Skill:
    """Their skill; a removed one only where it is asked for. Raises `NotFound`."""
    skill = db.session.get(Skill, skill_id)
    if skill is None or skill.student_id != student.id or (skill.deleted_at is not None) is not deleted:
        raise NotFound("There is no such skill.")
    return skill


def aims_of(student_id: int) -> Aims:
    """Everything that the profile shows. Two statements beside the student's own row."""
    since = clock.now() - RESTORED_WITHIN
    goals = _with_removed(Goal, student_id, since)
    skills = _with_removed(Skill, student_id, since)
    removed: list[Goal | Skill] = [goal for goal in goals if goal.deleted_at is not None]
    removed += [skill for skill in skills if skill.deleted_at is not None]
    kept = [goal for goal in goals if goal.deleted_at is None]
    open_goals = sorted((g for g in kept if not g.is_done), key=lambda goal: (goal.due or "9999", goal.id))
    reached = sorted((g for g in kept if g.is_done), key=lambda goal: goal.done_at or since, reverse=True)
    can = sorted((s for s in skills if s.deleted_at is None), key=lambda skill: skill.name.casefold())
    student = db.session.get_one(User, student_id)
    return Aims([*open_goals, *reached], can, removed, clock.local_day(clock.now(), student.time_zone))


def _with_removed(kind: type[A], student_id: int, since: datetime) -> Sequence[A]:
    still = sa.or_(kind.deleted_at.is_(None), kind.deleted_at > since)
    return db.session.scalars(sa.select(kind).where(kind.student_id == student_id, still)).all()
