"""`/api/goals…`, `/api/skills…`: what students want to reach and what they can do (contract, section 5)."""

from datetime import date, datetime
from typing import Any, ClassVar

from webapp import accounts
from webapp import aims as room
from webapp.accounts import Role, User
from webapp.aims import Goal, GoalInput, Skill, SkillInput, SkillLevel
from webapp.aims.inputs import Name, Title
from webapp.api import door
from webapp.api.shapes import Answer, Listed
from webapp.core.inputs import CAMEL, Id, Input
from webapp.core.paging import PageInput, page
from webapp.flow import commit


class AimsInput(PageInput):
    """Whose: one's own, or a student's whom one may see."""

    model_config = CAMEL

    student_id: Id | None = None


class GoalChangesInput(Input):
    """What is to be another: only what is named changes. `isDone` reaches the goal, or opens it again."""

    model_config = CAMEL

    title: Title | None = None
    due_on: date | None = None
    is_done: bool | None = None


class SkillChangesInput(Input):
    """What is to be another: only what is named changes."""

    model_config = CAMEL

    name: Name | None = None
    level: SkillLevel | None = None


class GoalAnswer(Answer):
    """Something that a student wants to reach. It counts once it is done."""

    id: int
    title: str
    due_on: date | None
    created_at: datetime
    done_at: datetime | None

    example: ClassVar[Any] = {
        "id": 5,
        "title": "Tie ten knots blindfold",
        "dueOn": "2026-12-24",
        "createdAt": "2026-11-20T14:05:00Z",
        "doneAt": None,
    }

    @classmethod
    def of(cls, goal: Goal) -> "GoalAnswer":
        return cls(
            id=goal.id,
            title=goal.title,
            due_on=goal.due_on,
            created_at=goal.created_at,
            done_at=goal.done_at,
        )


class SkillAnswer(Answer):
    """Something that a student can do, by their own account."""

    id: int
    name: str
    level: SkillLevel
    created_at: datetime

    example: ClassVar[Any] = {
        "id": 8,
        "name": "Splicing",
        "level": "practised",
        "createdAt": "2026-11-20T14:05:00Z",
    }

    @classmethod
    def of(cls, skill: Skill) -> "SkillAnswer":
        return cls(id=skill.id, name=skill.name, level=skill.level, created_at=skill.created_at)


def _whose(wanted: AimsInput) -> User:
    return door.whose(wanted.student_id or accounts.me().id)


@door.get("/api/goals", asks=AimsInput, gives={200: Listed[GoalAnswer]})
def list_goals(wanted: AimsInput) -> Listed[GoalAnswer]:
    """The goals, the latest first."""
    found = page(room.goals_of(_whose(wanted).id), wanted, Goal.id)
    return Listed[GoalAnswer].of(found, GoalAnswer.of)


@door.post(
    "/api/goals",
    takes=GoalInput,
    example={"title": "Tie ten knots blindfold", "dueOn": "2026-12-24"},
    roles=[Role.student],
    gives={201: GoalAnswer},
    refuses=(409,),
)
def set_goal(given: GoalInput) -> GoalAnswer:
    """Write down a goal."""
    goal = room.set_goal(given.title, given.due_on, by=accounts.me())
    commit()
    return GoalAnswer.of(goal)


@door.get("/api/goals/<int:goal_id>", roles=[Role.student], gives={200: GoalAnswer})
def show_goal(goal_id: int) -> GoalAnswer:
    """One goal."""
    return GoalAnswer.of(room.goal_of(accounts.me(), goal_id))


@door.patch(
    "/api/goals/<int:goal_id>",
    takes=GoalChangesInput,
    example={"isDone": True},
    roles=[Role.student],
    gives={200: GoalAnswer},
)
def change_goal(goal_id: int, given: GoalChangesInput) -> GoalAnswer:
    """Change it, reach it, or open it again. Reaching it counts once."""
    goal = room.goal_of(accounts.me(), goal_id)
    named = given.model_fields_set
    if named & {"title", "due_on"}:
        room.change_goal(goal, given.title or goal.title, given.due_on if "due_on" in named else goal.due_on)
    if given.is_done is not None:
        (room.complete_goal if given.is_done else room.reopen_goal)(goal)
    commit()
    return GoalAnswer.of(goal)


@door.delete("/api/goals/<int:goal_id>", roles=[Role.student], gives={204: None})
def delete_goal(goal_id: int) -> None:
    """Take it away. On the page it can be put back for a day."""
    room.delete_goal(room.goal_of(accounts.me(), goal_id))
    commit()


@door.get("/api/skills", asks=AimsInput, gives={200: Listed[SkillAnswer]})
def list_skills(wanted: AimsInput) -> Listed[SkillAnswer]:
    """The skills, the latest first."""
    found = page(room.skills_of(_whose(wanted).id), wanted, Skill.id)
    return Listed[SkillAnswer].of(found, SkillAnswer.of)


@door.post(
    "/api/skills",
    takes=SkillInput,
    example={"name": "Splicing", "level": "practised"},
    roles=[Role.student],
    gives={201: SkillAnswer},
    refuses=(409,),
)
def add_skill(given: SkillInput) -> SkillAnswer:
    """Write down a skill. The same name twice is refused."""
    skill = room.add_skill(given.name, given.level, by=accounts.me())
    commit()
    return SkillAnswer.of(skill)


@door.get("/api/skills/<int:skill_id>", roles=[Role.student], gives={200: SkillAnswer})
def show_skill(skill_id: int) -> SkillAnswer:
    """One skill."""
    return SkillAnswer.of(room.skill_of(accounts.me(), skill_id))


@door.patch(
    "/api/skills/<int:skill_id>",
    takes=SkillChangesInput,
    example={"level": "confident"},
    roles=[Role.student],
    gives={200: SkillAnswer},
    refuses=(409,),
)
def change_skill(skill_id: int, given: SkillChangesInput) -> SkillAnswer:
    """Change its name or level."""
    skill = room.skill_of(accounts.me(), skill_id)
    room.change_skill(skill, given.name or skill.name, given.level or skill.level)
    commit()
    return SkillAnswer.of(skill)


@door.delete("/api/skills/<int:skill_id>", roles=[Role.student], gives={204: None})
def delete_skill(skill_id: int) -> None:
    """Take it away. On the page it can be put back for a day."""
    room.delete_skill(room.skill_of(accounts.me(), skill_id))
    commit()
