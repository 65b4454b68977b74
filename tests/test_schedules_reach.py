"""Sessions with a cohort that their mentor is not in any more, and with students who are not theirs: they can be ended
and given away, and nothing new is said to those who take part; nor are they named (contract, section 1).
"""

import pytest

from tests.conftest import join
from tests.planning import agreed, cohort_of, shown, the_session, typed
from webapp import accounts
from webapp.accounts import User
from webapp.core.stores import db
from webapp.flow import commit
from webapp.schedules import ScheduleStatus

OUT = "Who takes part in it is not yours any more."


def theirs(user):
    return db.session.get_one(User, user.id)


@pytest.fixture
def apart(sign_in, otto, noor, ada, ben):
    """`apart(kind)`: Noor's browser, a session of hers with who is not hers any more, and its form."""

    def part(kind):
        if kind == "cohort":
            cohort = cohort_of(ada, noor, by=otto)
            agreed(cohort, theirs(noor))
            accounts.leave_cohort(theirs(noor), cohort, by=theirs(otto))
            commit()
            return sign_in(noor), typed(cohort)
        students = [ada, ben] if kind == "several" else [ada]
        agreed([theirs(one) for one in students], theirs(noor))
        several = {"whom": "several", "students": [str(one.id) for one in students]}
        return sign_in(noor), typed(ada) | (several if kind == "several" else {})

    return part


KINDS = pytest.mark.parametrize("kind", ["cohort", "one", "several"])


@KINDS
def test_nothing_new_is_said_to_them(apart, heard, ada, kind):
    browser, form = apart(kind)
    path = f"/mentor/schedules/{the_session().id}"
    was = the_session().updated_at
    answer = browser.post(path, data=form | {"title": "Come alone"})
    assert (answer.status_code, OUT in answer.text) == (422, True)
    moved = browser.post(f"{path}/move", data={"days": "1"}, headers={"HX-Request": "true"})
    assert OUT in moved.text
    for sent in ({"title": "Come alone"}, {"startTime": "2026-11-24T14:30:00Z"}):
        refused = browser.patch(f"/api/schedules/{the_session().id}", json=sent)
        assert (refused.status_code, refused.json["error"]["fields"][""][: len(OUT)]) == (403, OUT)
    assert (the_session().title, the_session().updated_at) == ("Loops by hand", was)
    assert "schedule:updated" not in heard(ada)


@KINDS
def test_it_can_be_completed_called_off_and_deleted_and_that_taken_back(apart, kind):
    browser, _ = apart(kind)
    path = f"/mentor/schedules/{the_session().id}"
    for status in ("completed", "scheduled", "canceled", "scheduled"):
        assert browser.post(f"{path}/status", data={"status": status}).status_code == 303
        assert the_session().status is ScheduleStatus(status)
    assert browser.post(f"{path}/deletion").status_code == 303
    assert browser.post(f"{path}/restoration").status_code == 303
    assert not the_session().is_deleted


@KINDS
def test_it_can_be_given_to_students_of_theirs(apart, otto, noor, kind):
    browser, _ = apart(kind)
    drew = join("Drew")
    accounts.assign_mentor(theirs(drew), theirs(noor), by=theirs(otto))
    commit()
    path = f"/mentor/schedules/{the_session().id}"
    assert browser.post(path, data=typed(drew, title="Bends")).status_code == 303
    assert (the_session().student_ids, the_session().title) == ([drew.id], "Bends")


@KINDS
def test_an_admin_changes_it_all_the_same(apart, sign_in, otto, kind):
    _, form = apart(kind)
    path = f"/mentor/schedules/{the_session().id}"
    assert sign_in(otto).post(path, data=form | {"title": "Bends"}).status_code == 303
    assert the_session().title == "Bends"


@KINDS
def test_who_has_seen_it_is_a_number(apart, kind):
    browser, _ = apart(kind)
    page = shown(browser, f"/schedule/{the_session().id}").partition("seen-head-")[2]
    assert "een" in page
    assert "Ada" not in page
    assert "Ben" not in page


def test_who_joins_later_stays_unknown_to_a_mentor_who_left(apart, looking, otto, noor, ada):
    browser, _ = apart("cohort")
    see = looking(noor, f"seen-{the_session().id}")
    [(cohort, _)] = accounts.cohorts()
    accounts.add_member(join("Zelda"), cohort, by=theirs(otto))
    commit()
    assert "Seen by 0 of 2" in see()
    assert "Zelda" not in shown(browser, f"/schedule/{the_session().id}")


def test_an_open_page_stops_naming_them_as_soon_as_the_mentor_leaves(looking, otto, noor, ada, ben):
    cohort = cohort_of(ada, ben, noor, by=otto)
    agreed(cohort, theirs(noor))
    see = looking(noor, f"seen-{the_session().id}")
    accounts.leave_cohort(theirs(noor), cohort, by=theirs(otto))
    commit()
    drawn = see()
    assert "Seen by 0 of 2" in drawn
    assert "Ada" not in drawn
