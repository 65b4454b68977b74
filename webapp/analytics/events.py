"""What the analytics room announces."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from flask import url_for

from webapp import courses
from webapp.analytics import class_regions, regions
from webapp.analytics.boards import groups_moved_by
from webapp.analytics.forms import figures_form
from webapp.core import clock
from webapp.flow import Audience, Event, Notice, NoticeKind, Topic, user_channel


@dataclass(frozen=True, kw_only=True)
class FiguresUpdated(Event):
    """Figures of a student have changed. Programs are told `student_id` and the figures, side by side, with the time
    that they are of: two changes at once may be told in the other order. `mentor_ids` are the mentors who may see the
    student; on the channels `boards` it is heard that a leaderboard moved.
    """

    name = "analytics:updated"

    student_id: int
    figures: dict[str, Any] = field(default_factory=dict, compare=False)
    mentor_ids: list[int] = field(default_factory=list)
    boards: list[str] = field(default_factory=list)

    def completed(self) -> Self:
        """Whatever moves figures records this anew, so those that came with the last one are right."""
        figures = (self.figures or figures_form(self.student_id)) | {"asOf": clock.now().isoformat()}
        mentor_ids, boards = courses.mentors_of(self.student_id), groups_moved_by(self.student_id)
        return replace(self, figures=figures, mentor_ids=mentor_ids, boards=boards)

    def tellings(self) -> Iterable[tuple[str, object]]:
        return []

    def own_tellings(self) -> Mapping[str, Iterable[tuple[str, object]]]:
        """To the student and those who may see them; whom they share a leaderboard with only redraws."""
        said = [(self.name, {"student_id": self.student_id} | self.figures)]
        hearers = (user_channel(self.student_id), *courses.channels_of_scopes(self.mentor_ids))
        return dict.fromkeys(hearers, said)

    def audience(self) -> Audience:
        scopes = courses.channels_of_scopes(self.mentor_ids)
        seen_by = {
            channel: [class_regions.progress_of_students(scope), *regions.seen(self.student_id)]
            for channel, scope in scopes.items()
        }
        moved = {channel: [regions.board_pulse(channel)] for channel in self.boards}
        return moved | seen_by | {user_channel(self.student_id): regions.profile(self.student_id)}


@dataclass(frozen=True, kw_only=True)
class AchievementUnlocked(Event):
    """A student has just reached what an achievement asks for. Told to nobody: they find a line about it, and their
    figures are shown again anyway.
    """

    name = "achievement:unlocked"

    student_id: int
    key: str
    title: str

    def notices(self) -> Iterable[Notice]:
        yield Notice(
            to=self.student_id,
            kind=NoticeKind.achievement,
            topic=Topic.achievements,
            title=f"Achievement: {self.title[:1].lower()}{self.title[1:]}",
            message="It is on your profile, with the day you reached it.",
            link=url_for("dashboard.profile", _anchor="achievements-head"),
            about=f"achievement:{self.key}",
        )


@dataclass(frozen=True, kw_only=True)
class FiguresCorrected(Event):
    """A mentor or an admin set a student's figures right. Told to nobody: the student finds a line about it, and the
    figures are shown again anyway.
    """

    name = "figures:corrected"

    student_id: int
    by: int
    author: str
    reason: str

    def notices(self) -> Iterable[Notice]:
        yield Notice(
            to=self.student_id,
            kind=NoticeKind.system,
            topic=Topic.school,
            title=f"{self.author} corrected your figures",
            message=self.reason,
            link=url_for("dashboard.profile", _anchor="counted"),
            by=self.by,
        )


@dataclass(frozen=True, kw_only=True)
class ConcernsMoved(Event):
    """What a concern may rest on has changed, or was answered. Told to nobody; those who may see the student redraw."""

    name = "student:concernsMoved"
    is_told = False

    student_id: int
    mentor_ids: list[int] = field(default_factory=list)

    def completed(self) -> Self:
        return replace(self, mentor_ids=courses.mentors_of(self.student_id))

    def audience(self) -> Audience:
        scopes = courses.channels_of_scopes(self.mentor_ids)
        return {channel: [class_regions.concerns(scope)] for channel, scope in scopes.items()}


@dataclass(frozen=True, kw_only=True)
class AttendanceCounted(Event):
    """Other sessions of these students count now, or other marks. Told to nobody; those who may see one of them redraw
    the share that attended, and who may need a hand.
    """

    name = "figures:attendanceCounted"
    is_told = False

    student_ids: list[int]
    mentor_ids: list[int] = field(default_factory=list)

    def completed(self) -> Self:
        return replace(self, mentor_ids=courses.mentors_of_any(self.student_ids))

    def audience(self) -> Audience:
        parts = (class_regions.progress_of_students, class_regions.concerns)
        scopes = courses.channels_of_scopes(self.mentor_ids)
        return {channel: [part(scope) for part in parts] for channel, scope in scopes.items()}


@dataclass(frozen=True, kw_only=True)
class BoardsMoved(Event):
    """Somebody came onto the leaderboards of these channels, left them, or is marked otherwise in a session where those
    on time are counted. Told to nobody; open pages ask anew.
    """

    name = "boards:moved"
    is_told = False

    channels: list[str]

    def audience(self) -> Audience:
        return {channel: [regions.board_pulse(channel)] for channel in self.channels}
