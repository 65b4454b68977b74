"""What the aims room accepts."""

from datetime import date
from typing import Annotated

from pydantic import StringConstraints

from webapp.aims.models import SkillLevel
from webapp.core.inputs import CAMEL, Input, Line

Title = Annotated[Line, StringConstraints(min_length=1, max_length=200)]
Name = Annotated[Line, StringConstraints(min_length=1, max_length=80)]


class GoalInput(Input):
    """What a student wants to reach, and by when."""

    model_config = CAMEL

    title: Title
    due_on: date | None = None


class SkillInput(Input):
    """What a student can do, and how well."""

    model_config = CAMEL

    name: Name
    level: SkillLevel = SkillLevel.beginner
