"""What is done with sessions once they are planned: moved, completed, called off, deleted and put back; series."""

import pytest

from tests.planning import a_series, agreed, cohort_of, planned, sessions, shown, the_session, typed
from webapp import schedules
from webapp.accounts import User
from webapp.core.errors import Conflict, NotAllowed
from webapp.core.stores import db
from webapp.schedules import ScheduleStatus, queries
from webapp.schedules.models import NEXT

SCHEDULED, COMPLETED, CANCELED = ScheduleStatus


@pytest.mark.parametrize("before", ScheduleStatus)
@pytest.mark.parametrize("after", ScheduleStatus)
def test_what_may_follow_on_what(app, ada, mira, before, after):
    schedule = agreed(ada, mira)
    schedule.status = before
    if after is before or after in NEXT[before]:
        schedules.set_status(schedule, after, by=mira)
        assert schedule.status is after
    else:
        with pytest.raises(Conflict):
            schedules.set_status(schedule, after, by=mira)
    assert {SCHEDULED: 2, COMPLETED: 1, CANCELED: 1}[before] == len(NEXT[before])


def test_a_status_is_told_with_what_it_was_and_who_changed_it(sign_in, heard, ada, mira):
    browser = sign_in(mira)
    planned(browser, ada)
    browser.post(f"/mentor/schedules/{the_session().id}/status", data={"status": "canceled"})
    told = heard(ada)["schedule:statusChanged"].facts
    assert (told["before"], told["after"], told["by_name"]) == ("scheduled", "canceled", "Mira")
    assert "Called off" in sign_in(ada).get("/schedule?week=2026-W48").text


def test_a_student_marks_their_session_complete_and_takes_it_back(sign_in, heard, ada, mira):
    planned(sign_in(mira), ada)
    browser, path = sign_in(ada), f"/schedule/{the_session().id}"
    assert browser.post(f"{path}/completion").status_code == 303
    assert the_session().status is COMPLETED
    assert heard(mira)["schedule:statusChanged"].facts["by_name"] == "Ada"
    assert queries.next_of(ada.id) is None
    assert [one.id for one in queries.completed_of(ada.id)] == [the_session().id]
    browser.post(f"{path}/completion")
    assert the_session().sequence == 1
    assert browser.post(f"{path}/reopening").status_code == 303
    assert the_session().status is SCHEDULED


def test_of_a_group_each_student_marks_for_themself(sign_in, heard, ada, ben, mira, otto):
    planned(sign_in(mira), cohort_of(ada, ben, mira, by=otto))
    number = the_session().id
    for _ in range(2):
        assert sign_in(ada).post(f"/schedule/{number}/completion").status_code == 303
    assert the_session().status is SCHEDULED
    assert queries.upcoming_of(ada.id) == []
    assert [one.id for one in queries.upcoming_of(ben.id)] == [number]
    assert "by 1 student" in sign_in(mira).get(f"/schedule/{number}").text
    assert "schedule:redrawn" in heard(ada)
    assert "schedule:redrawn" not in heard(ben)
    sign_in(ada).post(f"/schedule/{number}/reopening")
    assert [one.id for one in queries.upcoming_of(ada.id)] == [number]


def test_what_a_mentor_called_off_no_student_takes_up_again(sign_in, ada, mira):
    browser = sign_in(mira)
    planned(browser, ada)
    number = the_session().id
    browser.post(f"/mentor/schedules/{number}/status", data={"status": "canceled"})
    assert sign_in(ada).post(f"/schedule/{number}/reopening").status_code == 409
    door = f"/api/schedules/{number}/status"
    assert sign_in(ada).patch(door, json={"status": "scheduled"}).status_code == 409
    assert the_session().status is CANCELED


def test_a_student_cannot_mark_what_is_not_theirs(sign_in, ada, ben, mira):
    planned(sign_in(mira), ada)
    for deed in ("completion", "reopening"):
        assert sign_in(ben).post(f"/schedule/{the_session().id}/{deed}").status_code == 404
    assert the_session().status is SCHEDULED


def starts():
    return [one.starts_wall for one in sessions() if not one.is_deleted]


def test_a_series_is_a_row_for_each_and_told_at_once(sign_in, heard, ada, mira):
    made = a_series(sign_in(mira), ada)
    assert starts() == ["2026-11-24T14:00", "2026-12-01T14:00", "2026-12-08T14:00", "2026-12-15T14:00"]
    assert len({one.series for one in made}) == 1
    assert len({one.uid for one in made}) == 4
    assert len(heard(ada)["schedule:created"].facts["schedules"]) == 4


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("this", ["24T14:00", "02T09:30", "08T14:00", "15T14:00"]),
        ("later", ["24T14:00", "02T09:30", "09T09:30", "16T09:30"]),
        ("all", ["25T09:30", "02T09:30", "09T09:30", "16T09:30"]),
    ],
)
def test_this_one_or_later_ones_or_all_are_changed(sign_in, ada, mira, scope, expected):
    browser = sign_in(mira)
    second = a_series(browser, ada)[1]
    given = typed(ada, title="Moved", starts="2026-12-02T09:30", scope=scope)
    assert browser.post(f"/mentor/schedules/{second.id}", data=given).status_code == 303
    assert sorted(one[8:] for one in starts()) == sorted(expected)
    assert sum(one.title == "Moved" for one in sessions()) == {"this": 1, "later": 3, "all": 4}[scope]


def test_a_change_of_a_whole_series_redraws_the_week_that_each_leaves(sign_in, heard, ada, mira):
    browser = sign_in(mira)
    second = a_series(browser, ada)[1]
    given = typed(ada, starts="2026-12-29T14:00", scope="all")
    assert browser.post(f"/mentor/schedules/{second.id}", data=given).status_code == 303
    weeks = heard(ada)["schedule:updated"].facts["weeks"]
    assert weeks == [*(f"2026-W{week}" for week in range(48, 54)), "2027-W01", "2027-W02"]


def test_what_is_completed_stays_as_it_was_when_all_are_changed(sign_in, ada, mira):
    browser = sign_in(mira)
    first, second, *_ = a_series(browser, ada)
    sign_in(ada).post(f"/schedule/{first.id}/completion")
    given = typed(ada, title="Moved", starts="2026-12-01T09:30", scope="all")
    browser.post(f"/mentor/schedules/{second.id}", data=given)
    assert starts()[:2] == ["2026-11-24T14:00", "2026-12-01T09:30"]


def test_a_deletion_can_be_undone_before_anybody_is_told(sign_in, time, heard, ada, mira):
    browser = sign_in(mira)
    planned(browser, ada)
    path = f"/mentor/schedules/{the_session().id}"
    toast = browser.post(f"{path}/deletion", headers={"HX-Request": "true"}).text
    assert f"{path}/restoration" in toast
    assert "Loops by hand" not in shown(sign_in(ada), "/schedule?week=2026-W48")
    assert sign_in(ada).get(f"/schedule/{the_session().id}").status_code == 404
    schedules.tell_deletions()
    assert "Recently deleted" in browser.get("/mentor/schedules").text
    browser.post(f"{path}/restoration")
    time.forward(minutes=1)
    schedules.tell_deletions()
    db.session.commit()
    assert "schedule:deleted" not in heard(ada)
    assert "Loops by hand" in shown(sign_in(ada), "/schedule?week=2026-W48")


@pytest.mark.parametrize(("scope", "left"), [("this", 3), ("later", 1), ("all", 0)])
def test_of_a_series_as_much_is_deleted_as_is_said_and_comes_back_together(sign_in, ada, mira, scope, left):
    browser = sign_in(mira)
    second = a_series(browser, ada)[1]
    browser.post(f"/mentor/schedules/{second.id}/deletion", data={"scope": scope})
    assert len(starts()) == left
    browser.post(f"/mentor/schedules/{second.id}/restoration")
    assert len(starts()) == 4


def test_only_the_mentor_who_planned_it_changes_it(app, ada, mira, noor):
    schedule = agreed(ada, mira)
    other = db.session.get_one(User, noor.id)
    for deed in (
        lambda: schedules.delete(schedule, by=other),
        lambda: schedules.set_status(schedule, CANCELED, by=other),
        lambda: schedules.complete(schedule, by=other),
    ):
        with pytest.raises(NotAllowed):
            deed()


@pytest.mark.parametrize("page", ["/schedule?week=2026-W48", "/schedule/1"])
def test_complete_is_offered_from_the_start_on(sign_in, time, ada, mira, page):
    agreed(ada, mira)
    later = '<span data-from="2026-11-24T14:00:00Z" hidden>'
    time.set("2026-11-24T13:59:59Z")
    before = sign_in(ada).get(page).text
    assert before.count(later) == before.count("Mark complete") == 1
    time.set("2026-11-24T14:00:00Z")
    begun = sign_in(ada).get(page).text
    assert later not in begun
    assert "Mark complete" in begun
