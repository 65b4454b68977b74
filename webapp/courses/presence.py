"""Signs of life, and word of them: to mentors and admins how many are active, and who comes, goes and moves to those
who may see them.
"""

import logging
import time

from flask import Flask, Response, g, request

from webapp import accounts
from webapp.core import clock
from webapp.core.errors import Unavailable
from webapp.core.stores import let_go
from webapp.courses.presence_events import HeadCountChanged, Somebody, UsersStatus, WhereaboutsChanged
from webapp.courses.presence_queries import presence
from webapp.courses.students import watched
from webapp.flow import record, tell
from webapp.live.presence import ELSEWHERE, Change, Presence

log = logging.getLogger("tandem")

TICK_SECONDS = 5.0


def seen(user_id: int, *, is_active: bool = True, unit_id: int | None = None) -> None:
    """A sign of life of this person, noted when their request is done. It never fails what they do."""
    at = clock.now().timestamp()
    try:
        change = presence().mark(user_id, at=at, is_active=is_active, unit_id=unit_id)
        if change is Change.none:
            return
        active = presence().count(at=at)
    except Unavailable:
        return
    people = watched([user_id])
    let_go()
    for person in people:
        mentor_ids = list(person.mentor_ids)
        if change is Change.came:
            came = [Somebody(id=person.id, name=person.name)]
            tell(UsersStatus(active_users=active, came=came, mentor_ids=mentor_ids))
            tell(HeadCountChanged())
        else:
            tell(WhereaboutsChanged(mentor_ids=mentor_ids))


def count_heads(_event: object) -> None:
    """Somebody registered, or is no student any more."""
    record(HeadCountChanged())


def tick() -> None:
    """Tell who has gone away or become idle, and how many are active if that has changed."""
    at = clock.now().timestamp()
    idle, gone, active = presence().turned_idle(at=at), presence().part(at=at), presence().count(at=at)
    for person in watched(gone):
        went = [Somebody(id=person.id, name=person.name)]
        tell(UsersStatus(active_users=active, went=went, mentor_ids=list(person.mentor_ids)))
    if idle:
        mentor_ids = {mentor for person in watched(idle) for mentor in person.mentor_ids}
        tell(WhereaboutsChanged(mentor_ids=sorted(mentor_ids)))
    changed = presence().new_count(at=at)
    if changed is not None:
        tell(UsersStatus(active_users=changed))


def tick_forever(app: Flask) -> None:
    """For a greenlet of each worker."""
    while True:
        time.sleep(TICK_SECONDS)
        try:
            with app.test_request_context():
                tick()
        except Unavailable:
            pass
        except Exception:
            log.exception("Could not tell who is here")


def install(app: Flask, known: Presence) -> None:
    app.extensions["presence"] = known
    app.after_request(_note_page)


def _note_page(response: Response) -> Response:
    """Somebody opened a page. What a page fetches by itself is no sign of life."""
    is_page = request.method == "GET" and response.status_code == 200 and response.mimetype == "text/html"
    if is_page and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate" and "_login_user" in g:
        user = accounts.reader()
        if user is not None:
            seen(user.id, unit_id=_unit_of_page())
    return response


def _unit_of_page() -> int:
    """The unit whose page this is."""
    is_unit = request.endpoint == "courses.unit"
    return int((request.view_args or {}).get("unit_id", ELSEWHERE)) if is_unit else ELSEWHERE
