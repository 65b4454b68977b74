"""The one place that knows what time it is."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones


def _system_time() -> datetime:
    return datetime.now(UTC)


source: Callable[[], datetime] = _system_time
"""Where `now` comes from. Tests put their own clock here."""


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return source()


def zone(name: str) -> ZoneInfo:
    """The time zone of that IANA name. Names are checked on the way in, so an unknown one is a fault."""
    return ZoneInfo(name)


def local_day(instant: datetime, zone_name: str) -> date:
    """The calendar day of an instant where the clocks show `zone_name` time."""
    return instant.astimezone(zone(zone_name)).date()


def midnight(instant: datetime, zone_name: str) -> datetime:
    """When the calendar day of an instant began where the clocks show `zone_name` time, in UTC."""
    return datetime.combine(local_day(instant, zone_name), time.min, zone(zone_name)).astimezone(UTC)


@lru_cache(maxsize=1)
def zone_names() -> tuple[str, ...]:
    """Every zone a person may choose: the IANA names of places, and UTC."""
    places = (
        name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/"))
    )
    return ("UTC", *sorted(places))
