"""What students do with their goals and skills."""

from datetime import date
from typing import Any, TypeVar

import sqlalchemy as sa

from webapp import accounts
from webapp.accounts import User
from webapp.aims.events import AimsChanged, GoalReached, SkillAdded
from webapp.aims.models import RESTORED_WITHIN, Goal, Skill, SkillLevel
from webapp.aims.queries import goals_of, skills_of
from webapp.core import clock
from webapp.core.errors import Conflict
from webapp.core.stores import db
from webapp.flow import record

A = TypeVar("A", Goal, Skill)

MOST = 200
"""Goals, and skills, that a student may have at once."""


def set_goal(title: str, due_on: date | None, *, by: User) -> Goal:
    """Write down a goal."""
    accounts.hold(by.id)
    if _number(goals_of(by.id)) >= MOST:
        raise Conflict(f"{MOST} goals are the most there can be. Remove some first.")
    goal = Goal(student_id=by.id, title=title, due=_text(due_on), created_at=clock.now())
    return _kept(goal)


def change_goal(goal: Goal, title: str, due_on: date | None) -> Goal:
    goal.title, goal.due = title, _text(due_on)
    return _kept(goal)


def complete_goal(goal: Goal) -> Goal:
    """It is reached. It stands in the log once, however often it is opened again."""
    if not goal.is_done:
        accounts.hold(goal.student_id)
        goal.done_at = clock.now()
        record(GoalReached(student_id=goal.student_id, goal_id=goal.id, title=goal.title, at=goal.done_at))
        _kept(goal)
    return goal


def reopen_goal(goal: Goal) -> Goal:
    """It is not reached after all."""
    goal.done_at = None
    return _kept(goal)


def delete_goal(goal: Goal) -> None:
    """Take it away; for a day it can be put back."""
    goal.deleted_at = clock.now()
    _kept(goal)


def restore_goal(goal: Goal) -> Goal:
    return _restored(goal)


def add_skill(name: str, level: SkillLevel, *, by: User) -> Skill:
    """Write down a skill."""
    accounts.hold(by.id)
    if _number(skills_of(by.id)) >= MOST:
        raise Conflict(f"{MOST} skills are the most there can be. Remove some first.")
    _is_new(by.id, name)
    skill = _kept(Skill(student_id=by.id, name=name, level=level, created_at=clock.now()))
    record(SkillAdded(student_id=by.id, skill_id=skill.id, title=name, at=skill.created_at))
    return skill


def change_skill(skill: Skill, name: str, level: SkillLevel) -> Skill:
    accounts.hold(skill.student_id)
    _is_new(skill.student_id, name, but=skill.id)
    skill.name, skill.level = name, level
    return _kept(skill)


def delete_skill(skill: Skill) -> None:
    """Take it away; for a day it can be put back."""
    skill.deleted_at = clock.now()
    _kept(skill)


def restore_skill(skill: Skill) -> Skill:
    accounts.hold(skill.student_id)
    _is_new(skill.student_id, skill.name, but=skill.id)
    return _restored(skill)


def _restored(aim: A) -> A:
    if aim.deleted_at is not None and aim.deleted_at + RESTORED_WITHIN <= clock.now():
        raise Conflict("It was removed more than a day ago and cannot be put back.")
    aim.deleted_at = None
    return _kept(aim)


def _kept(aim: A) -> A:
    db.session.add(aim)
    db.session.flush()
    record(AimsChanged(student_id=aim.student_id))
    return aim


def _is_new(student_id: int, name: str, but: int = 0) -> None:
    """Raises `Conflict` for a name that a skill of theirs has. Capitals make no other one of it, in any script; that is
    seen here, because databases differ in it.
    """
    others = skills_of(student_id).where(Skill.id != but).with_only_columns(Skill.name)
    if name.casefold() in {other.casefold() for other in db.session.scalars(others)}:
        raise Conflict("You have this skill already.", name="You have this skill already.")


def _number(query: sa.Select[Any]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
