"""What an import announces."""

from dataclasses import dataclass
from typing import Self

from webapp.courses.importing.models import CourseImport
from webapp.courses.importing.regions import import_progress
from webapp.flow import Audience, Event, user_channel


@dataclass(frozen=True, kw_only=True)
class ImportProgressed(Event):
    """An import got further, or ended. Only who began it hears."""

    name = "course:importProgressed"

    import_id: int
    by_id: int
    state: str
    done: int
    total: int

    @classmethod
    def of(cls, row: CourseImport) -> Self:
        return cls(import_id=row.id, by_id=row.by_id, state=row.state, done=row.done, total=row.total)

    def audience(self) -> Audience:
        return {user_channel(self.by_id): [import_progress(self.import_id)]}
