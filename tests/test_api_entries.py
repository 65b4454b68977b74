"""Contract section 5, entries: POST, GET, PATCH /api/entries[/<id>], PATCH /api/entries/<id>/status."""

import pytest

from tests.journal import judged, wrote
from webapp.core.stores import db
from webapp.entries import Deed, Entry, EntryStatus

WRITTEN = {"title": "Bights", "body": "Tied *one*."}


def test_a_student_writes_one(sign_in, enrolled, mira, course, heard):
    browser = sign_in(enrolled)
    made = browser.post(
        "/api/entries", json=WRITTEN | {"courseId": course.id, "hours": 1.5, "skills": ["knots"]}
    )
    assert made.status_code == 201
    told = made.json
    assert (
        told["title"],
        told["courseId"],
        told["hours"],
        told["skills"],
        told["status"],
        told["version"],
    ) == (
        "Bights",
        course.id,
        1.5,
        ["knots"],
        "submitted",
        1,
    )
    assert told["student"] == {"id": enrolled.id, "name": "Ada"}
    assert browser.get("/api/student/stats").json["logsCreated"] == 1
    assert "entry:created" in heard(mira)


def test_the_same_key_is_one_entry(sign_in, ada):
    browser = sign_in(ada)
    sent = WRITTEN | {"key": "8e2f4f3e-52a4-4d5a-9d0e-0f6a3d9b1c2d"}
    assert (
        browser.post("/api/entries", json=sent).json["id"]
        == browser.post("/api/entries", json=sent).json["id"]
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", None),
        ("title", 5),
        ("body", "x" * 20_001),
        ("hours", -1),
        ("hours", "1.5"),
        ("hours", True),
        ("skills", "knots"),
        ("skills", [""]),
        ("courseId", 2**40),
        ("courseId", "1"),
        ("unitId", 999),
        ("status", "approved"),
        ("studentId", 1),
        ("course_id", 1),
    ],
)
def test_what_is_refused_names_its_field(sign_in, ada, field, value):
    answer = sign_in(ada).post("/api/entries", json=WRITTEN | {field: value})
    assert answer.status_code == 400, answer.text
    assert [path.partition(".")[0] for path in answer.json["error"]["fields"]] == [field]


def test_a_course_that_one_is_not_in_is_refused_as_one_that_never_was(sign_in, ada, course):
    answers = [sign_in(ada).post("/api/entries", json=WRITTEN | {"courseId": id}) for id in (course.id, 999)]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert [list(answer.json["error"]["fields"]) for answer in answers] == [["courseId"], ["courseId"]]


def test_lists_are_one_s_own_or_of_one_s_students(sign_in, ada, ben, mira, noor, otto):
    wrote(ada, "Of Ada")
    judged(wrote(ben, "Of Ben"), mira)

    def titles(person, query=""):
        return [one["title"] for one in sign_in(person).get(f"/api/entries{query}").json["items"]]

    assert titles(ada) == ["Of Ada"]
    assert titles(mira) == titles(otto) == ["Of Ben", "Of Ada"]
    assert titles(noor) == []
    assert titles(mira, "?status=approved") == ["Of Ben"]
    assert titles(mira, f"?studentId={ada.id}") == ["Of Ada"]
    assert titles(ada, f"?studentId={ada.id}") == ["Of Ada"]
    first = sign_in(mira).get("/api/entries?limit=1").json
    assert [one["title"] for one in first["items"]] == ["Of Ben"]
    assert titles(mira, f"?limit=1&cursor={first['nextCursor']}") == ["Of Ada"]


def test_somebody_else_s_student_is_refused_as_one_who_never_was(sign_in, ada, ben, noor):
    for person, other in ((noor, ada), (ben, ada)):
        browser = sign_in(person)
        theirs = browser.get(f"/api/entries?studentId={other.id}")
        never = browser.get("/api/entries?studentId=999999")
        assert theirs.status_code == never.status_code == 403
        assert theirs.json["error"]["message"] == never.json["error"]["message"]


def test_one_is_read_with_all_that_happened(sign_in, ada, mira, noor, entry, time):
    path = f"/api/entries/{entry.id}"
    waiting = sign_in(ada).get(path).json
    assert (waiting["ahead"], waiting["usualWait"]) == (0, None)
    said = sign_in(mira).post(f"{path}/comments", json={"remarks": "So?"})
    assert said.status_code == 201
    time.forward(minutes=1)
    judged(entry, mira, Deed.ask_for_changes, "Why?")
    told = sign_in(ada).get(path).json
    assert [(line["kind"], line["by"], line["body"]) for line in told["thread"]] == [
        ("sent", "Ada", ""),
        ("comment", "Mira", "So?"),
        ("returned", "Mira", "Why?"),
    ]
    assert told["reviewer"] == {"id": mira.id, "name": "Mira"}
    assert sign_in(noor).get(path).status_code == 404


def test_changing_leaves_the_rest_and_sends_it_again(sign_in, ada, mira, entry):
    path = f"/api/entries/{entry.id}"
    browser = sign_in(ada)
    changed = browser.patch(path, json={"hours": 2}).json
    assert (changed["hours"], changed["title"], changed["version"]) == (2.0, "Loops, explained", 2)
    assert browser.patch(path, json={"hours": None}).json["hours"] is None
    assert browser.patch(path, json={"title": None}).status_code == 400
    assert browser.patch(path, json={"status": "approved"}).status_code == 400
    judged(entry, mira, Deed.ask_for_changes)
    assert browser.patch(path, json={"body": "Newer."}).json["status"] == "submitted"
    judged(entry, mira)
    assert browser.patch(path, json={"body": "Newest."}).status_code == 409


def test_the_status_goes_the_declared_ways_only(sign_in, ada, mira, entry):
    path = f"/api/entries/{entry.id}/status"
    browser, student = sign_in(mira), sign_in(ada)

    def goes(who, status, **more):
        answer = who.patch(path, json={"status": status} | more)
        return answer.json["status"] if answer.status_code == 200 else answer.status_code

    assert goes(browser, "submitted") == 409
    assert goes(browser, "in_review") == "in_review"
    assert goes(browser, "submitted") == "submitted"
    assert goes(browser, "changes_requested") == 400
    assert goes(browser, "changes_requested", remarks="Why?") == "changes_requested"
    assert goes(browser, "approved") == 409
    assert goes(student, "approved") == 403
    assert goes(student, "submitted") == "submitted"
    assert goes(student, "submitted") == 409
    assert goes(browser, "approved", version=1) == 409
    assert goes(browser, "approved", version=2) == "approved"
    assert goes(browser, "in_review") == "in_review"
    assert goes(browser, "nonsense") == 400
    db.session.rollback()
    db.session.expire_all()
    assert db.session.get_one(Entry, entry.id).status is EntryStatus.in_review


def test_mentors_write_none_and_change_none(sign_in, mira, entry):
    browser = sign_in(mira)
    assert browser.post("/api/entries", json=WRITTEN).status_code == 403
    assert browser.patch(f"/api/entries/{entry.id}", json={"title": "Mine"}).status_code == 403
