"""Planning sessions through the mentor's form."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tests.conftest import Visitor
from webapp import accounts, schedules
from webapp.accounts import Cohort, User
from webapp.core.stores import db
from webapp.flow import commit
from webapp.schedules import EVERY, Details
from webapp.schedules.models import Schedule
from webapp.schedules.participants import Whom
from webapp.schedules.slots import Slot

TUESDAY = "2026-11-24T14:00"
"""Four days after the tests' Friday."""


def typed(whom: User | Cohort, **more: Any) -> dict[str, Any]:
    """What stands in the form: an hour on Tuesday at 14:00 UTC, until said otherwise."""
    kind = "cohort" if isinstance(whom, Cohort) else "student"
    given = {
        "title": "Loops by hand",
        "whom": f"{kind}:{whom.id}",
        "time_zone": "UTC",
        "starts": TUESDAY,
        "minutes": "60",
    }
    return given | more


def planned(mentor: Visitor, whom: User | Cohort, **more: Any) -> None:
    answer = mentor.post("/mentor/schedules", data=typed(whom, **more))
    assert answer.status_code == 303, answer.text


def a_series(mentor: Visitor, whom: User | Cohort, **more: Any) -> list[Schedule]:
    """Every Tuesday, four times."""
    planned(mentor, whom, repeat="weekly", repeat_until="2026-12-15", **more)
    return sessions()


def agreed(whom: Whom, by: User, starts: str = TUESDAY, zone: str = "UTC") -> Schedule:
    """Planned without the form: an hour, whatever else there is at that time."""
    slot = Slot.typed(datetime.fromisoformat(starts), 60, zone)
    [made] = schedules.plan(whom, [slot], Details(title="Loops by hand"), by=by, accepted=EVERY)
    commit()
    return made


def shown(browser: Visitor, path: str) -> str:
    """What the page itself says: the bell may still speak of what is gone."""
    return browser.get(path).text.partition("<main")[2].partition("</main>")[0]


def sessions() -> list[Schedule]:
    """All there are, deleted ones too, earliest first."""
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Schedule).order_by(Schedule.starts_at, Schedule.id)))


def the_session() -> Schedule:
    (only,) = sessions()
    return only


def cohort_of(*people: User, by: User, name: str = "Sailors") -> Cohort:
    """A cohort with these people in it."""
    cohort = accounts.create_cohort(name, by=by)
    for person in people:
        accounts.join_cohort(db.session.get_one(User, person.id), cohort)
    commit()
    return cohort
