"""Contract section 5, activities: GET /api/activities/<userId>; GET …/unread/count; POST; PATCH …/<activityId>/read;
PATCH …/<userId>/read-all; DELETE …/<activityId>. The log under them is append-only.
"""

import uuid

import pytest

from tests.conftest import beacon
from webapp import analytics
from webapp.tracking import log

BY_SERVER = ["login", "course_enroll", "certificate_earned", "entry_create", "session_attend"]


@pytest.fixture
def adas(sign_in, enrolled, units):
    """Ada's browser. She has enrolled and finished two lessons."""
    own = sign_in(enrolled)
    for title in ("Loops", "Bends"):
        assert beacon(own, activity_type="lesson_complete", unit_id=units[title].id).status_code == 201
    return own


def feed(browser, whose="me", **query):
    return browser.get(f"/api/activities/{whose}", query_string=query).json["items"]


def unread(browser, whose="me"):
    return browser.get(f"/api/activities/{whose}/unread/count").json["count"]


def stated(browser, **body):
    whole = {"userId": "me", "type": "course_view", "title": "At the harbour", "data": {}} | body
    return browser.post("/api/activities", json=whole)


def test_a_feed_newest_first_for_oneself_and_for_those_who_look_after_one(
    sign_in, adas, ada, mira, ben, noor
):
    lines = feed(adas)
    assert sorted(line["type"] for line in lines) == ["course_enroll", "lesson_complete", "lesson_complete"]
    assert "Finished Bends in Knots" in [line["title"] for line in lines]
    assert {line["userId"] for line in lines} == {ada.id}
    assert feed(adas, ada.id) == feed(sign_in(mira), ada.id) == lines
    for person in (ben, noor):
        assert sign_in(person).get(f"/api/activities/{ada.id}").status_code == 403
        assert sign_in(person).get("/api/activities/999999").status_code == 403


def test_the_students_own_door_has_the_same(adas):
    assert adas.get("/api/student/activity").json["items"] == feed(adas)


def test_it_comes_in_pieces_that_stay_right_while_lines_are_added(adas, units, time):
    whole = [line["id"] for line in feed(adas)]
    first = adas.get("/api/activities/me?limit=1").json
    time.forward(minutes=1)
    beacon(adas, activity_type="course_view", course_id=units["Loops"].course_id)
    second = adas.get(f"/api/activities/me?limit=2&cursor={first['nextCursor']}").json
    assert [line["id"] for line in first["items"] + second["items"]] == whole
    assert second["nextCursor"] is None
    assert [line["id"] for line in feed(adas, skip=2)] == whole[1:]


def test_lines_are_read_one_by_one_and_all_at_once(sign_in, adas, ada, mira):
    assert unread(adas) == unread(sign_in(mira), ada.id) == 3
    first = feed(adas)[0]
    told = adas.patch(f"/api/activities/{first['id']}/read").json
    assert (told["id"], told["isRead"]) == (first["id"], True)
    assert [line["isRead"] for line in feed(adas)] == [True, False, False]
    assert unread(adas) == 2
    assert adas.patch("/api/activities/me/read-all").json == {"count": 0}
    assert all(line["isRead"] for line in feed(adas))


def test_what_comes_after_read_all_is_unread(adas, units, time):
    adas.patch("/api/activities/me/read-all")
    time.forward(minutes=1)
    beacon(adas, activity_type="course_view", course_id=units["Loops"].course_id)
    assert unread(adas) == 1


def test_only_the_owner_reads_and_takes_out(sign_in, adas, ada, mira, ben):
    line = feed(adas)[0]
    for person in (mira, ben):
        browser = sign_in(person)
        assert browser.patch(f"/api/activities/{ada.id}/read-all").status_code == 403
        assert browser.patch(f"/api/activities/{line['id']}/read").status_code == 404
        assert browser.delete(f"/api/activities/{line['id']}").status_code == 404
    assert unread(adas) == 3


def test_a_deleted_line_is_gone_from_the_feed_and_still_counts(adas, ada):
    line = feed(adas)[0]
    hours = analytics.figures(ada.id).hours_learned
    gone = adas.delete(f"/api/activities/{line['id']}")
    assert (gone.status_code, gone.data) == (204, b"")
    assert line["id"] not in [one["id"] for one in feed(adas)]
    assert f"activity-{line['id']}" not in adas.get("/").text
    assert unread(adas) == 2
    assert adas.delete(f"/api/activities/{line['id']}").status_code == 404
    assert line["id"] in [activity.event_id for activity in log().page(ada.id)]
    analytics.rebuild()
    assert analytics.figures(ada.id).hours_learned == hours


def test_a_stated_activity_counts_as_a_beacon_and_keeps_its_words(adas, ada, course, units):
    place = {"course_id": course.id, "unit_id": units["A bowline in slow motion"].id, "weather": "windy"}
    answer = stated(adas, type="video_watch", title="A bowline & more", description="Twice.", data=place)
    assert answer.status_code == 201
    told = answer.json
    assert (told["title"], told["description"], told["data"]) == ("A bowline & more", "Twice.", place)
    assert told["unitId"] == place["unit_id"]
    assert told["id"] in [line["id"] for line in feed(adas)]
    assert analytics.figures(ada.id).hours_learned == 1.25
    assert "A bowline &amp; more" in adas.get("/").text


def test_stating_it_again_changes_nothing(adas, course):
    data = {"courseId": course.id, "event_id": str(uuid.uuid4())}
    first, again = stated(adas, data=data), stated(adas, data=data, title="Other words")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json == first.json
    other = stated(adas, type="course_continue", data=data)
    assert (other.status_code, other.json["error"]["code"]) == (409, "conflict")


@pytest.mark.parametrize("kind", BY_SERVER)
def test_what_only_the_server_states_is_refused(adas, kind, course):
    answer = stated(adas, type=kind, data={"course_id": course.id})
    assert (answer.status_code, list(answer.json["error"]["fields"])) == (400, ["type"])


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"type": "nap"}, "type"),
        ({"userId": 3.0}, "userId"),
        ({"userId": "you"}, "userId"),
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"data": {"course_id": "3"}}, "data.course_id"),
        ({"data": []}, "data"),
        ({"data": {"a": "x" * 5000}}, "data"),
        ({"data": {"a": "\x00"}}, "data"),
        ({"read": True}, "read"),
    ],
)
def test_what_breaks_its_rules_is_named(adas, body, path):
    answer = stated(adas, **body)
    assert (answer.status_code, list(answer.json["error"]["fields"])) == (400, [path])


def test_nobody_states_what_somebody_else_did(sign_in, adas, ada, ben, mira, course):
    for person in (ben, mira):
        answer = stated(sign_in(person), userId=ada.id, data={"course_id": course.id})
        assert answer.status_code == 403
    assert stated(adas, userId=999999).status_code == 403


def test_a_course_that_one_is_not_in_and_one_that_is_not_there_are_refused_alike(sign_in, ben, course):
    answers = [stated(sign_in(ben), data={"course_id": id}).json["error"] for id in (course.id, 999999)]
    assert answers[0]["message"] == answers[1]["message"]
    assert answers[0]["code"] == "forbidden"
