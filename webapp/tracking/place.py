"""Where an activity happened: completed from what was named of it, and only where the student may act."""

from collections.abc import Iterable
from dataclasses import dataclass

from webapp import courses
from webapp.courses import UnitKind
from webapp.tracking.inputs import ActivityInput, HeartbeatInput


@dataclass(frozen=True)
class Place:
    """A unit, module, course, or none of them, with the titles of today. A unit's module and course are known."""

    course_id: int | None
    module_id: int | None
    unit_id: int | None
    kind: UnitKind | None
    titles: dict[str, str]


class OpenPlaces:
    """The places that these inputs name, as far as they are open to the student. Asked once for all of them."""

    def __init__(self, student_id: int, inputs: Iterable[ActivityInput | HeartbeatInput]) -> None:
        named = list(inputs)
        self._open = courses.places_open_to(
            student_id,
            {input.course_id for input in named if input.course_id is not None},
            {input.module_id for input in named if input.module_id is not None},
            {input.unit_id for input in named if input.unit_id is not None},
        )

    def of(self, input: ActivityInput | HeartbeatInput) -> Place | None:
        """Its place; None if a part is not open to the student, or the parts do not belong together."""
        course_id, module_id, kind = input.course_id, input.module_id, None
        if input.unit_id is not None:
            unit = self._open.units.get(input.unit_id)
            if unit is None or module_id not in (None, unit.module_id):
                return None
            module_id, kind = unit.module_id, unit.kind
            if course_id not in (None, unit.course_id):
                return None
            course_id = unit.course_id
        elif module_id is not None:
            found = self._open.modules.get(module_id)
            if found is None or course_id not in (None, found):
                return None
            course_id = found
        if course_id is not None and course_id not in self._open.courses:
            return None
        titles = self._open.titles_of(course_id, input.unit_id)
        return Place(course_id, module_id, input.unit_id, kind, titles)

    def is_video(self, unit_id: int) -> bool:
        return self._open.units[unit_id].kind is UnitKind.video

    def titles_of(self, course_id: int | None, unit_id: int | None) -> dict[str, str]:
        """What an open course and an open unit are called today."""
        return self._open.titles_of(course_id, unit_id)
