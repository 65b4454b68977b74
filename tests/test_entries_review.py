"""The mentor's side: the queue, taking, verdicts, taking back, replies."""

import pytest
import sqlalchemy as sa

from tests.journal import judged, wrote
from webapp import entries
from webapp.accounts import User
from webapp.core.errors import Conflict, NotAllowed
from webapp.core.stores import db
from webapp.entries import Deed, Entry, EntryStatus
from webapp.entries.models import EntryStep
from webapp.entries.standing import MOVES, after
from webapp.flow import commit
from webapp.notifications.models import Notification

S, D = EntryStatus, Deed
VIEW = "00000000-0000-4000-8000-000000000001"

TABLE = {
    #                          take          put back     approve     ask for changes        take back    resubmit
    S.submitted: (S.in_review, None, None, None, None, None),
    S.in_review: (None, S.submitted, S.approved, S.changes_requested, None, None),
    S.approved: (None, None, None, None, S.in_review, None),
    S.changes_requested: (None, None, None, None, S.in_review, S.submitted),
}


@pytest.mark.parametrize("status", S)
@pytest.mark.parametrize("deed", D)
def test_the_state_machine(status, deed):
    expected = TABLE[status][list(D).index(deed)]
    if expected is None:
        with pytest.raises(Conflict):
            after(status, deed)
    else:
        assert after(status, deed) is expected


def test_every_deed_has_its_move():
    assert set(MOVES) == set(D)


def now(entry):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Entry, entry.id)


def deed(browser, entry, name, **data):
    return browser.post(f"/mentor/entries/{entry.id}/{name}", data=data)


def test_the_queue_goes_by_the_longest_wait_and_the_next_one_loads(sign_in, ada, ben, mira, time):
    first = wrote(ada, "First")
    time.forward(hours=1)
    second = wrote(ben, "Second")
    browser = sign_in(mira)
    page = browser.get("/mentor/entries").text.partition("<main")[2]
    assert page.index("First") < page.index("Second")
    answer = deed(browser, first, "verdict", verdict="approve", version="1")
    assert answer.location == f"/mentor/entries/{second.id}?decided={first.id}#entry"
    page = browser.get(answer.location).text
    assert "Take back" in page
    assert "Approved: First." in page
    answer = deed(browser, second, "verdict", verdict="ask_for_changes", remarks="Why?")
    assert answer.location.startswith("/mentor/entries?")
    assert "Nothing is waiting for you" in browser.get(answer.location).text


def test_the_entrys_title_is_the_first_heading(sign_in, mira, entry):
    page = sign_in(mira).get(f"/mentor/entries/{entry.id}").text.partition("<main")[2]
    assert 0 < page.index("<h1") < page.index("<h2")


def test_asking_for_changes_needs_a_reason(sign_in, mira, entry):
    answer = deed(sign_in(mira), entry, "verdict", verdict="ask_for_changes", remarks=" ")
    assert answer.status_code == 422
    assert "Say what to change." in answer.text
    assert now(entry).status is S.submitted


@pytest.mark.parametrize("verdict", ["", "submitted", "take", "resubmit", "nonsense"])
def test_no_other_verdict_is_taken(sign_in, mira, entry, verdict):
    assert deed(sign_in(mira), entry, "verdict", verdict=verdict, remarks="x").status_code == 422
    assert now(entry).status is S.submitted


def steps_of(entry):
    return db.session.scalars(sa.select(EntryStep).where(EntryStep.entry_id == entry.id)).all()


def reads(browser, entry, *, view=VIEW):
    return deed(browser, entry, "presence", view=view)


def leaves(browser, entry, *, view=VIEW):
    return deed(browser, entry, "absence", view=view)


@pytest.mark.parametrize("name", ["mira", "otto"])
def test_reading_is_seen_and_changes_nothing(sign_in, ada, entry, request, name):
    reader = db.session.get_one(User, request.getfixturevalue(name).id)
    browser, student = sign_in(reader), sign_in(ada)
    assert "Waiting since" in browser.get(f"/mentor/entries/{entry.id}").text
    assert reads(browser, entry).status_code == 204
    for path in ("/mentor/entries", "/mentor", f"/mentor/entries/{entry.id}"):
        assert f"{reader.name} is reading" in browser.get(path).text, path
    for path in ("/entries", f"/entries/{entry.id}"):
        assert f"{reader.name} is reading it" in student.get(path).text, path
    assert "Change your entry" in student.get(f"/entries/{entry.id}/edit").text
    assert "Wait for the answer" not in student.get(f"/entries/{entry.id}/edit").text
    assert leaves(browser, entry).status_code == 204
    assert "is reading" not in student.get(f"/entries/{entry.id}").text
    assert (now(entry).status, now(entry).reviewer_id, steps_of(entry)) == (S.submitted, None, [])
    told = sa.select(Notification.title).where(
        Notification.user_id == ada.id, Notification.topic == "entries"
    )
    assert not db.session.scalars(told).all()


def test_who_falls_silent_reads_no_more(sign_in, ada, mira, entry, time, heard):
    reads(sign_in(mira), entry)
    time.forward(seconds=60)
    reads(sign_in(mira), entry)
    time.forward(seconds=60)
    assert entries.forget_readers() == 0
    assert "Mira is reading it" in sign_in(ada).get(f"/entries/{entry.id}").text
    time.forward(seconds=30)
    assert "is reading" not in sign_in(ada).get(f"/entries/{entry.id}").text
    told = len(heard(ada).messages)
    assert entries.forget_readers() == 1
    commit()
    assert [one.name for one in heard(ada).messages[told:]] == ["entry:readersChanged"]


def test_one_of_two_pages_that_goes_leaves_the_other(sign_in, ada, mira, entry, heard):
    browser, other = sign_in(mira), "00000000-0000-4000-8000-000000000002"
    reads(browser, entry)
    reads(browser, entry, view=other)
    leaves(browser, entry)
    assert "Mira is reading it" in sign_in(ada).get(f"/entries/{entry.id}").text
    assert [one.name for one in heard(ada).messages].count("entry:readersChanged") == 1
    leaves(browser, entry, view=other)
    assert [one.name for one in heard(ada).messages].count("entry:readersChanged") == 2


def test_two_readers_are_both_named_and_either_may_decide(sign_in, ada, mira, otto, entry):
    reads(sign_in(otto), entry)
    reads(sign_in(mira), entry)
    assert "Mira and Otto are reading it" in sign_in(ada).get(f"/entries/{entry.id}").text
    assert deed(sign_in(mira), entry, "verdict", verdict="approve").status_code == 303
    assert "are reading" not in sign_in(ada).get(f"/entries/{entry.id}").text
    assert reads(sign_in(otto), entry).status_code == 204
    assert deed(sign_in(otto), entry, "verdict", verdict="approve").status_code == 409


def test_what_somebody_reads_is_not_offered_to_the_next(sign_in, ada, ben, mira, otto, time):
    first = wrote(ada, "First")
    time.forward(hours=1)
    second, third = wrote(ada, "Second"), wrote(ben, "Third")
    reads(sign_in(otto), second)
    assert f"/mentor/entries/{third.id}" in deed(sign_in(mira), first, "verdict", verdict="approve").location


def test_an_open_page_keeps_what_its_reader_has_taken(sign_in, mira, otto, entry, time):
    deed(sign_in(mira), entry, "claim")
    time.forward(minutes=9)
    reads(sign_in(mira), entry)
    leaves(sign_in(mira), entry)
    time.forward(minutes=9)
    assert deed(sign_in(otto), entry, "claim").status_code == 409


def test_somebody_else_sees_who_reviews_and_is_told_so(sign_in, mira, otto, entry):
    deed(sign_in(mira), entry, "claim")
    browser = sign_in(otto)
    page = browser.get(f"/mentor/entries/{entry.id}").text
    assert "Mira is reviewing" in page
    assert "Take it over" in page
    for name, data in (("claim", {}), ("release", {}), ("verdict", {"verdict": "approve"})):
        assert deed(browser, entry, name, **data).status_code == 409
    assert reads(browser, entry).status_code == 204
    assert now(entry).reviewer_id == mira.id


def test_who_has_gone_does_not_keep_others_from_it(sign_in, mira, otto, entry, time):
    deed(sign_in(mira), entry, "claim")
    time.forward(minutes=9)
    deed(sign_in(mira), entry, "claim")
    time.forward(minutes=9)
    assert deed(sign_in(otto), entry, "claim").status_code == 409, "Mira has been there meanwhile"
    time.forward(minutes=2)
    assert deed(sign_in(otto), entry, "claim").status_code == 303
    assert now(entry).reviewer_id == otto.id


def test_it_is_taken_over_on_purpose(sign_in, mira, otto, entry):
    deed(sign_in(mira), entry, "claim")
    assert deed(sign_in(otto), entry, "claim", over="yes").status_code == 303
    assert now(entry).reviewer_id == otto.id
    refused = deed(sign_in(mira), entry, "verdict", verdict="approve", remarks="My own words.")
    assert refused.status_code == 409
    assert "Otto is reviewing this entry" in refused.text
    assert "Take it over</button>" in refused.text
    assert "My own words." in refused.text
    steps = db.session.scalars(sa.select(EntryStep).order_by(EntryStep.id)).all()
    assert [(step.before, step.after) for step in steps] == [
        (S.submitted, S.in_review),
        (S.in_review, S.submitted),
        (S.submitted, S.in_review),
    ]


def test_what_is_left_lying_is_put_back(sign_in, mira, ada, entry, time, heard):
    deed(sign_in(mira), entry, "claim")
    assert entries.put_back_forgotten() == 0
    time.forward(minutes=11)
    assert entries.put_back_forgotten() == 1
    commit()
    assert (now(entry).status, now(entry).reviewer_id) == (S.submitted, None)
    assert heard(ada)["entry:statusChanged"].facts["by_id"] is None


def test_putting_it_back_keeps_its_place(sign_in, mira, ben, entry, time):
    time.forward(hours=1)
    wrote(ben, "Later")
    deed(sign_in(mira), entry, "claim")
    assert deed(sign_in(mira), entry, "release").status_code == 303
    assert [one.title for one in entries.queue_of(mira.id).listed] == ["Loops, explained", "Later"]
    assert deed(sign_in(mira), entry, "release").status_code == 409


@pytest.mark.parametrize(("verdict", "remarks"), [("approve", ""), ("ask_for_changes", "Why?")])
def test_a_verdict_is_taken_back_within_a_minute(sign_in, ada, mira, entry, time, heard, verdict, remarks):
    browser = sign_in(mira)
    deed(browser, entry, "verdict", verdict=verdict, remarks=remarks)
    time.forward(seconds=60)
    assert deed(browser, entry, "reopening").status_code == 303
    assert now(entry).status is S.in_review
    told = heard(ada)["entry:statusChanged"].facts
    assert (told["status"], told["by_name"]) == ("in_review", "Mira")
    if remarks:
        assert "Why?</textarea>" in browser.get(f"/mentor/entries/{entry.id}").text, "to be put right"
        assert "Why?" not in sign_in(ada).get(f"/entries/{entry.id}").text.partition("<main")[2]
    assert "took that back" in sign_in(ada).get(f"/entries/{entry.id}").text


def test_after_a_minute_a_verdict_stays(sign_in, mira, entry, time):
    judged(entry, mira)
    time.forward(seconds=61)
    answer = deed(sign_in(mira), entry, "reopening")
    assert answer.status_code == 409
    assert "for a minute" in answer.text
    assert now(entry).status is S.approved


def test_only_who_gave_the_verdict_takes_it_back(sign_in, mira, otto, entry):
    judged(entry, mira)
    assert deed(sign_in(otto), entry, "reopening").status_code == 409


REFUSED = [
    (None, "reopening", {}),
    (None, "release", {}),
    (D.approve, "claim", {}),
    (D.approve, "release", {}),
    (D.approve, "verdict", {"verdict": "approve"}),
    (D.approve, "verdict", {"verdict": "ask_for_changes", "remarks": "No."}),
    (D.ask_for_changes, "claim", {}),
    (D.ask_for_changes, "release", {}),
    (D.ask_for_changes, "verdict", {"verdict": "approve"}),
    (D.ask_for_changes, "verdict", {"verdict": "ask_for_changes", "remarks": "No."}),
]


@pytest.mark.parametrize(("verdict", "name", "data"), REFUSED)
def test_every_refused_transition_changes_nothing(sign_in, mira, entry, verdict, name, data):
    if verdict:
        judged(entry, mira, verdict)
    before = now(entry).status
    answer = deed(sign_in(mira), entry, name, **data)
    assert answer.status_code == 409
    assert now(entry).status is before


def test_a_verdict_on_a_version_that_is_no_more_is_refused(sign_in, ada, mira, entry):
    sign_in(ada).post(f"/entries/{entry.id}/edit", data={"title": "Loops", "body": "Newer."})
    answer = deed(sign_in(mira), entry, "verdict", verdict="approve", version="1")
    assert answer.status_code == 409
    assert "newer version" in answer.text
    assert "Newer." in answer.text


def test_a_button_in_the_region_answers_with_the_region(sign_in, ada, ben, mira, entry):
    wrote(ben, "Second")
    answer = sign_in(mira).post(
        f"/mentor/entries/{entry.id}/verdict",
        data={"verdict": "approve", "version": "1"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 200
    assert f'hx-target="#queue-{mira.id}"' in answer.text
    assert "Second" in answer.text
    assert "Approved: Loops, explained." in answer.text
    undone = sign_in(mira).post(f"/mentor/entries/{entry.id}/reopening", headers={"HX-Request": "true"})
    assert "Loops, explained" in undone.text


def test_a_button_that_comes_too_late_says_why(sign_in, mira, otto, entry):
    deed(sign_in(mira), entry, "claim")
    place, htmx = f"/mentor/entries/{entry.id}/verdict", {"HX-Request": "true"}
    answer = sign_in(otto).post(place, data={"verdict": "approve", "version": "1"}, headers=htmx)
    assert answer.status_code == 200
    assert "Mira is reviewing this entry" in answer.text
    assert f'hx-target="#queue-{otto.id}"' in answer.text
    assert f'action="/mentor/entries/{entry.id}/claim"' in answer.text
    assert "Take it over</button>" in answer.text
    assert now(entry).status is S.in_review


def test_what_cannot_be_taken_over_is_not_offered(sign_in, mira, otto, entry):
    judged(entry, mira)
    place, htmx = f"/mentor/entries/{entry.id}/verdict", {"HX-Request": "true"}
    answer = sign_in(otto).post(place, data={"verdict": "approve", "version": "1"}, headers=htmx)
    assert "has been approved" in answer.text
    assert "Take it over" not in answer.text


def test_actions_ask_who_does_it_themselves(ada, mira, noor, entry):
    for act in (entries.take, entries.put_back, entries.take_back):
        with pytest.raises(NotAllowed):
            act(entry, by=noor)
    with pytest.raises(NotAllowed):
        entries.decide(entry, D.approve, by=ada)
    with pytest.raises(NotAllowed):
        entries.submit(entries.EntryInput.of({"title": "x", "body": "y"}), by=mira)


def test_replies_are_kept_put_in_and_deleted(sign_in, mira, noor, entry):
    browser = sign_in(mira)
    browser.post("/mentor/entries/replies", data={"name": "Why", "body": "Say why it holds."})
    browser.post("/mentor/entries/replies", data={"name": "Why", "body": "Say *why* it holds."})
    page = browser.get("/mentor/entries/replies").text
    assert page.count("<h3>Why</h3>") == 1
    assert "Say <em>why</em> it holds." in page
    page = browser.get(f"/mentor/entries/{entry.id}").text
    assert ">Why</option>" in page
    number = page.partition('<option value="')[2].partition('"')[0]
    put_in = browser.post(f"/mentor/entries/{entry.id}/reply", data={"reply": number, "remarks": "Good."})
    assert "Good.\n\nSay *why* it holds.</textarea>" in put_in.text
    for stranger in (sign_in(noor),):
        assert (
            "Say"
            not in stranger.get("/mentor/entries/replies").text.partition("<main")[2].partition("<aside")[0]
        )
        assert stranger.post(f"/mentor/entries/replies/{number}/deletion").status_code == 404
    decided = browser.post(
        f"/mentor/entries/{entry.id}/verdict", data={"reply": number, "verdict": "approve", "version": "1"}
    )
    assert decided.status_code == 303, "the choice of a reply stands in the same form"
    assert browser.post(f"/mentor/entries/replies/{number}/deletion").status_code == 303
    assert "<h3>Why</h3>" not in browser.get("/mentor/entries/replies").text


def test_no_more_replies_than_a_page_can_hold(sign_in, mira):
    browser = sign_in(mira)
    for number in range(50):
        browser.post("/mentor/entries/replies", data={"name": f"Number {number}", "body": "x"})
    assert browser.post("/mentor/entries/replies", data={"name": "One more", "body": "x"}).status_code == 409
