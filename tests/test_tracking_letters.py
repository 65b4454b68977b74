"""Dead letters: what was refused is kept for a while, without anything that a person wrote."""

import gzip
import json
import uuid

import pytest
import sqlalchemy as sa

from tests.conftest import PASSWORD
from webapp.core.stores import db
from webapp.flow import commit
from webapp.tracking import letters
from webapp.tracking.models import DeadLetter

TRACK = "/api/courses/activity/track"
HEARTBEAT = "/api/courses/activity/heartbeat"
BATCH = "/api/student/activity/batch"
SECRET = "My diary: I like Ben, ben@example.org"


@pytest.fixture
def kept(app):
    def rows():
        db.session.rollback()
        return list(db.session.scalars(sa.select(DeadLetter).order_by(DeadLetter.id)))

    return rows


def test_what_is_refused_is_kept_with_its_reason_and_script(sign_in, enrolled, units, kept):
    browser = sign_in(enrolled)
    event = {"activity_type": "unit_view", "unit_id": units["Loops"].id, "event_id": str(uuid.uuid4())}
    refused = [
        event | {"duration_seconds": -1},
        event | {"unit_id": 999},
        event | {"unit_id": units["Bends"].id},
        event | {"note": "x" * 9000},
    ]
    answer = browser.post(BATCH, json={"events": [event, *refused], "tracker": "tandem/2"})
    assert answer.status_code == 200
    assert [(row.reason, row.field, row.tracker, row.times) for row in kept()] == [
        ("invalid", "duration_seconds", "tandem/2", 1),
        ("forbidden", "", "tandem/2", 1),
        ("conflict", "event_id", "tandem/2", 1),
        ("too_large", "", "tandem/2", 1),
    ]
    assert json.loads(kept()[0].body) == refused[0]


@pytest.mark.parametrize("door", [TRACK, HEARTBEAT])
def test_a_single_one_too(sign_in, enrolled, door, kept):
    answer = sign_in(enrolled).post(door, json={"course_id": 999, "tracker": "own/1"})
    assert answer.status_code == 400
    assert [(row.reason, row.tracker) for row in kept()] == [("invalid", "own/1")]


def test_the_same_again_is_only_counted(sign_in, enrolled, ben, kept, time):
    ada, other = sign_in(enrolled), sign_in(ben)
    for browser in (ada, ada, other):
        browser.post(TRACK, json={"activity_type": "nonsense"})
        time.forward(minutes=1)
    assert [row.times for row in kept()] == [2, 1]
    assert (kept()[0].last_at - kept()[0].first_at).total_seconds() == 60


def test_nothing_that_a_person_wrote_is_kept(sign_in, enrolled, kept):
    said = {
        "activity_type": SECRET,
        "unit_id": SECRET,
        SECRET: SECRET,
        "event_id": SECRET,
        "tracker": SECRET,
        "engagement_metrics": {"note": [SECRET, {"a": {"b": {"c": SECRET}}}]},
    }
    sign_in(enrolled).post(TRACK, json=said)
    sign_in(enrolled).post(BATCH, json={"events": [SECRET, [SECRET]]})
    rows = kept()
    assert len(rows) == 3
    for row in rows:
        told = " ".join(str(getattr(row, column.key)) for column in DeadLetter.__table__.columns)
        assert "diary" not in told
        assert "ben@" not in told


def test_a_student_cannot_fill_the_table(sign_in, enrolled, kept, monkeypatch):
    monkeypatch.setattr(letters, "MOST_OF_ONE", 5)
    browser = sign_in(enrolled)
    for number in range(12):
        browser.post(TRACK, json={"activity_type": "profile_view", "duration_seconds": -number})
    assert [row.times for row in kept()] == [1, 1, 1, 1, 1, 7]
    assert kept()[-1].body == ""
    browser.post(TRACK, json={"activity_type": "profile_view", "duration_seconds": -1})
    assert [row.times for row in kept()] == [1, 2, 1, 1, 1, 7]


def test_nor_by_a_script_of_ever_other_names(sign_in, enrolled, kept, monkeypatch):
    monkeypatch.setattr(letters, "MOST_OF_ONE", 3)
    monkeypatch.setattr(letters, "MOST_COUNTS", 2)
    browser = sign_in(enrolled)
    for number in range(20):
        browser.post(BATCH, data=f'{{"tracker": "own/{number}", ', content_type="application/json")
    assert [(row.tracker, row.times) for row in kept()] == [
        *((f"own/{number}", 1) for number in range(5)),
        ("", 15),
    ]


PACKED = gzip.compress(b'{"events": []}')
A_TRACKER = b'{"tracker": "own/7", "events": '
WHOLE = {
    "not_json": (A_TRACKER, {}, 400, "own/7"),
    "too_large_at_once": (A_TRACKER + b'"' + b"x" * 300_000, {}, 413, "own/7"),
    "not_gzip": (PACKED[:-4], {"Content-Encoding": "gzip"}, 400, ""),
    "not_a_batch": (A_TRACKER + b"7}", {}, 400, "own/7"),
    "media_type": (A_TRACKER + b"[]}", {"Content-Type": "text/csv"}, 415, "own/7"),
}


@pytest.mark.parametrize("reason", WHOLE)
def test_what_is_refused_whole_leaves_a_letter_too(sign_in, enrolled, kept, reason):
    data, headers, status, tracker = WHOLE[reason]
    browser = sign_in(enrolled)
    said = {"Content-Type": "application/json"} | headers
    for _ in range(2):
        assert browser.post(BATCH, data=data, headers=said).status_code == status
    (row,) = kept()
    assert (row.reason, row.tracker, row.times) == (reason, tracker, 2)
    assert json.loads(row.body) == {"bytes": len(data)}


@pytest.mark.parametrize("events", [[], [{}] * 101])
def test_so_does_a_batch_of_nothing_and_one_of_too_much(sign_in, enrolled, kept, events):
    browser = sign_in(enrolled)
    status = browser.post(BATCH, json={"events": events, "tracker": "own/7"}).status_code
    assert (status, kept()[0].reason) in ((400, "not_a_batch"), (413, "too_large_at_once"))
    assert (kept()[0].tracker, kept()[0].times) == ("own/7", 1)


@pytest.mark.parametrize("door", [TRACK, HEARTBEAT])
def test_a_single_one_that_cannot_be_read_too(sign_in, enrolled, kept, door):
    browser = sign_in(enrolled)
    browser.post(door, data="{", content_type="application/json")
    browser.post(door, json={"note": "x" * 9_000})
    assert [row.reason for row in kept()] == ["not_json", "too_large_at_once"]


def test_more_than_is_ever_read_leaves_a_letter_by_its_length(sign_in, enrolled, kept):
    data = b"x" * 1_500_000
    answer = sign_in(enrolled).post(BATCH, data=data, content_type="application/json")
    assert answer.status_code == 413
    assert [(row.reason, json.loads(row.body)) for row in kept()] == [
        ("too_large_at_once", {"bytes": len(data)})
    ]


def test_admins_see_what_was_refused_whole(sign_in, enrolled, otto):
    sign_in(enrolled).post(BATCH, data=A_TRACKER, content_type="application/json")
    page = sign_in(otto).get("/admin/refused-beacons").text
    assert "Not JSON" in page
    assert "own/7" in page


def test_a_long_body_is_not_kept(sign_in, enrolled, kept):
    said = {"activity_type": "x", **{f"n{letter}": 10**15 for letter in "abcdefghij"}}
    said |= {
        name: list(range(10**15, 10**15 + 10))
        for name in ("one", "two", "three", "four", "five", "six", "seven")
    }
    said |= {f"{name}_more": said[name] for name in ("one", "two", "three", "four", "five", "six", "seven")}
    sign_in(enrolled).post(TRACK, json=said)
    (row,) = kept()
    assert row.body.startswith("(")
    assert len(row.body) < 100


def test_what_a_script_gave_up_is_counted(sign_in, enrolled, kept):
    body = {"events": [{"activity_type": "profile_view"}], "dropped": 7, "tracker": "tandem/2"}
    sign_in(enrolled).post(BATCH, json=body)
    sign_in(enrolled).post(BATCH, json=body)
    assert [(row.reason, row.times, row.body) for row in kept()] == [("dropped", 14, "")]


def test_after_fourteen_days_it_is_gone(sign_in, enrolled, kept, time):
    browser = sign_in(enrolled)
    browser.post(TRACK, json={"activity_type": "x"})
    time.forward(days=13, hours=23)
    sign_in(enrolled).post(TRACK, json={"activity_type": "y"})
    assert letters.purge() == 0
    assert [count.times for count in letters.counts()] == [2]
    time.forward(hours=1)
    assert [count.times for count in letters.counts()] == [1]
    assert letters.purge() == 1
    commit()
    assert len(kept()) == 1


def test_who_leaves_takes_their_letters_along(sign_in, enrolled, kept):
    browser = sign_in(enrolled)
    browser.post(TRACK, json={"activity_type": "x"})
    assert len(kept()) == 1
    assert browser.post("/settings/leaving", data={"password": PASSWORD}).status_code == 303
    assert kept() == []


def test_admins_see_how_many_by_reason_and_script(sign_in, enrolled, otto, course):
    ada = sign_in(enrolled)
    empty = sign_in(otto).get("/admin/refused-beacons")
    assert "Nothing was refused" in empty.text
    for number in range(25):
        said = {"activity_type": "course_view", "course_id": course.id, "duration_seconds": -number}
        ada.post(BATCH, json={"events": [said], "tracker": "tandem/2"})
    ada.post(BATCH, json={"events": [{"activity_type": "course_view", "course_id": 999}]})
    page = sign_in(otto).get("/admin/refused-beacons").text
    assert page.count('id="letter-') == 20
    assert "Not as agreed" in page
    assert "tandem/2" in page
    assert "did not say" in page
    older = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert sign_in(otto).get(older).text.count('id="letter-') == 6
    only = sign_in(otto).get("/admin/refused-beacons?reason=forbidden").text
    assert only.count('id="letter-') == 1
    assert sign_in(otto).get("/admin/refused-beacons?before=x").status_code in (400, 422)
