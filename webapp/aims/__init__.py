"""Aims: the goals that students set themselves, and the skills that they have."""

from webapp.aims.actions import (
    add_skill,
    change_goal,
    change_skill,
    complete_goal,
    delete_goal,
    delete_skill,
    reopen_goal,
    restore_goal,
    restore_skill,
    set_goal,
)
from webapp.aims.events import AimsChanged, GoalReached, SkillAdded
from webapp.aims.inputs import GoalInput, SkillInput
from webapp.aims.models import Goal, Skill, SkillLevel
from webapp.aims.queries import COUNTS, Counts, counts_of, goal_of, goals_of, skill_of, skills_of
from webapp.aims.regions import aims, aims_seen
from webapp.aims.routes import bp

__all__ = [
    "COUNTS",
    "AimsChanged",
    "Counts",
    "Goal",
    "GoalInput",
    "GoalReached",
    "Skill",
    "SkillAdded",
    "SkillInput",
    "SkillLevel",
    "add_skill",
    "aims",
    "aims_seen",
    "bp",
    "change_goal",
    "change_skill",
    "complete_goal",
    "counts_of",
    "delete_goal",
    "delete_skill",
    "goal_of",
    "goals_of",
    "reopen_goal",
    "restore_goal",
    "restore_skill",
    "set_goal",
    "skill_of",
    "skills_of",
]
