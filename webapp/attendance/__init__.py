"""Attendance: who is in a session while it happens, and the record that stays."""

from webapp.attendance.actions import (
    check_in,
    check_in_by_code,
    end,
    end_overdue,
    pause,
    reopen,
    resume,
    start,
)
from webapp.attendance.boards import Seat, seats_of
from webapp.attendance.closing import state_what_is_owed
from webapp.attendance.doors import bp
from webapp.attendance.events import Marked, SessionChanged, SessionEnded, SessionStarted
from webapp.attendance.excusing import excuse
from webapp.attendance.inputs import TRIES, CheckInInput, MarkInput, StartInput
from webapp.attendance.marking import mark_rest, set_mark
from webapp.attendance.models import AttendanceMark, AttendanceSession, MarkSource, MarkStatus
from webapp.attendance.queries import active_in, open_to, taught_by, visible_to
from webapp.attendance.quiet_events import AbsencesInARow, CorrectionAsked, SessionAttended
from webapp.attendance.regions import banner, shares_seen_by
from webapp.attendance.standings import standings_of

__all__ = [
    "TRIES",
    "AbsencesInARow",
    "AttendanceMark",
    "AttendanceSession",
    "CheckInInput",
    "CorrectionAsked",
    "MarkInput",
    "MarkSource",
    "MarkStatus",
    "Marked",
    "Seat",
    "SessionAttended",
    "SessionChanged",
    "SessionEnded",
    "SessionStarted",
    "StartInput",
    "active_in",
    "banner",
    "bp",
    "check_in",
    "check_in_by_code",
    "end",
    "end_overdue",
    "excuse",
    "mark_rest",
    "open_to",
    "pause",
    "reopen",
    "resume",
    "seats_of",
    "set_mark",
    "shares_seen_by",
    "standings_of",
    "start",
    "state_what_is_owed",
    "taught_by",
    "visible_to",
]
