"""Students hear of what changes for them. What is saved as it was changes nothing, and is no news to anybody."""

import sqlalchemy as sa

from tests.planning import a_series, planned, sessions, typed
from webapp.audit import AuditLog
from webapp.core.stores import db
from webapp.notifications.models import Notification

WHY = "Cleo covers the first half"


def save(mentor, schedule, **more):
    """Its form as it opens, but for `more`."""
    given = typed(schedule.student, title=schedule.title, starts=schedule.starts_wall, place=schedule.place)
    given |= {"overlap_reason": schedule.overlap_reason, "sequence": str(schedule.sequence)}
    answer = mentor.post(f"/mentor/schedules/{schedule.id}", data=given | more)
    assert answer.status_code == 303, answer.text


def told(person):
    db.session.rollback()
    lines = sa.select(Notification.title).where(Notification.user_id == person.id)
    return list(db.session.scalars(lines.order_by(Notification.id)))


def trail():
    return db.session.scalar(sa.select(sa.func.count()).where(AuditLog.kind == "schedules"))


def two_at_once(mentor, ada, ben):
    """Loops with Ada, and Knots with Ben at half past, for a reason."""
    planned(mentor, ada)
    accepted, more = str(sessions()[0].id), {"title": "Knots", "starts": "2026-11-24T14:30"}
    planned(mentor, ben, accepted=accepted, overlap_reason=WHY, **more)
    return sessions()[1]


def test_what_is_saved_as_it_was_changes_nothing(sign_in, mira, ada, ben):
    mentor = sign_in(mira)
    knots = two_at_once(mentor, ada, ben)
    before, sequence, lines = told(ben), knots.sequence, trail()
    save(mentor, knots)
    assert (told(ben), sessions()[1].sequence, trail()) == (before, sequence, lines)


def test_another_reason_is_for_the_mentor_alone(sign_in, mira, ada, ben):
    mentor = sign_in(mira)
    knots = two_at_once(mentor, ada, ben)
    before, lines = told(ben), trail()
    save(mentor, knots, overlap_reason="Another one")
    assert sessions()[1].overlap_reason == "Another one"
    assert (told(ben), trail()) == (before, lines + 1)


def test_of_a_series_the_others_change_where_this_one_is_as_it_was(sign_in, mira, ada, time):
    mentor = sign_in(mira)
    first, *_ = a_series(mentor, ada)
    save(mentor, first, place="Room 4")
    first, *later = sessions()
    assert [one.place for one in (first, *later)] == ["Room 4", "", "", ""]
    before = told(ada)
    time.forward(minutes=11)
    save(mentor, first, scope="all")
    assert [one.place for one in sessions()] == ["Room 4"] * 4
    assert told(ada) == [*before, "Changed: Loops by hand"]
