"""Sessions with several students who were picked one by one: everything that follows from who takes part."""

import json

import pytest
import sqlalchemy as sa
from flask_migrate import downgrade, upgrade

from tests.conftest import PASSWORD, join
from tests.planning import TUESDAY, agreed, cohort_of, planned, sessions, shown, the_session, typed
from tests.test_schedules_calendar import events_of, feed_path
from webapp import accounts, schedules
from webapp.accounts import User
from webapp.audit import AuditLog
from webapp.core.stores import db
from webapp.flow import commit
from webapp.notifications.models import Notification
from webapp.schedules import queries
from webapp.schedules.models import ScheduleCompletion, ScheduleRemoval, schedule_students


@pytest.fixture
def cleo(mira, otto):
    """A third student of Mira's."""
    student = join("Cleo")
    accounts.assign_mentor(student, db.session.get_one(User, mira.id), by=db.session.get_one(User, otto.id))
    commit()
    return student


def several(*students, **more):
    """What stands in the form where students were picked one by one."""
    return typed(students[0], **more) | {"whom": "several", "students": [str(one.id) for one in students]}


def plan(browser, *students, **more):
    answer = browser.post("/mentor/schedules", data=several(*students, **more))
    assert answer.status_code == 303, answer.text


def edit(browser, *students, number=None, **more):
    number = number or the_session().id
    answer = browser.post(f"/mentor/schedules/{number}", data=several(*students, **more))
    assert answer.status_code == 303, answer.text


def titles(user):
    """Of the lines about sessions that were left for them, in order."""
    theirs = sa.select(Notification.title).where(
        Notification.user_id == user.id, Notification.title.contains(": ")
    )
    return list(db.session.scalars(theirs.order_by(Notification.id)))


def test_several_students_find_it_on_their_plan_and_nobody_else(sign_in, heard, ada, ben, cleo, mira, noor):
    plan(sign_in(mira), ada, ben)
    schedule = the_session()
    assert schedule.is_group_session
    assert schedule.whom == "Ada and Ben"
    for student in (ada, ben):
        page = shown(sign_in(student), "/schedule?week=2026-W48")
        assert "Loops by hand" in page
        assert "2 students together" in page
        assert sign_in(student).get(f"/schedule/{schedule.id}").status_code == 200
        assert titles(student) == ["New session: Loops by hand"]
        assert "schedule:created" in heard(student)
    for outsider in (cleo, noor):
        assert sign_in(outsider).get(f"/schedule/{schedule.id}").status_code == 404
        assert "schedule:created" not in heard(outsider)
    assert "Loops by hand" not in shown(sign_in(cleo), "/schedule?week=2026-W48")


def test_who_the_others_are_is_not_said_to_those_who_take_part(sign_in, ada, ben, mira):
    plan(sign_in(mira), ada, ben)
    number = the_session().id
    for path in ("/schedule?week=2026-W48", f"/schedule/{number}", f"/schedule/{number}.ics"):
        assert "Ben" not in sign_in(ada).get(path).text
    assert "Ada and Ben" in shown(sign_in(mira), "/mentor/schedules?week=2026-W48")


def test_several_that_are_one_are_a_session_with_a_student(sign_in, ada, mira):
    plan(sign_in(mira), ada)
    assert the_session().student_id == ada.id
    assert not the_session().is_group_session


@pytest.mark.parametrize("whose", ["of another mentor", "not there", "not a student"])
def test_a_mentor_picks_their_own_students_only(sign_in, ada, ben, mira, noor, otto, whose):
    stranger = join("Drew")
    number = {"of another mentor": stranger.id, "not there": 99_999, "not a student": noor.id}[whose]
    given = several(ada, ben) | {"students": [str(ada.id), str(number)]}
    answer = sign_in(mira).post("/mentor/schedules", data=given)
    assert answer.status_code == 422
    assert "Choose students of yours." in answer.text
    assert sessions() == []
    plan(sign_in(mira), ada, ben)
    answer = sign_in(mira).post(f"/mentor/schedules/{the_session().id}", data=given)
    assert answer.status_code == 422
    assert the_session().student_ids == [ada.id, ben.id]


@pytest.mark.parametrize(
    ("students", "words"),
    [([], "Choose at least one student."), (["x"], "Enter a whole number."), (["0"], "Enter more than 0.")],
)
def test_what_is_no_choice_is_said(sign_in, ada, mira, students, words):
    given = typed(ada) | {"whom": "several", "students": students}
    answer = sign_in(mira).post("/mentor/schedules", data=given)
    assert answer.status_code == 422
    assert words.lower() in answer.text.lower()
    assert sessions() == []


def test_more_than_a_hundred_are_a_cohort(sign_in, ada, mira):
    given = typed(ada) | {"whom": "several", "students": [str(number) for number in range(1, 102)]}
    answer = sign_in(mira).post("/mentor/schedules", data=given)
    assert "make a cohort" in answer.text
    assert sessions() == []


def test_the_form_shows_who_is_picked_and_keeps_what_was_picked(sign_in, ada, ben, cleo, mira):
    browser = sign_in(mira)
    plan(browser, ada, cleo)
    page = browser.get(f"/mentor/schedules/{the_session().id}/edit").text
    assert '<option value="several" selected>' in page
    for student, chosen in ((ada, " checked"), (ben, ""), (cleo, " checked")):
        assert f'name="students" value="{student.id}"{chosen}>' in page
    refused = browser.post("/mentor/schedules", data=several(ben, cleo, title=""))
    assert f'name="students" value="{ben.id}" checked>' in refused.text
    assert f'name="students" value="{ada.id}">' in refused.text


def test_a_taken_time_of_any_of_them_is_said_with_how_many(sign_in, ada, ben, cleo, mira, noor):
    agreed(ben, noor)
    agreed(cleo, noor)
    browser = sign_in(mira)
    answer = browser.post("/mentor/schedules", data=several(ada, ben, cleo))
    assert answer.status_code == 409
    assert "for Ben" in answer.text
    assert "for Cleo" in answer.text
    assert "Free for everybody" in answer.text
    accepted = " ".join(str(one.id) for one in sessions())
    plan(browser, ada, ben, cleo, accepted=accepted)
    again = browser.post("/mentor/schedules", data=several(ada, ben, cleo, accepted=accepted))
    assert again.status_code == 409
    assert "for Ada, Ben, Cleo" in again.text


def test_who_is_among_several_is_taken_at_that_time(sign_in, ada, ben, cleo, mira, noor):
    agreed([db.session.get_one(User, one.id) for one in (ada, ben)], noor)
    browser = sign_in(mira)
    answer = browser.post("/mentor/schedules", data=typed(ada))
    assert answer.status_code == 409
    assert "A session with another mentor" in answer.text
    assert "for Ada" in answer.text
    assert browser.post("/mentor/schedules", data=typed(cleo)).status_code == 303


def test_who_comes_and_who_goes_is_told_so_and_who_stays_is_left_alone(
    sign_in, heard, ada, ben, cleo, mira, otto
):
    browser = sign_in(mira)
    plan(browser, ada, ben)
    edit(browser, ben, cleo, sequence="0")
    assert the_session().student_ids == [ben.id, cleo.id]
    assert titles(ada)[-1] == "You were taken off: Loops by hand"
    assert titles(ben) == ["New session: Loops by hand"]
    assert titles(cleo) == ["You were added: Loops by hand"]
    assert heard(ada)["schedule:deleted"].facts["hearers"] == [ada.id]
    assert "schedule:updated" not in heard(ada)
    assert "schedule:updated" in heard(ben)
    assert "schedule:deleted" not in heard(mira)
    assert heard(mira)["schedule:updated"].facts["schedules"][0]["studentIds"] == [ben.id, cleo.id]
    assert sign_in(ada).get(f"/schedule/{the_session().id}").status_code == 404


def test_who_stays_hears_of_a_new_time_while_others_come_and_go(sign_in, ada, ben, cleo, mira):
    browser = sign_in(mira)
    plan(browser, ada, ben)
    edit(browser, ben, cleo, starts="2026-11-25T09:00")
    assert titles(ben)[-1] == "Moved: Loops by hand"
    assert titles(cleo) == ["You were added: Loops by hand"]
    assert titles(ada)[-1] == "You were taken off: Loops by hand"
    gone = db.session.scalars(sa.select(Notification).where(Notification.user_id == ada.id)).all()[-1]
    assert "Tuesday 24 November, 15:00" in gone.message, "as it was, on her clock"


def test_from_one_to_several_to_a_cohort_and_back(sign_in, ada, ben, mira, otto):
    browser = sign_in(mira)
    planned(browser, ada)
    edit(browser, ada, ben)
    assert titles(ada) == ["New session: Loops by hand"]
    assert titles(ben) == ["You were added: Loops by hand"]
    browser.post(f"/mentor/schedules/{the_session().id}", data=typed(ben))
    schedule = the_session()
    assert (schedule.student_id, schedule.students) == (ben.id, [])
    assert db.session.execute(sa.select(schedule_students)).all() == []


def test_a_status_and_a_deletion_are_told_to_all_of_them(sign_in, time, ada, ben, cleo, mira):
    browser = sign_in(mira)
    plan(browser, ada, ben)
    path = f"/mentor/schedules/{the_session().id}"
    browser.post(f"{path}/status", data={"status": "canceled"})
    browser.post(f"{path}/status", data={"status": "scheduled"})
    browser.post(f"{path}/deletion")
    time.forward(minutes=1)
    schedules.tell_deletions()
    commit()
    for student in (ada, ben):
        assert {"Called off: Loops by hand", "On again: Loops by hand"} <= set(titles(student))
    assert titles(cleo) == []


def test_all_of_them_are_reminded_once(sign_in, time, ada, ben, cleo, mira):
    plan(sign_in(mira), ada, ben)
    time.set("2026-11-24T13:31:00Z")
    for _ in range(2):
        schedules.remind()
        commit()
    for student in (ada, ben):
        assert titles(student).count("Soon: Loops by hand") == 1
    assert titles(cleo) == []


def test_each_marks_it_complete_for_themself(sign_in, ada, ben, mira):
    plan(sign_in(mira), ada, ben)
    number = the_session().id
    assert sign_in(ada).post(f"/schedule/{number}/completion").status_code == 303
    assert the_session().status == "scheduled"
    assert queries.upcoming_of(ada.id) == []
    assert [one.id for one in queries.upcoming_of(ben.id)] == [number]


def test_of_a_series_as_many_change_hands_as_is_said(sign_in, ada, ben, cleo, mira):
    browser = sign_in(mira)
    plan(browser, ada, ben, repeat="weekly", repeat_until="2026-12-08")
    first, second, _ = sessions()
    edit(browser, ada, ben, cleo, number=second.id, starts=second.starts_wall, scope="later")
    assert [len(one.student_ids) for one in sessions()] == [2, 3, 3]
    assert titles(cleo) == ["You were added: Loops by hand"]
    edit(browser, ada, ben, number=first.id, title="Splices", scope="all")
    assert [one.title for one in sessions()] == ["Splices"] * 3
    assert [len(one.student_ids) for one in sessions()] == [2, 3, 3], "each keeps those it is with"
    edit(browser, ada, number=first.id, title="Splices", scope="all")
    assert [one.student_ids for one in sessions()] == [[ada.id]] * 3
    assert titles(cleo)[-1] == titles(ben)[-1] == "You were taken off: Splices"


def feed_of(sign_in, visitor, who):
    path = feed_path(sign_in(who))
    return lambda: {str(event["UID"]): event for event in events_of(visitor.get(path))}


def test_a_calendar_app_takes_off_what_its_reader_was_taken_off(sign_in, visitor, ada, ben, mira):
    browser = sign_in(mira)
    plan(browser, ada, ben, place="Room 4")
    uid = f"{the_session().uid}@tandem"
    events = feed_of(sign_in, visitor, ada)
    assert (events()[uid]["STATUS"], events()[uid]["SEQUENCE"]) == ("CONFIRMED", 0)
    edit(browser, ben, title="For Ben alone", starts="2026-11-26T09:00")
    gone = events()[uid]
    assert (gone["STATUS"], gone["SEQUENCE"], gone["SUMMARY"]) == ("CANCELLED", 1, "Loops by hand")
    assert f"{gone['DTSTART'].dt:%Y-%m-%dT%H:%M}" == TUESDAY
    assert "URL" not in gone
    edit(browser, ada, ben, title="Both again")
    back = events()[uid]
    assert (back["STATUS"], back["SEQUENCE"], back["SUMMARY"]) == ("CONFIRMED", 2, "Both again")
    assert db.session.scalars(sa.select(ScheduleRemoval)).all() == []


def test_a_mentors_page_is_narrowed_to_one_of_them(sign_in, ada, ben, cleo, mira):
    browser = sign_in(mira)
    plan(browser, ada, ben)
    for student, finds in ((ada, True), (ben, True), (cleo, False)):
        page = shown(browser, f"/mentor/schedules?week=2026-W48&student={student.id}")
        assert ("Loops by hand" in page) is finds
        assert ("Ada and Ben" in shown(browser, f"/mentor/students/{student.id}")) is finds


def test_attendance_that_is_taken_from_it_completes_it(sign_in, heard, enrolled, ben, mira, course):
    browser = sign_in(mira)
    plan(browser, enrolled, ben, course_id=str(course.id))
    data = {"schedule_id": str(the_session().id)}
    started = browser.post(f"/mentor/attendance/courses/{course.id}/sessions", data=data)
    browser.post(f"{started.headers['Location']}/end")
    assert the_session().status == "completed"
    for student in (enrolled, ben):
        assert heard(student)["schedule:statusChanged"].facts["after"] == "completed"


def test_without_one_who_leaves_for_good_it_goes_on_and_with_the_last_it_goes(sign_in, heard, ada, ben, mira):
    plan(sign_in(mira), ada, ben)
    sign_in(ada).post("/settings/leaving", data={"password": PASSWORD})
    assert the_session().student_ids == [ben.id]
    assert the_session().is_group_session
    assert "schedule:redrawn" in heard(mira)
    assert "Called off: Loops by hand" not in titles(mira)
    sign_in(ben).post("/settings/leaving", data={"password": PASSWORD})
    assert sessions() == []
    assert titles(mira)[-1] == "Called off: Loops by hand"


def test_the_trail_says_who_was_taken_off_and_who_was_put_on(sign_in, ada, ben, cleo, mira):
    browser = sign_in(mira)
    plan(browser, ada, ben)
    edit(browser, ben, cleo)
    rows = db.session.scalars(
        sa.select(AuditLog).where(AuditLog.kind == "schedules").order_by(AuditLog.number)
    )
    made, changed = rows
    assert sorted(json.loads(made.after)["students"]) == sorted([f"{ada.id}", f"{ben.id}"])
    assert json.loads(changed.before)["students"] == [f"{ada.id}"]
    assert json.loads(changed.after)["students"] == [f"{cleo.id}"]


def test_what_students_have_marked_outlives_the_migration(sign_in, ada, mira):
    """SQLite builds the table of sessions anew for it."""
    planned(sign_in(mira), cohort_of(ada, by=mira))
    sign_in(ada).post(f"/schedule/{the_session().id}/completion")
    kept = sa.select(ScheduleCompletion.schedule_id, ScheduleCompletion.student_id)
    marked = [(the_session().id, ada.id)]
    db.session.remove()
    downgrade(revision="0020")
    upgrade()
    assert db.session.execute(kept).all() == marked
