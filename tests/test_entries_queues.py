"""Who reviews whom, how long it takes, and who is next in line."""

import pytest

from tests.conftest import join
from tests.journal import judged, wrote
from webapp import accounts, entries
from webapp.accounts import User
from webapp.core.stores import db
from webapp.flow import commit


def test_waiting_is_counted_with_the_oldest(mira, otto, noor, ada, ben, time):
    assert entries.waiting(mira) == entries.Waiting(0, None)
    first = wrote(ada)
    time.forward(hours=3)
    wrote(ben)
    assert entries.waiting(mira) == entries.Waiting(2, first.submitted_at)
    assert entries.waiting_count(otto) == 2
    assert entries.waiting_count(noor) == 0
    assert entries.oldest_wait(mira) == first.submitted_at


@pytest.mark.parametrize("status", ["submitted", "in_review"])
def test_on_the_dashboard_each_line_says_since_when_it_waits(sign_in, mira, entry, status):
    if status == "in_review":
        entries.take(entry, by=mira)
        commit()
    page = sign_in(mira).get("/mentor").text
    line = page.partition(f'id="queued-{entry.id}"')[2].partition("</li>")[0]
    assert ("Mira is reviewing" in line) == (status == "in_review")
    assert "sent <time" in line


def test_the_usual_wait_is_the_median_once_there_are_five(sign_in, ada, mira, time):
    for hours in (1, 2, 30, 4, 9):
        entry = wrote(ada, f"After {hours}")
        page = sign_in(ada).get(f"/entries/{entry.id}").text
        assert "usually answered" not in page
        time.forward(hours=hours)
        judged(entry, mira)
    page = sign_in(ada).get(f"/entries/{wrote(ada).id}").text
    assert "Next in line, usually answered in 4\u00a0h" in page


def test_the_place_in_the_queue_counts_all_students_of_the_mentor(sign_in, ada, ben, mira, time):
    wrote(ben, "One")
    time.forward(hours=1)
    wrote(ben, "Two")
    time.forward(hours=1)
    entry = wrote(ada)
    assert "2 ahead of you" in sign_in(ada).get(f"/entries/{entry.id}").text
    assert "2 ahead of you" in sign_in(ada).get("/entries").text


def test_when_the_mentor_changes_the_queue_follows(sign_in, ada, mira, noor, otto, entry):
    accounts.assign_mentor(db.session.get_one(User, ada.id), noor, by=otto)
    commit()
    assert entries.waiting_count(mira) == 0
    assert sign_in(mira).get(f"/mentor/entries/{entry.id}").status_code == 404
    assert sign_in(noor).get(f"/mentor/entries/{entry.id}").status_code == 200


def test_without_a_mentor_those_of_the_cohorts_review(sign_in, mira, noor, otto):
    cleo = join("Cleo")
    cohort = accounts.create_cohort("Sailors", by=otto)
    for person in (cleo, noor):
        accounts.join_cohort(person, cohort)
    commit()
    entry = wrote(cleo)
    assert entries.waiting_count(noor) == 1
    assert sign_in(mira).get(f"/mentor/entries/{entry.id}").status_code == 404
    assert "Next in line" in sign_in(cleo).get(f"/entries/{entry.id}").text
    accounts.assign_mentor(db.session.get_one(User, cleo.id), mira, by=otto)
    commit()
    assert sign_in(noor).get(f"/mentor/entries/{entry.id}").status_code == 404, "their own mentor is there"
    accounts.close_account(db.session.get_one(User, mira.id), by=otto)
    commit()
    assert sign_in(noor).get(f"/mentor/entries/{entry.id}").status_code == 200, "that one has left"


def test_while_the_mentor_is_away_ones_place_is_in_the_queue_of_the_cohort(
    sign_in, mira, noor, otto, ada, ben, time
):
    """Ben has nobody at all, so he is in it too."""
    cohort = accounts.create_cohort("Sailors", by=otto)
    for person in (ada, ben, noor):
        accounts.join_cohort(db.session.get_one(User, person.id), cohort)
    accounts.assign_mentor(db.session.get_one(User, ben.id), None, by=otto)
    commit()
    wrote(ben)
    time.forward(hours=1)
    entry = wrote(ada)
    assert entries.outlook_of(ada.id).ahead == {entry.id: 0}
    accounts.close_account(db.session.get_one(User, mira.id), by=otto)
    commit()
    assert entries.queue_of(noor.id).count == 2
    assert entries.outlook_of(ada.id).ahead == {entry.id: 1}
    assert "1 ahead of you" in sign_in(ada).get(f"/entries/{entry.id}").text


def test_with_nobody_else_the_admins_review(sign_in, otto, mira):
    cleo = join("Cleo")
    entry = wrote(cleo)
    assert sign_in(otto).get(f"/mentor/entries/{entry.id}").status_code == 200
    page = sign_in(cleo).get(f"/entries/{entry.id}").text
    assert "Waiting to be read" in page


def test_admins_are_counted_among_those_who_hear(ada, otto, entry, heard):
    judged(entry, db.session.get_one(User, otto.id))
    assert heard(otto)["entry:statusChanged"].facts["by_name"] == "Otto"
