"""The open page of a session, as one who takes part sees it: once they do not any more, it says that and no more."""

import pytest

from tests.planning import agreed, cohort_of, planned, shown, the_session, typed
from webapp import accounts
from webapp.accounts import User
from webapp.core.stores import db
from webapp.flow import commit

GONE = "You do not take part in this session any more."


@pytest.fixture
def open_page(sign_in, looking):
    """`see = open_page(ada)` is her open page of the session; `see()` is what was drawn there since."""

    def opened(student):
        number = the_session().id
        region = f"my-session-{student.id}-{number}"
        assert f'id="{region}"' in sign_in(student).get(f"/schedule/{number}").text
        return looking(student, region)

    return opened


def test_who_is_taken_off_reads_that_and_nothing_of_the_session(sign_in, open_page, ada, ben, mira):
    browser = sign_in(mira)
    planned(browser, ada, title="Loops by hand", place="Room 4")
    see = open_page(ada)
    browser.post(f"/mentor/schedules/{the_session().id}", data=typed(ben, title="Splices", place="Room 5"))
    drawn = see()
    assert GONE in drawn
    for words in ("Loops by hand", "Splices", "Room", "Ben", "<form"):
        assert words not in drawn
    browser.post(f"/mentor/schedules/{the_session().id}", data=typed(ada, title="Bends", place="Room 6"))
    drawn = see()
    assert GONE not in drawn
    assert "Bends" in drawn
    assert "Room 6" in drawn


def test_of_several_only_who_is_taken_off_reads_it(sign_in, open_page, ada, ben, mira):
    browser = sign_in(mira)
    both = {"whom": "several", "students": [str(ada.id), str(ben.id)]}
    assert browser.post("/mentor/schedules", data=typed(ada) | both).status_code == 303
    adas, bens = open_page(ada), open_page(ben)
    browser.post(f"/mentor/schedules/{the_session().id}", data=typed(ben, place="Room 5"))
    assert GONE in adas()
    drawn = bens()
    assert GONE not in drawn
    assert "Room 5" in drawn


def test_who_leaves_its_cohort_reads_it_too(sign_in, open_page, ada, ben, mira, otto):
    crew = cohort_of(ada, ben, by=otto)
    agreed(crew, mira)
    see = open_page(ada)
    accounts.leave_cohort(db.session.get_one(User, ada.id), crew, by=db.session.get_one(User, otto.id))
    commit()
    assert GONE in see()
    accounts.join_cohort(db.session.get_one(User, ada.id), crew)
    commit()
    assert "Loops by hand" in see()


def test_a_deletion_is_called_one_and_its_undoing_brings_all_of_it_back(sign_in, open_page, ada, mira):
    browser = sign_in(mira)
    planned(browser, ada)
    see, path = open_page(ada), f"/mentor/schedules/{the_session().id}"
    browser.post(f"{path}/deletion", data={"scope": "this"})
    drawn = see()
    assert "This session was deleted." in drawn
    assert "<form" not in drawn
    browser.post(f"{path}/restoration")
    assert "Loops by hand" in see()


def test_what_its_page_offers_follows_too(sign_in, open_page, ada, mira, time):
    browser = sign_in(mira)
    planned(browser, ada)
    see, path = open_page(ada), f"/mentor/schedules/{the_session().id}"
    assert "Mark complete" in shown(sign_in(ada), f"/schedule/{the_session().id}")
    browser.post(f"{path}/status", data={"status": "canceled"})
    drawn = see()
    assert "Called off" in drawn
    assert "Mark complete" not in drawn
