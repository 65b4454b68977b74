"""How figures, days and names read on a page: the Jinja filters."""

import zlib
from datetime import UTC, date, datetime

from flask import Flask

from webapp.core import clock
from webapp.core.markdown import render


def duration(minutes: int) -> str:
    """Minutes as a person says them: 45 min, 3 h, 3 h 44 min."""
    hours, rest = divmod(int(minutes), 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def span(seconds: float) -> str:
    """A wait as a person says it, in one unit and on one line: 5 min, 8 h, 3 days."""
    minutes = max(1, round(seconds / 60))
    if minutes < 60:
        return f"{minutes}\u00a0min"
    hours_long = round(minutes / 60)
    return f"{hours_long}\u00a0h" if hours_long < 48 else f"{round(hours_long / 24)}\u00a0days"


def hours(minutes: int) -> str:
    """Minutes as hours to one decimal, as figures on the ledger read: 0, 0.5, 86.5."""
    value = round(minutes / 60, 1)
    return f"{value:.0f}" if value == int(value) else f"{value:.1f}"


def day(value: date) -> str:
    return f"{value.day} {value:%B}"


def long_day(value: date) -> str:
    return f"{value:%A} {value.day} {value:%B}"


def full_day(value: date) -> str:
    return f"{value.day} {value:%B} {value.year}"


def month(value: date) -> str:
    return f"{value:%B} {value.year}"


def iso(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def local(value: datetime, zone_name: str) -> datetime:
    """That instant as the clocks of the zone show it."""
    return value.astimezone(clock.zone(zone_name))


def clock_time(value: datetime) -> str:
    return f"{value:%H:%M}"


def until(value: datetime, now: datetime) -> str:
    """How long it still takes: in 45 min, in 3 h 5 min, in 4 days."""
    minutes = max(1, round((value - now).total_seconds() / 60))
    return f"in {duration(minutes)}" if minutes < 24 * 60 else f"in {plural(minutes // (24 * 60), 'day')}"


def initials(name: str) -> str:
    return "".join(word[0] for word in name.split()[:2]).upper()


def hue(name: str) -> int:
    return zlib.crc32(name.encode()) % 6


def plural(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def place(zone_name: str) -> str:
    """The city of a zone: Lagos, New York."""
    return zone_name.rpartition("/")[2].replace("_", " ")


FILTERS = (
    duration,
    span,
    hours,
    day,
    long_day,
    full_day,
    month,
    iso,
    local,
    clock_time,
    until,
    initials,
    hue,
    plural,
    place,
)


def install(app: Flask) -> None:
    for words in FILTERS:
        app.add_template_filter(words)
    app.add_template_filter(render, "markdown")
