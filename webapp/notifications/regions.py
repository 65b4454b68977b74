"""The parts of pages that show somebody's notifications."""

from functools import partial

from webapp.live import Region
from webapp.notifications import centre as centres
from webapp.notifications import queries
from webapp.notifications.shows import Show
from webapp.notifications.sorts import ALWAYS, LOOKS


def bell(user_id: int) -> Region:
    """How many are unread, and the newest of them behind a button. On every page."""
    return Region(
        f"bell-{user_id}", "notifications/_partials/bell.html", bell=partial(queries.at_the_bell, user_id)
    )


def centre(user_id: int, show: Show) -> Region:
    """The page under one filter: counts, lines, what was cleared."""
    return Region(
        f"notifications-{user_id}-{show}",
        "notifications/_partials/centre.html",
        centre=partial(centres.centre, user_id, show),
        shows=list(Show),
        lasting=ALWAYS,
    )


def preferences(user_id: int) -> Region:
    """What reaches this person."""
    return Region(
        f"preferences-{user_id}",
        "notifications/_partials/preferences.html",
        looks=LOOKS,
        always=ALWAYS,
        muted=partial(queries.muted_by, user_id),
    )


def shown_to(user_id: int) -> list[Region]:
    """Everything that shows this person's notifications."""
    return [bell(user_id), preferences(user_id), *(centre(user_id, show) for show in Show)]
