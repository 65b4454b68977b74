"""Both versions of a session that somebody changed while its form was open, in the words of the form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from webapp.accounts import User
from webapp.core import clock
from webapp.core.forms import Form
from webapp.core.walltime import NoSuchTime, ShownTwice, Turn, instant_of, turn_of, wall_time
from webapp.core.words import duration, full_day
from webapp.courses.lateness import GRACE_MINUTES
from webapp.schedules.choices import Choices
from webapp.schedules.inputs import REMINDERS, SEVERAL
from webapp.schedules.models import Schedule

TURNS = {Turn.first: ", the first time", Turn.second: ", the second time"}


@dataclass(frozen=True)
class Versions:
    """Who saved since this form was opened, and when; by field what is saved and what is typed, where they differ."""

    who: str
    is_own: bool
    at: datetime
    rows: Sequence[tuple[str, str, str]]


def versions(schedule: Schedule, shown: Form, reader: User, choices: Choices) -> Versions | None:
    """Both, for a form that was sent and is older than the session; else nothing."""
    if not shown.was_sent or shown.values.get("sequence", str(schedule.sequence)) == str(schedule.sequence):
        return None
    zone_name = clock.zone_called(shown.values.get("time_zone", "")) or schedule.time_zone
    theirs, mine = _saved(schedule, shown, zone_name), _typed(schedule, shown, zone_name, choices)
    return Versions(
        who=schedule.changed_by.name if schedule.changed_by else "",
        is_own=schedule.changed_by_id == reader.id,
        at=schedule.updated_at,
        rows=[(name, theirs[name], mine[name]) for name in theirs if theirs[name] != mine[name]],
    )


def _saved(schedule: Schedule, shown: Form, zone_name: str) -> dict[str, str]:
    """The session in the words of the form, in its order."""
    starts, ends = (wall_time(at, zone_name) for at in (schedule.starts_at, schedule.ends_at))
    until = {"ends": _said(ends)} if shown.values.get("ends") else {"minutes": duration(schedule.minutes)}
    twice = turn_of(schedule.starts_at, zone_name)
    return {
        "title": schedule.title,
        "whom": ", ".join(student.name for student in schedule.students) or schedule.whom,
        "starts": _said(starts) + (TURNS[twice] if twice else ""),
        **until,
        "place": schedule.place,
        "course_id": schedule.course.title if schedule.course else "",
        "focus_stack": ", ".join(schedule.focus_stack),
        "remind_minutes": _reminder(str(schedule.remind_minutes)),
        "grace_minutes": str(schedule.grace_minutes),
        **({"overlap_reason": schedule.overlap_reason} if shown.values.get("overlap_reason") else {}),
        "description": schedule.description,
    }


def _typed(schedule: Schedule, shown: Form, zone_name: str, choices: Choices) -> dict[str, str]:
    """What stands in the fields, in the same words; what is none of them as it was typed."""
    typed = {name: text.replace("\r\n", "\n").strip() for name, text in shown.values.items()}
    titles = {str(id): title for id, title in choices.courses}
    if schedule.course:
        titles[str(schedule.course_id)] = schedule.course.title
    course, minutes = typed.get("course_id", ""), typed.get("minutes", "")
    return {
        "title": typed.get("title", ""),
        "whom": _people(typed.get("whom", ""), schedule, shown, choices),
        "starts": _moment(typed.get("starts", ""), zone_name, typed.get("turn", "")),
        "ends": _moment(typed.get("ends", ""), zone_name),
        "minutes": duration(int(minutes)) if minutes.isdecimal() and len(minutes) < 6 else minutes,
        "place": typed.get("place", ""),
        "course_id": titles.get(course, course),
        "focus_stack": ", ".join(filter(None, map(str.strip, typed.get("focus_stack", "").split(",")))),
        "remind_minutes": _reminder(typed.get("remind_minutes", "")),
        "grace_minutes": _number(typed.get("grace_minutes", "")),
        "overlap_reason": typed.get("overlap_reason", ""),
        "description": typed.get("description", ""),
    }


def _people(whom: str, schedule: Schedule, shown: Form, choices: Choices) -> str:
    if whom == SEVERAL:
        picked = shown.lists.get("students", [])
        return ", ".join(name for id, name in choices.students if str(id) in picked)
    people = {f"student:{id}": name for id, name in choices.students}
    people |= {f"cohort:{id}": name for id, name in choices.cohorts}
    now = {f"student:{schedule.student_id}": schedule.whom, f"cohort:{schedule.cohort_id}": schedule.whom}
    return (people | now).get(whom, whom)


def _moment(text: str, zone_name: str, turn: str = "") -> str:
    try:
        wall = datetime.fromisoformat(text).replace(tzinfo=None)
        instant_of(wall, zone_name)
    except ShownTwice:
        return _said(wall) + (TURNS[Turn(turn)] if turn in set(Turn) else "")
    except NoSuchTime:
        return _said(wall)
    except ValueError:
        return text
    return _said(wall)


def _said(wall: datetime) -> str:
    return f"{wall:%A} {full_day(wall)}, {wall:%H:%M}"


def _number(text: str) -> str:
    """Left empty, it is as always."""
    return str(int(text)) if text.isdecimal() and len(text) < 6 else text or str(GRACE_MINUTES)


def _reminder(minutes: str) -> str:
    if not minutes.isdecimal() or len(minutes) > 6:
        return minutes
    return REMINDERS.get(int(minutes)) or duration(int(minutes))
