"""What the audit log keeps by the names of tables and columns, in words that a person reads."""

import re
from datetime import UTC, datetime

_THINGS = {
    "users": "person",
    "entries": "entry",
    "entry_steps": "step of an entry",
    "entry_versions": "version of an entry",
    "entry_comments": "comment on an entry",
    "saved_replies": "saved reply",
    "attendance_marks": "mark of a session",
    "attendance_sessions": "attendance session",
    "attendance_excuses": "excuse from sessions",
    "attendance_mark_changes": "correction of a mark",
    "corrections": "correction of figures",
    "concern_answers": "answer to “may need a hand”",
    "course_files": "file of a course",
    "course_imports": "import of a course",
    "schedules": "planned session",
    "token_grants": "token",
    "board_entries": "place on the leaderboard",
}
_COLUMNS = {
    "id": "number",
    "uid": "number in calendars",
    "sequence": "changes told to calendars",
    "edition": "changes to be seen anew",
    "nonce": "beginning of its codes",
    "running_key": "the one that is open",
    "focus_stack": "topics",
    "starts_wall": "start on the clock",
    "held_until": "kept for its reviewer until",
    "remind_minutes": "minutes before it to remind",
    "reminded_at": "reminded",
    "remind_at": "reminder due",
    "grace_minutes": "minutes until late",
    "overlap_reason": "why at the same time as another",
    "daily_goal_minutes": "daily goal in minutes",
    "waited_seconds": "seconds it waited",
    "by_id": "by",
    "at": "when",
    "to": "to person",
    "key": "kept under",
}
_ENDINGS = ("_id", "_at", "_on")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00", re.ASCII)


def thing_called(table: str) -> str:
    """`attendance_marks` is a mark of a session."""
    return _THINGS.get(table) or table.replace("_", " ").removesuffix("s")


def column_called(name: str) -> str:
    """`is_published` is published, `mentor_id` the mentor, `ended_at` ended."""
    if name in _COLUMNS:
        return _COLUMNS[name]
    plain = name.removeprefix("is_")
    for ending in _ENDINGS:
        plain = plain.removesuffix(ending)
    return plain.replace("_", " ")


def value_called(value: str | None, *, is_word: bool = False) -> str | None:
    """A value as it is kept: yes or no, an instant with its zone, and one of a few words without its underscores."""
    if value is None:
        return None
    if is_word:
        return value.replace("_", " ")
    if _INSTANT.fullmatch(value):
        at = datetime.fromisoformat(value).astimezone(UTC)
        return f"{at.day} {at:%b %Y, %H:%M} UTC"
    return {"true": "yes", "false": "no", "": "nothing"}.get(value, value)
