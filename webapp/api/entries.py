"""`/api/entries…`: what students write of their learning, and what their mentors say to it (contract, section 5)."""

from datetime import datetime
from typing import Any, ClassVar

from webapp import accounts
from webapp import entries as room
from webapp.accounts import Role, User
from webapp.api import door
from webapp.api.shapes import Answer, Listed
from webapp.core.errors import NotAllowed
from webapp.core.inputs import CAMEL, Id
from webapp.core.paging import PageInput, page
from webapp.entries import ChangesInput, CommentInput, Entry, EntryInput, EntryStatus, Line, StatusInput
from webapp.flow import commit

REVIEWERS_ONLY = "Only who reviews this entry can do this."


class EntriesInput(PageInput):
    """Which entries: those of a status, or of one student."""

    model_config = CAMEL

    status: EntryStatus | None = None
    student_id: Id | None = None


class ReaderAnswer(Answer):
    id: int
    name: str


class EntryAnswer(Answer):
    """An entry as it reads now; `body` is Markdown. It waits since `submittedAt`."""

    id: int
    student: ReaderAnswer
    title: str
    body: str
    course_id: int | None
    unit_id: int | None
    hours: float | None
    skills: list[str]
    status: EntryStatus
    version: int
    reviewer: ReaderAnswer | None
    created_at: datetime
    submitted_at: datetime
    decided_at: datetime | None

    example: ClassVar[Any] = {
        "id": 7,
        "student": {"id": 3, "name": "Ada"},
        "title": "Bowline, eleven times",
        "body": "It *holds*.",
        "courseId": 3,
        "unitId": 12,
        "hours": 1.5,
        "skills": ["knots"],
        "status": "approved",
        "version": 2,
        "reviewer": {"id": 2, "name": "Mira"},
        "createdAt": "2026-11-18T09:00:00Z",
        "submittedAt": "2026-11-19T16:30:00Z",
        "decidedAt": "2026-11-20T14:05:00Z",
    }

    @classmethod
    def of(cls, entry: Entry) -> "EntryAnswer":
        return cls(**_told(entry))


class LineAnswer(Answer):
    """One thing that happened: `sent` (a version), `comment`, `approved` or `returned`; `body` is what was said."""

    kind: str
    by: str
    body: str
    version: int | None
    at: datetime
    is_taken_back: bool

    example: ClassVar[Any] = {
        "kind": "approved",
        "by": "Mira",
        "body": "Well put.",
        "version": None,
        "at": "2026-11-20T14:05:00Z",
        "isTakenBack": False,
    }

    @classmethod
    def of(cls, line: Line) -> "LineAnswer":
        return cls(
            kind=line.kind,
            by=line.by,
            body=line.body,
            version=line.number or None,
            at=line.at,
            is_taken_back=line.is_taken_back,
        )


class WholeEntryAnswer(EntryAnswer):
    """An entry with all that happened to it. While it waits: how many are `ahead`, and the usual wait in seconds."""

    ahead: int | None
    usual_wait: int | None
    thread: list[LineAnswer]

    example: ClassVar[Any] = EntryAnswer.example | {
        "ahead": None,
        "usualWait": None,
        "thread": [LineAnswer.example],
    }

    @classmethod
    def whole(cls, entry: Entry) -> "WholeEntryAnswer":
        outlook = room.outlook_of(entry.student_id) if entry.is_open else None
        return cls(
            **_told(entry),
            ahead=outlook.ahead.get(entry.id) if outlook else None,
            usual_wait=outlook.usual_seconds if outlook else None,
            thread=[LineAnswer.of(line) for line in room.thread_of(entry.id).lines],
        )


def _told(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "student": _reader(entry.student),
        "title": entry.title,
        "body": entry.body,
        "course_id": entry.course_id,
        "unit_id": entry.unit_id,
        "hours": None if entry.minutes is None else round(entry.minutes / 60, 2),
        "skills": entry.skills,
        "status": entry.status,
        "version": entry.version,
        "reviewer": _reader(entry.reviewer) if entry.reviewer else None,
        "created_at": entry.created_at,
        "submitted_at": entry.submitted_at,
        "decided_at": entry.decided_at,
    }


def _reader(user: User) -> ReaderAnswer:
    return ReaderAnswer(id=user.id, name=user.name)


WRITTEN = {"title": "Bowline, eleven times", "body": "It *holds*.", "hours": 1.5, "skills": ["knots"]}


@door.post("/api/entries", takes=EntryInput, example=WRITTEN, roles=[Role.student], gives={201: EntryAnswer})
def write_entry(given: EntryInput) -> EntryAnswer:
    """Hand in an entry. The same `key` sent twice is one entry."""
    entry = room.submit(given, by=accounts.me())
    commit()
    return EntryAnswer.of(entry)


@door.get("/api/entries", asks=EntriesInput, gives={200: Listed[EntryAnswer]})
def list_entries(wanted: EntriesInput) -> Listed[EntryAnswer]:
    """One's own entries, or for who reviews those of their students; the latest first."""
    asking, student_id = accounts.me(), wanted.student_id
    if student_id is not None and student_id != asking.id and not room.reviews(asking, student_id):
        raise NotAllowed(door.FORBIDDEN, code="forbidden")
    query = room.all_visible_to(asking, status=wanted.status, student_id=student_id)
    return Listed[EntryAnswer].of(page(query, wanted, Entry.id), EntryAnswer.of)


@door.get("/api/entries/<int:entry_id>", gives={200: WholeEntryAnswer})
def show_entry(entry_id: int) -> WholeEntryAnswer:
    """An entry and all that happened to it."""
    return WholeEntryAnswer.whole(room.visible_to(accounts.me(), entry_id))


@door.patch(
    "/api/entries/<int:entry_id>",
    takes=ChangesInput,
    example={"body": "It *holds* under load."},
    roles=[Role.student],
    gives={200: EntryAnswer},
    refuses=(409,),
)
def change_entry(entry_id: int, given: ChangesInput) -> EntryAnswer:
    """Send a new version: while nobody reviews it, or after changes were asked for, which sends it again."""
    student = accounts.me()
    entry = room.written_by(student, entry_id)
    entry = room.amend(entry, given, by=student)
    commit()
    return EntryAnswer.of(entry)


@door.patch(
    "/api/entries/<int:entry_id>/status",
    takes=StatusInput,
    example={"status": "submitted"},
    gives={200: EntryAnswer},
    refuses=(409,),
)
def set_entry_status(entry_id: int, given: StatusInput) -> EntryAnswer:
    """Take it for review (`in_review`), put it back (`submitted`), approve it, or ask for changes; back to `in_review`
    within a minute takes the verdict back. Its student sends it again with `submitted`.
    """
    user = accounts.me()
    entry = room.visible_to(user, entry_id)
    if not user.is_student:
        entry = room.move_to(entry, given.status, by=user, remarks=given.remarks, version=given.version)
    elif given.status is EntryStatus.submitted:
        entry = room.send_again(entry, by=user)
    else:
        raise NotAllowed(REVIEWERS_ONLY)
    commit()
    return EntryAnswer.of(entry)


@door.post(
    "/api/entries/<int:entry_id>/comments",
    takes=CommentInput,
    example={"remarks": "Is *this* right?"},
    gives={201: WholeEntryAnswer},
)
def comment_on_entry(entry_id: int, given: CommentInput) -> WholeEntryAnswer:
    """Say something about an entry, without a verdict."""
    user = accounts.me()
    entry = room.visible_to(user, entry_id)
    room.comment(entry, given.remarks, by=user)
    commit()
    return WholeEntryAnswer.whole(entry)
