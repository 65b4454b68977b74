"""Sessions: who plans them, who sees them, who hears of them and who does not."""

import pytest

from tests.listening import listening
from tests.planning import TUESDAY, cohort_of, planned, sessions, shown, the_session, typed
from webapp import accounts
from webapp.accounts import User
from webapp.api.schedules import BODY
from webapp.core.stores import db
from webapp.flow import commit
from webapp.schedules import queries


def test_a_session_reaches_its_student(sign_in, heard, looking, ada, mira):
    see = looking(ada, f"my-next-{ada.id}")
    planned(sign_in(mira), ada, title="Hooks in practice", focus_stack="React, hooks, React", place="Room 4")
    assert "Hooks in practice" in see()
    [told] = heard(ada)["schedule:created"].facts["schedules"]
    assert told["title"] == "Hooks in practice"
    assert told["startTime"] == "2026-11-24T14:00:00Z"
    assert told["endTime"] == "2026-11-24T15:00:00Z"
    assert told["focusStack"] == ["React", "hooks"]
    assert told["isGroupSession"] is False
    assert "Hooks in practice" in sign_in(ada).get("/schedule").text


DEEDS = {
    "schedule:updated": ("move", {"minutes": "15"}),
    "schedule:statusChanged": ("status", {"status": "canceled"}),
}


@pytest.mark.parametrize("name", DEEDS)
def test_its_student_and_its_mentor_hear_and_nobody_else(sign_in, heard, ada, ben, mira, noor, otto, name):
    browser = sign_in(mira)
    planned(browser, ada)
    deed, data = DEEDS[name]
    browser.post(f"/mentor/schedules/{the_session().id}/{deed}", data=data)
    for told in ("schedule:created", name):
        assert told in heard(ada)
        assert told in heard(mira)
        for outsider in (ben, noor, otto):
            assert told not in heard(outsider)


def test_every_student_of_a_cohort_hears_and_its_other_mentors_do_not(
    sign_in, heard, ada, ben, mira, noor, otto
):
    cohort = cohort_of(ada, mira, noor, by=otto)
    planned(sign_in(mira), cohort)
    assert the_session().is_group_session
    for hearer in (ada, mira):
        assert "schedule:created" in heard(hearer)
    for outsider in (ben, noor, otto):
        assert "schedule:created" not in heard(outsider)


def test_who_joins_a_cohort_sees_its_sessions_and_who_leaves_does_not(sign_in, ada, ben, mira, otto):
    cohort = cohort_of(ada, mira, by=otto)
    planned(sign_in(mira), cohort, title="Splices")
    page = f"/schedule/{the_session().id}"
    assert sign_in(ben).get(page).status_code == 404
    accounts.join_cohort(db.session.get_one(User, ben.id), cohort)
    accounts.leave_cohort(db.session.get_one(User, ada.id), cohort, by=otto)
    commit()
    assert "Splices" in sign_in(ben).get("/schedule").text
    assert sign_in(ben).get(page).status_code == 200
    assert sign_in(ada).get(page).status_code == 404
    assert "Splices" not in shown(sign_in(ada), "/schedule")


def test_a_mentor_plans_with_their_own_students_only(sign_in, ada, noor, otto):
    cohort_of(noor, by=otto)
    answer = sign_in(noor).post("/mentor/schedules", data=typed(ada))
    assert answer.status_code == 422
    assert "Choose a student or a cohort of yours." in answer.text
    assert sessions() == []


def test_another_mentor_meets_nothing(sign_in, ada, mira, noor):
    planned(sign_in(mira), ada)
    number, browser = the_session().id, sign_in(noor)
    assert browser.get(f"/schedule/{number}").status_code == 404
    assert browser.get(f"/mentor/schedules/{number}/edit").status_code == 404
    for deed, data in {**DEEDS, "": ("deletion", {})}.values():
        assert browser.post(f"/mentor/schedules/{number}/{deed}", data=data).status_code == 404
    assert "Loops by hand" not in browser.get("/mentor/schedules?week=2026-W48").text


def test_an_admin_sees_and_changes_everybodys(sign_in, ada, mira, otto):
    planned(sign_in(mira), ada)
    browser = sign_in(otto)
    assert "Loops by hand" in browser.get("/mentor/schedules?week=2026-W48").text
    move = f"/mentor/schedules/{the_session().id}/move"
    assert browser.post(move, data={"days": "1"}).status_code == 303
    assert the_session().starts_wall == "2026-11-25T14:00"
    assert the_session().mentor_id == mira.id


def test_the_edit_form_changes_it_and_says_from_and_to(sign_in, heard, ada, mira):
    browser = sign_in(mira)
    planned(browser, ada)
    schedule = the_session()
    page = browser.get(f"/mentor/schedules/{schedule.id}/edit").text
    assert f'value="{TUESDAY}"' in page
    given = typed(ada, title="Loops again", starts="2026-11-25T09:30", sequence="0")
    assert browser.post(f"/mentor/schedules/{schedule.id}", data=given).status_code == 303
    schedule = the_session()
    assert (schedule.title, schedule.starts_wall, schedule.sequence) == ("Loops again", "2026-11-25T09:30", 1)
    told = heard(ada)["schedule:updated"].facts
    assert told["moved_from"] == "2026-11-24T14:00:00Z"


def test_who_saves_second_is_told_and_may_insist(sign_in, ada, mira):
    browser = sign_in(mira)
    planned(browser, ada)
    number = the_session().id
    browser.post(f"/mentor/schedules/{number}/move", data={"minutes": "30"})
    late = typed(ada, title="Mine", sequence="0")
    answer = browser.post(f"/mentor/schedules/{number}", data=late)
    assert answer.status_code == 409
    assert 'value="Mine"' in answer.text
    assert "14:30" in answer.text
    assert browser.post(f"/mentor/schedules/{number}", data=late | {"sequence": "1"}).status_code == 303
    assert the_session().starts_wall == TUESDAY


def test_another_student_takes_the_place_and_both_are_told(sign_in, heard, ada, ben, mira):
    browser = sign_in(mira)
    planned(browser, ada)
    browser.post(f"/mentor/schedules/{the_session().id}", data=typed(ben, sequence="0"))
    assert "schedule:deleted" in heard(ada)
    assert "schedule:created" in heard(ben)
    assert "schedule:deleted" not in heard(ben)
    assert queries.next_of(ada.id) is None
    assert queries.next_of(ben.id) == the_session()


def test_today_is_the_mentors_own_day(sign_in, time, ada, mira):
    browser = sign_in(mira)
    planned(browser, ada, starts="2026-11-20T23:30", title="Late")
    planned(browser, ada, starts="2026-11-21T00:30", title="Early")
    assert [schedule.title for schedule in queries.today(mira.id)] == ["Late"]
    db.session.get_one(User, mira.id).time_zone = "Africa/Lagos"
    commit()
    assert [schedule.title for schedule in queries.today(mira.id)] == []
    time.set("2026-11-20T23:00:00Z")
    assert [schedule.title for schedule in queries.today(mira.id)] == ["Late", "Early"]


def test_faults_are_named_and_what_was_typed_stays(sign_in, ada, mira):
    given = typed(ada, title="", minutes="0", focus_stack="x" * 60) | {"whom": ""}
    answer = sign_in(mira).post("/mentor/schedules", data=given)
    assert answer.status_code == 422
    for fault in ("f-title-error", "f-whom-error", "Enter 5 or more."):
        assert fault in answer.text
    assert f'value="{TUESDAY}"' in answer.text


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"ends": "2026-11-24T13:00"}, "The end must be after the start."),
        ({"ends": "2026-11-24T14:00"}, "The end must be after the start."),
        ({"ends": "2026-11-25T14:00"}, "at most 12 hours"),
        ({"starts": "2036-01-01T10:00"}, "five years at most"),
        ({"starts": "tomorrow"}, "Enter a day and a time."),
        ({"starts": "2026-02-30T10:00"}, "There is no such day or time."),
        ({"time_zone": "Mars/Olympus"}, "time zone"),
        ({"repeat": "weekly"}, "Say until when it repeats."),
        ({"repeat": "weekly", "repeat_until": "2026-11-01"}, "before the first session"),
        ({"repeat": "weekly", "repeat_until": "2028-11-01"}, "a year at most"),
        ({"course_id": "99"}, "Choose a course that you teach."),
    ],
)
def test_what_cannot_be_planned_is_said(sign_in, ada, mira, more, words):
    answer = sign_in(mira).post("/mentor/schedules", data=typed(ada, **more))
    assert answer.status_code == 422
    assert words in answer.text
    assert sessions() == []


def test_programs_are_told_each_session_by_its_name(sign_in, ada, ben, mira):
    planner = sign_in(mira)
    with listening(sign_in(ada)) as theirs, listening(sign_in(ben)) as outsiders:
        theirs.hear(), outsiders.hear()
        planned(planner, ada, title="Splices")
        planner.post(f"/mentor/schedules/{the_session().id}/status", data={"status": "canceled"})
        told = [event for event in theirs.hear() if event.name.startswith("schedule:")]
        assert not [event for event in outsiders.hear() if event.name.startswith("schedule:")]
    created, changed = told
    assert (created.name, created.value["title"]) == ("schedule:created", "Splices")
    assert set(BODY) <= set(created.value)
    assert changed.name == "schedule:statusChanged"
    assert (changed.value["from"], changed.value["to"]) == ("scheduled", "canceled")
    assert changed.value["by"] == {"id": mira.id, "name": "Mira"}


@pytest.mark.parametrize(
    "given",
    [
        {"whom": "student:9999999999"},
        {"whom": "cohort:0"},
        {"whom": "student:7;drop"},
        {"title": "a\x00b"},
        {"title": "x" * 201},
        {"focus_stack": ",".join(f"tag {number}" for number in range(13))},
        {"place": "x" * 501},
        {"description": "x" * 5_001},
        {"starts": "٢٠٢٦-١١-٢٤T١٤:٠٠"},
        {"starts": "0001-01-01T00:00"},
        {"starts": "9999-12-31T23:59"},
        {"repeat": "weekly", "repeat_until": "9999-12-31"},
        {"repeat_days": "9"},
        {"remind_minutes": "-5"},
        {"accepted": "9" * 400},
        {"mentor_id": "1"},
        {"status": "completed"},
    ],
)
def test_nothing_that_is_sent_breaks_it(sign_in, ada, mira, given):
    """OWASP ASVS v5.0.0-2.2.1, 15.3.3: closed and bounded, and no field of a form sets what is not its own."""
    answer = sign_in(mira).post("/mentor/schedules", data=typed(ada) | given)
    if given.keys() == {"accepted"}:
        assert answer.status_code == 303
    else:
        assert answer.status_code == 422
        assert sessions() == []
