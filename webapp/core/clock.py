"""The one place that knows what time it is."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo, available_timezones


def _system_time() -> datetime:
    return datetime.now(UTC)


source: Callable[[], datetime] = _system_time
"""Where `now` comes from. Tests put their own clock here."""


QUARTER_SECONDS = 15 * 60


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return source()


def zone(name: str) -> ZoneInfo:
    """The time zone of that IANA name. Names are checked on the way in, so an unknown one is a fault."""
    return ZoneInfo(name)


def local_day(instant: datetime, zone_name: str) -> date:
    """The calendar day of an instant where the clocks show `zone_name` time."""
    return _day_of_quarter(int(instant.timestamp() // QUARTER_SECONDS), zone_name)


def midnight(instant: datetime, zone_name: str) -> datetime:
    """When the calendar day of an instant began where the clocks show `zone_name` time, in UTC."""
    return midnight_of(local_day(instant, zone_name), zone_name)


@lru_cache(maxsize=4096)
def _day_of_quarter(quarter: int, zone_name: str) -> date:
    """Everywhere on earth days begin on a quarter of an hour of UTC, and have since long before 2000."""
    return datetime.fromtimestamp(quarter * QUARTER_SECONDS, zone(zone_name)).date()


@lru_cache(maxsize=1024)
def midnight_of(day: date, zone_name: str) -> datetime:
    """When that day begins where the clocks show `zone_name` time, in UTC."""
    return datetime.combine(day, time.min, zone(zone_name)).astimezone(UTC)


@lru_cache(maxsize=1)
def zone_names() -> tuple[str, ...]:
    """Every zone a person may choose: the IANA names of places, and UTC."""
    places = (
        name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/"))
    )
    return ("UTC", *sorted(places))


@lru_cache(maxsize=1)
def zones_offered() -> tuple[str, ...]:
    """Those of `zone_names` that are not older names of others. Where the system does not tell them apart, all."""
    tables = (Path(folder) / "zone.tab" for folder in TZPATH)
    table = next((table for table in tables if table.is_file()), None)
    if table is None:
        return zone_names()
    lines = table.read_text(encoding="utf-8", errors="replace").splitlines()
    current = {line.split("\t")[2] for line in lines if not line.startswith("#") and line.count("\t") > 1}
    return tuple(name for name in zone_names() if name == "UTC" or name in current)


def zone_called(words: str) -> str | None:
    """The zone that somebody means: by its name, whatever the case, or by its city alone."""
    if words in zone_names():
        return words
    return _zones_by_words().get(words.replace(" ", "_").casefold())


@lru_cache(maxsize=1)
def _zones_by_words() -> dict[str, str]:
    cities = {name.rpartition("/")[2].casefold(): name for name in reversed(zones_offered())}
    return cities | {name.casefold(): name for name in zone_names()}
