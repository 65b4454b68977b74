"""What the entries room announces."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from flask import url_for

from webapp import accounts
from webapp.entries import queries, queues, regions
from webapp.entries.models import Entry
from webapp.entries.standing import DECIDED, EntryStatus
from webapp.flow import Audience, Event, Notice, NoticeKind, Outdated, Several, Topic, user_channel
from webapp.live import Region


@dataclass(frozen=True, kw_only=True)
class EntryEvent(Event):
    """Something happened to an entry. Its student hears, and `reviewers`: who answers this student, and the admins.
    `behind` are the entries that wait after it, each with its student: their place in the queue may be another one.
    """

    entry_id: int
    student_id: int
    student_name: str
    title: str
    status: EntryStatus
    course_id: int | None
    version: int
    submitted_at: datetime
    reviewers: list[int] = field(default_factory=list)
    behind: list[tuple[int, int]] = field(default_factory=list)

    @classmethod
    def of(cls, entry: Entry, **more: Any) -> Self:
        return cls(
            entry_id=entry.id,
            student_id=entry.student_id,
            student_name=accounts.get(entry.student_id).name,
            title=entry.title,
            status=entry.status,
            course_id=entry.course_id,
            version=entry.version,
            submitted_at=entry.submitted_at,
            **more,
        )

    def completed(self) -> Self:
        reviewers = {*queries.answerers_of(self.student_id), *accounts.admin_ids()}
        return replace(self, reviewers=sorted(reviewers))

    def audience(self) -> Audience:
        hearers: dict[str, list[Region]] = {
            user_channel(id): [*self._shared(), *self._for_reviewer(id)] for id in self.reviewers
        }
        hearers.setdefault(user_channel(self.student_id), []).extend(self._shared())
        return _with_places(hearers, [*self.behind, (self.entry_id, self.student_id)])

    def entry_form(self) -> dict[str, Any]:
        """The entry as programs hear of it."""
        facts = self.facts()
        names = ("student_id", "student_name", "title", "status", "course_id", "version", "submitted_at")
        return {"id": self.entry_id} | {name: facts[name] for name in names}

    def _shared(self) -> list[Region]:
        return [regions.entry_text(self.entry_id), regions.entry_thread(self.entry_id)]

    def _for_reviewer(self, reviewer_id: int) -> list[Region]:
        theirs = [regions.review_standing(self.entry_id), regions.entries_seen(self.student_id)]
        return [*theirs, *regions.queues_of(reviewer_id)]

    def _notice(
        self,
        to: int,
        title: str,
        *,
        message: str = "",
        by: int | None,
        about: str = "",
        several: Several | None = None,
    ) -> Notice:
        door = "entries.show" if to == self.student_id else "entries.review"
        return Notice(
            to=to,
            kind=NoticeKind.social,
            topic=Topic.entries,
            title=title,
            message=excerpt(message),
            link=url_for(door, entry_id=self.entry_id),
            by=by,
            about=about or f"entry:{self.entry_id}",
            several=several,
        )


@dataclass(frozen=True, kw_only=True)
class EntryCreated(EntryEvent):
    """A student wrote an entry. Programs are told the entry."""

    name = "entry:created"

    def tellings(self) -> Iterable[tuple[str, object]]:
        return [(self.name, self.entry_form())]

    def notices(self) -> Iterable[Notice]:
        title = f"{self.student_name} wrote an entry"
        several = Several(title=f"{self.student_name} wrote {{n}} entries", link=url_for("entries.reviews"))
        for to in queries.answerers_of(self.student_id):
            yield self._notice(to, title, message=self.title, by=self.student_id, several=several)


@dataclass(frozen=True, kw_only=True)
class EntryAmended(EntryEvent):
    """A student put another text in place of one that nobody was reviewing yet."""

    name = "entry:amended"
    is_told = False


@dataclass(frozen=True, kw_only=True)
class EntryReadersChanged(EntryEvent):
    """Somebody who reviews opened an entry to read it, or left it. Where it stands is the same."""

    name = "entry:readersChanged"
    is_told = False

    def _shared(self) -> list[Region]:
        return []


@dataclass(frozen=True, kw_only=True)
class EntryStatusChanged(EntryEvent):
    """An entry was taken for review or put back, approved or sent back, taken back, or sent again. Programs are told
    `entry`, `from`, `to` and `by`, which is null where an entry was put back because its reviewer had gone.
    """

    name = "entry:statusChanged"

    before: EntryStatus
    by_id: int | None
    by_name: str = ""
    remarks: str = ""

    @property
    def is_in_and_out_of_the_queue(self) -> bool:
        return self.before in DECIDED or self.status in DECIDED

    def completed(self) -> Self:
        full = super().completed()
        if not self.is_in_and_out_of_the_queue:
            return full
        return replace(full, behind=queues.behind(queries.get(self.entry_id)))

    def tellings(self) -> Iterable[tuple[str, object]]:
        return []

    def own_tellings(self) -> Mapping[str, Iterable[tuple[str, object]]]:
        """Those behind it only redraw: whose entry it is and what was said of it is not theirs to hear."""
        by = None if self.by_id is None else {"id": self.by_id, "name": self.by_name}
        told = {"entry": self.entry_form(), "from": self.before.value, "to": self.status.value, "by": by}
        said = [(self.name, told | {"remarks": self.remarks})]
        return dict.fromkeys(map(user_channel, (self.student_id, *self.reviewers)), said)

    def notices(self) -> Iterable[Notice]:
        if self.by_id == self.student_id:
            title = f"{self.student_name} sent a new version"
            for reviewer_id in queries.answerers_of(self.student_id):
                yield self._notice(reviewer_id, title, message=self.title, by=self.by_id)
        else:
            is_verdict = self.status in DECIDED
            yield self._notice(
                self.student_id,
                _words_for(self),
                message=self.remarks,
                by=self.by_id,
                about=self._verdict if is_verdict else self._review,
                several=self._several() if is_verdict else None,
            )

    def outdates(self) -> Iterable[Outdated]:
        """Where the entry stood before: what was said of a review, and a verdict that was taken back."""
        about = [self._review]
        if self.before in DECIDED and self.status not in DECIDED and self.by_id != self.student_id:
            about.append(self._verdict)
        return [Outdated(to=[self.student_id], about=one, is_gone=True) for one in about]

    @property
    def _review(self) -> str:
        return f"entry-review:{self.entry_id}"

    @property
    def _verdict(self) -> str:
        return f"entry-verdict:{self.entry_id}:{self.version}"

    def _several(self) -> Several:
        title = f"{self.by_name} answered {{n}} of your entries"
        return Several(title=title, link=url_for("entries.mine"))


@dataclass(frozen=True, kw_only=True)
class EntryCommented(EntryEvent):
    """The student or somebody who reviews wrote a comment."""

    name = "entry:commented"

    comment_id: int
    by_id: int
    by_name: str
    words: str

    def tellings(self) -> Iterable[tuple[str, object]]:
        by = {"id": self.by_id, "name": self.by_name}
        comment = {"id": self.comment_id, "by": by, "body": self.words}
        return [(self.name, {"entry": self.entry_form(), "comment": comment})]

    def notices(self) -> Iterable[Notice]:
        is_own = self.by_id == self.student_id
        title = f"{self.by_name} commented on “{self.title}”"
        for to in queries.answerers_of(self.student_id) if is_own else [self.student_id]:
            yield self._notice(to, title, message=self.words, by=self.by_id)


@dataclass(frozen=True, kw_only=True)
class QueueMoved(Event):
    """A student is answered by others: their waiting entries leave some queues and come into others. `moved` are the
    entries whose place may be another one, each with its student: theirs that wait, and those behind.
    """

    name = "entry:queueMoved"
    is_told = False

    student_id: int
    reviewers: list[int]
    moved: list[tuple[int, int]] = field(default_factory=list)

    def audience(self) -> Audience:
        hearers: dict[str, list[Region]] = {user_channel(id): regions.queues_of(id) for id in self.reviewers}
        hearers.setdefault(user_channel(self.student_id), []).append(regions.my_entries(self.student_id))
        return _with_places(hearers, self.moved)


def excerpt(text: str, most: int = 160) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _with_places(hearers: dict[str, list[Region]], placed: Iterable[tuple[int, int]]) -> Audience:
    """These hearers, and the students of these entries, who are shown their place."""
    for entry_id, student_id in placed:
        shown = [regions.my_entries(student_id), regions.entry_standing(entry_id, student_id)]
        hearers.setdefault(user_channel(student_id), []).extend(shown)
    return hearers


def _words_for(event: EntryStatusChanged) -> str:
    """What a student is told of a change of status."""
    if event.status is EntryStatus.approved:
        return f"{event.by_name} approved “{event.title}”"
    if event.status is EntryStatus.changes_requested:
        return f"{event.by_name} asks for changes in “{event.title}”"
    if event.status is EntryStatus.submitted:
        return f"“{event.title}” is back in the queue"
    if event.before in DECIDED:
        return f"{event.by_name} took the verdict on “{event.title}” back and reads it again"
    return f"{event.by_name} is reviewing “{event.title}”"
