"""Refused beacons, for admins: what does not arrive, and which script sends it."""

from typing import Annotated

from flask import render_template, request
from flask.typing import ResponseReturnValue
from pydantic import Field, StringConstraints

from webapp import accounts
from webapp.accounts import Role
from webapp.core.inputs import Input
from webapp.tracking import letters
from webapp.tracking.routes import bp

PAGE = 20
WORDS = {
    "invalid": "Not as agreed",
    "forbidden": "A place that is not open to the student",
    "conflict": "An id of another event",
    "too_large": "Too large",
    "dropped": "Given up by the script",
    "too_large_at_once": "Too much at once",
    "media_type": "Not sent as JSON",
    "not_gzip": "Not gzip, though it said so",
    "not_json": "Not JSON",
    "not_a_batch": "No batch of events",
}
"""Why a beacon was refused, for people."""


class LettersFilter(Input):
    """Which refused beacons are wanted: of a reason, and before one."""

    reason: Annotated[str, StringConstraints(pattern="^[a-z_]{0,20}$")] = ""
    before: Annotated[int, Field(ge=0, lt=2**31)] = 0


@bp.get("/admin/refused-beacons")
@accounts.only(Role.admin)
def refused() -> ResponseReturnValue:
    """How many, by reason and script, and the newest of them."""
    wanted = LettersFilter.read(request.args)
    found = letters.letters(reason=wanted.reason, before=wanted.before, limit=PAGE + 1)
    return render_template(
        "tracking/refused.html",
        counts=letters.counts(),
        letters=found[:PAGE],
        has_more=len(found) > PAGE,
        wanted=wanted,
        words=WORDS,
        days=letters.KEPT.days,
    )
