"""Who is here, and word of it: to mentors and admins how many are active, and who comes and goes to those who look
after them.
"""

import logging
import time
from typing import cast

import sqlalchemy as sa
from flask import Flask, Response, current_app, g, request

from webapp.accounts.events import Somebody, UsersStatus
from webapp.accounts.guards import reader
from webapp.accounts.models import Role, User
from webapp.accounts.queries import in_cohorts_of, looked_after
from webapp.core import clock
from webapp.core.errors import Unavailable
from webapp.core.stores import db, let_go
from webapp.flow import tell
from webapp.live.presence import Presence, State

log = logging.getLogger("tandem")

TICK_SECONDS = 5.0


def seen(user_id: int, *, is_active: bool = True) -> None:
    """A sign of life of this person, noted when their request is done. It never fails what they do."""
    at = clock.now().timestamp()
    try:
        if not presence().mark(user_id, at=at, is_active=is_active):
            return
        active = presence().count(at=at)
    except Unavailable:
        return
    people = looked_after([user_id])
    let_go()
    for person in people:
        came = [Somebody(id=person.id, name=person.name)]
        tell(UsersStatus(active_users=active, came=came, hearers=person.watchers))


def active_count() -> int | None:
    """How many people are active; None while nobody knows."""
    try:
        return presence().count(at=clock.now().timestamp())
    except Unavailable:
        return None


def here(viewer: User) -> list[tuple[User, State]]:
    """Who is here of those whom this person looks after; for an admin, everybody."""
    try:
        states = presence().here(at=clock.now().timestamp())
    except Unavailable:
        return []
    people = sa.select(User).where(User.id.in_(states))
    if not viewer.is_admin:
        mine = sa.or_(User.mentor_id == viewer.id, User.id.in_(in_cohorts_of(viewer)))
        people = people.where(User.role == Role.student, mine)
    return [(person, states[person.id]) for person in db.session.scalars(people.order_by(User.name, User.id))]


def tick() -> None:
    """Tell who has gone away, and how many are active if that has changed."""
    at = clock.now().timestamp()
    gone, active = presence().part(at=at), presence().count(at=at)
    for person in looked_after(gone):
        went = [Somebody(id=person.id, name=person.name)]
        tell(UsersStatus(active_users=active, went=went, hearers=person.watchers))
    changed = presence().new_count(at=at)
    if changed is not None:
        tell(UsersStatus(active_users=changed, hearers=[f"role:{Role.mentor}", f"role:{Role.admin}"]))


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


def presence() -> Presence:
    return cast(Presence, current_app.extensions["presence"])


def install(app: Flask, known: Presence) -> None:
    app.extensions["presence"] = known
    app.after_request(_note_page)


def _note_page(response: Response) -> Response:
    """Somebody opened a page. What a page fetches by itself is no sign of life."""
    is_page = request.method == "GET" and response.status_code == 200 and response.mimetype == "text/html"
    if is_page and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate" and "_login_user" in g:
        user = reader()
        if user is not None:
            seen(user.id)
    return response
