"""Schedules: sessions that mentors plan with students and cohorts."""

from webapp.schedules import regions
from webapp.schedules.actions import Details, change, plan, set_status
from webapp.schedules.attending import show_attendance, show_mark
from webapp.schedules.deleting import delete, restore
from webapp.schedules.doors import bp
from webapp.schedules.due import remind, tell_deletions
from webapp.schedules.events import (
    ScheduleCreated,
    ScheduleDeleted,
    SchedulesRedrawn,
    ScheduleStatusChanged,
    ScheduleUpdated,
    SessionNear,
)
from webapp.schedules.following import call_off, end_links, follow_members, show_admins
from webapp.schedules.holding import complete_held, grace_planned
from webapp.schedules.locks import hold
from webapp.schedules.marking import complete, reopen
from webapp.schedules.models import CalendarFeed, Schedule, ScheduleCompletion, ScheduleStatus, Scope
from webapp.schedules.moving import move
from webapp.schedules.overlaps import EVERY, Accepted, Overlapping, overlaps
from webapp.schedules.queries import next_of, planned_by, today, visible_to
from webapp.schedules.quiet_events import ForAdmins, PlanMoved, SessionsSeen, StandingsChanged
from webapp.schedules.slots import Slot

__all__ = [
    "EVERY",
    "Accepted",
    "CalendarFeed",
    "Details",
    "ForAdmins",
    "Overlapping",
    "PlanMoved",
    "Schedule",
    "ScheduleCompletion",
    "ScheduleCreated",
    "ScheduleDeleted",
    "ScheduleStatus",
    "ScheduleStatusChanged",
    "ScheduleUpdated",
    "SchedulesRedrawn",
    "Scope",
    "SessionNear",
    "SessionsSeen",
    "Slot",
    "StandingsChanged",
    "bp",
    "call_off",
    "change",
    "complete",
    "complete_held",
    "delete",
    "end_links",
    "follow_members",
    "grace_planned",
    "hold",
    "move",
    "next_of",
    "overlaps",
    "plan",
    "planned_by",
    "regions",
    "remind",
    "reopen",
    "restore",
    "set_status",
    "show_admins",
    "show_attendance",
    "show_mark",
    "tell_deletions",
    "today",
    "visible_to",
]
