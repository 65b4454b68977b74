"""The doors for programs: JSON, and named events as they happen. How one is made: `webapp/api/door.py`."""

from webapp.api import (
    activities,
    analytics,
    attendance,
    auth,
    beacons,
    courses,
    descriptions,
    entries,
    events,
    goals,
    notifications,
    schedules,
    student,
)
from webapp.api.door import bp
from webapp.api.health import parts, status_of

__all__ = [
    "activities",
    "analytics",
    "attendance",
    "auth",
    "beacons",
    "bp",
    "courses",
    "descriptions",
    "entries",
    "events",
    "goals",
    "notifications",
    "parts",
    "schedules",
    "status_of",
    "student",
]
