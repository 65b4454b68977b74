"""What follows for sessions from elsewhere: attendance that was taken, and people who leave."""

import sqlalchemy as sa

from tests.conftest import PASSWORD
from tests.planning import agreed, cohort_of, planned, sessions, the_session
from webapp import schedules
from webapp.core.stores import db
from webapp.flow import commit
from webapp.notifications.models import Notification


def test_what_was_held_is_complete(sign_in, heard, enrolled, mira, course):
    browser = sign_in(mira)
    planned(browser, enrolled, course_id=str(course.id))
    path = f"/schedule/{the_session().id}"
    assert "Take attendance" in browser.get(path).text
    started = browser.post(
        f"/mentor/attendance/courses/{course.id}/sessions", data={"schedule_id": str(the_session().id)}
    )
    assert started.status_code == 303
    assert the_session().status == "scheduled"
    assert browser.post(f"{started.headers['Location']}/end").status_code == 303
    assert the_session().status == "completed"
    assert heard(enrolled)["schedule:statusChanged"].facts["after"] == "completed"


def test_what_another_mentor_planned_for_another_course_stays(app, ada, mira, noor, course):
    planned_by_noor = agreed(ada, noor)

    class Held:
        schedule_id = planned_by_noor.id
        course_id = course.id
        teacher_id = mira.id

    schedules.complete_held(Held())
    commit()
    assert the_session().status == "scheduled"


def test_when_a_mentor_leaves_their_sessions_are_called_off(sign_in, heard, ada, ben, mira, otto):
    crew, browser = cohort_of(ada, ben, mira, by=otto), sign_in(mira)
    planned(browser, crew, title="Splices")
    planned(browser, ada, title="Bends", starts="2026-11-25T09:00")
    answer = browser.post("/settings/leaving", data={"password": PASSWORD})
    assert answer.status_code < 400, answer.text
    assert sessions() == []
    for student in (ada, ben):
        assert "schedule:deleted" in heard(student)
    rows = db.session.scalars(sa.select(Notification).order_by(Notification.id))
    lines = [(line.user_id, line.title) for line in rows]
    assert (ben.id, "Called off: Splices") in lines
    assert (ada.id, "Called off: Bends") in lines
    assert "Splices" not in sign_in(ben).get("/schedule").text.partition("<main")[2]
