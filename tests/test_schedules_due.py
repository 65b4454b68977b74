"""Reminders and word of deletions, by the ticker: once, with however many tickers; on every database. And of two who
take one time at once, one is warned.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
import sqlalchemy as sa

from tests.conftest import join
from tests.one_stage import browser_of
from tests.planning import agreed, sessions, typed
from webapp import accounts, schedules
from webapp.accounts import Role, User
from webapp.core.stores import db
from webapp.flow import NoticeKind, commit
from webapp.flow.ticker import Tick, look_safely
from webapp.notifications.models import Notification
from webapp.schedules import Details, Scope, due
from webapp.schedules.models import Schedule
from webapp.schedules.slots import Slot


@pytest.fixture(scope="module")
def cast(store):
    """Otto, two mentors and two students, by name: their ids."""
    otto = join("Otto", Role.admin)
    people = {
        "Otto": otto,
        "Mira": join("Mira", Role.mentor, by=otto),
        "Noor": join("Noor", Role.mentor, by=otto),
    }
    people |= {"Ada": join("Ada", zone="Africa/Lagos"), "Ben": join("Ben")}
    crew = accounts.create_cohort("Sailors", by=otto)
    for name in ("Mira", "Noor", "Ada", "Ben"):
        accounts.join_cohort(people[name], crew)
    commit()
    return {name: person.id for name, person in people.items()} | {"crew": crew.id}


@pytest.fixture
def who(store, cast):
    """`who("Ada")` is her row. Every test begins on Friday 20 November at 14:00 without sessions and lines."""
    db.session.rollback()
    store.time.set("2026-11-20T14:00:00Z")
    for table in (Notification, Schedule):
        db.session.execute(sa.delete(table))
    commit()
    yield lambda name: db.session.get_one(User, cast[name])
    db.session.rollback()


def posting(store, name, path, data):
    """A deed for `at_once`: somebody's browser posts that form."""
    browser = browser_of(store.app, f"{name}@example.org")

    def post():
        with store.app.app_context():
            answer = browser.post(path, data=data)
            db.session.remove()
            return answer

    return post


def at_once(*deeds):
    together = threading.Barrier(len(deeds), timeout=60)

    def run(deed):
        together.wait()
        return deed()

    db.session.rollback()
    with ThreadPoolExecutor(len(deeds)) as pool:
        return [running.result(60) for running in [pool.submit(run, deed) for deed in deeds]]


def ticked(store, deed, *, number=1):
    """So many tickers look at it at once; it is due every time."""
    tick = Tick(f"test {deed.__name__} {store.time()}"[:64], 1, deed)
    at_once(*[lambda: look_safely(store.app, tick)] * number)


def lines(kind):
    db.session.rollback()
    rows = db.session.scalars(
        sa.select(Notification).where(Notification.kind == kind).order_by(Notification.user_id)
    )
    return [(row.user_id, row.title, row.message) for row in rows]


def test_a_reminder_comes_once_to_each_on_their_own_clock(store, who):
    agreed(who("Ada"), who("Mira"))
    store.time.set("2026-11-24T13:29:59Z")
    ticked(store, schedules.remind, number=3)
    assert lines(NoticeKind.reminder) == []
    store.time.set("2026-11-24T13:30:00Z")
    ticked(store, schedules.remind, number=3)
    store.time.forward(seconds=30)
    ticked(store, schedules.remind, number=3)
    assert lines(NoticeKind.reminder) == [
        (who("Mira").id, "Soon: Loops by hand", "Tuesday 24 November, 14:00"),
        (who("Ada").id, "Soon: Loops by hand", "Tuesday 24 November, 15:00"),
    ]


def test_two_tickers_that_both_find_it_due_remind_once(store, who):
    """Even if the row of the deed did not keep them apart: the session's own row does."""
    agreed(who("Ada"), who("Mira"))
    store.time.set("2026-11-24T13:45:00Z")
    deeds = [Tick(f"{number} {store.kind}", 1, schedules.remind) for number in range(3)]
    at_once(*[lambda tick=tick: look_safely(store.app, tick) for tick in deeds])
    assert len(lines(NoticeKind.reminder)) == 2


def test_a_group_is_reminded_whole_and_who_moved_away_is_not(store, who, cast):
    crew = accounts.cohort(cast["crew"])
    agreed(crew, who("Mira"))
    store.time.set("2026-11-24T13:45:00Z")
    ticked(store, schedules.remind)
    assert [reader for reader, *_ in lines(NoticeKind.reminder)] == [cast["Mira"], cast["Ada"], cast["Ben"]]


@pytest.mark.parametrize("case", ["begun", "called off", "deleted"])
def test_of_what_will_not_be_nobody_is_reminded(store, who, case):
    mira = who("Mira")
    schedule = agreed(who("Ada"), mira)
    if case == "called off":
        schedules.set_status(schedule, schedules.ScheduleStatus.canceled, by=mira)
    if case == "deleted":
        schedules.delete(schedule, by=mira)
    commit()
    store.time.set("2026-11-24T14:00:00Z" if case == "begun" else "2026-11-24T13:45:00Z")
    ticked(store, schedules.remind)
    assert lines(NoticeKind.reminder) == []


def test_what_is_moved_is_reminded_of_anew(store, who):
    schedule = agreed(who("Ada"), who("Mira"))
    store.time.set("2026-11-24T13:45:00Z")
    ticked(store, schedules.remind)
    schedule, slot = sessions()[0], Slot.typed(datetime.fromisoformat("2026-11-25T14:00"), 60, "UTC")
    schedules.change(schedule, schedules.Details.of(schedule), slot, by=who("Mira"))
    commit()
    store.time.set("2026-11-25T13:45:00Z")
    ticked(store, schedules.remind)
    assert (who("Ada").id, "Soon: Loops by hand", "Wednesday 25 November, 15:00") in lines(
        NoticeKind.reminder
    )


def test_of_a_deletion_everybody_is_told_once(store, who):
    schedule = agreed(who("Ada"), who("Mira"))
    schedules.delete(schedule, by=who("Mira"))
    commit()
    db.session.execute(sa.delete(Notification))
    commit()
    ticked(store, schedules.tell_deletions, number=2)
    assert lines(NoticeKind.system) == []
    for _ in range(2):
        store.time.forward(seconds=15)
        ticked(store, schedules.tell_deletions, number=3)
    assert lines(NoticeKind.system) == [
        (who("Ada").id, "Called off: Loops by hand", "Tuesday 24 November, 15:00. By Mira.")
    ]


def test_a_deletion_is_told_whole_however_many_there_are(store, who, monkeypatch):
    """Here five at once: the second series is not cut off after its first session."""
    monkeypatch.setattr(due, "AT_ONCE", 1)
    for hour in ("10", "12"):
        slots = [
            Slot.typed(datetime.fromisoformat(f"2026-11-{day}T{hour}:00"), 60, "UTC") for day in range(23, 27)
        ]
        made = schedules.plan(who("Ada"), slots, Details(title="Loops by hand"), by=who("Mira"))
        schedules.delete(made[0], by=who("Mira"), scope=Scope.all)
        commit()
    db.session.execute(sa.delete(Notification))
    commit()
    for number in (1, 2):
        store.time.forward(seconds=20)
        ticked(store, schedules.tell_deletions)
        assert sum("and 3 more" in message for *_, message in lines(NoticeKind.system)) == number
        assert len(lines(NoticeKind.system)) == number


@pytest.mark.parametrize("case", ["over", "called off before"])
def test_of_a_deletion_that_takes_nothing_away_nobody_is_told(store, who, case):
    schedule = agreed(who("Ada"), who("Mira"))
    if case == "over":
        store.time.set("2026-11-25T14:00:00Z")
    else:
        schedules.set_status(schedule, schedules.ScheduleStatus.canceled, by=who("Mira"))
    commit()
    before = lines(NoticeKind.system)
    schedules.delete(sessions()[0], by=who("Mira"), at_once=True)
    commit()
    assert lines(NoticeKind.system) == before


def test_of_two_mentors_who_take_one_students_time_at_once_one_is_warned(store, who):
    given = typed(who("Ada"))
    answers = at_once(*[posting(store, name, "/mentor/schedules", given) for name in ("mira", "noor")])
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert len(sessions()) == 1


def test_of_two_tabs_of_one_mentor_one_is_warned(store, who):
    forms = [typed(who(name)) for name in ("Ada", "Ben")]
    answers = at_once(*[posting(store, "mira", "/mentor/schedules", given) for given in forms])
    assert sorted(answer.status_code for answer in answers) == [303, 409]


def test_of_a_group_and_one_of_its_students_at_once_one_is_warned(store, who, cast):
    crew, ben = typed(accounts.cohort(cast["crew"])), typed(who("Ben"))
    posts = [
        posting(store, name, "/mentor/schedules", given) for name, given in (("mira", crew), ("noor", ben))
    ]
    assert sorted(answer.status_code for answer in at_once(*posts)) == [303, 409]


def test_of_two_sessions_moved_to_one_time_at_once_one_stays(store, who):
    made = [agreed(who("Ada"), who("Mira"), f"2026-11-24T{hour}:00").id for hour in (14, 16)]
    posts = [
        posting(store, "mira", f"/mentor/schedules/{number}/move", {"minutes": minutes})
        for number, minutes in zip(made, ("60", "-60"), strict=True)
    ]
    places = [answer.headers["Location"] for answer in at_once(*posts)]
    assert sum("/edit?starts=" in place for place in places) == 1
    assert len({row.starts_wall for row in sessions()}) == 2
