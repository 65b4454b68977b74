"""Contract section 5, schedules: POST, GET (studentId, status, from, to), GET one, PATCH, DELETE, PATCH …/status."""

import pytest

from tests.planning import agreed, cohort_of, sessions, the_session
from webapp.api.schedules import BODY

HOUR = {"startTime": "2026-11-24T14:00:00Z", "endTime": "2026-11-24T15:00:00Z"}


def body(student, **more):
    return BODY | {"studentId": student.id} | more


def test_a_session_is_planned_as_the_contract_prints_it(sign_in, heard, ada, mira):
    answer = sign_in(mira).post("/api/schedules", json=body(ada))
    assert answer.status_code == 201, answer.text
    told = answer.json
    assert {name: told[name] for name in BODY} == body(ada)
    assert (told["status"], told["mentorId"], told["cohortId"]) == ("scheduled", mira.id, None)
    assert heard(ada)["schedule:created"].facts["schedules"] == [told]


def test_a_group_session(sign_in, ada, mira, otto):
    crew = cohort_of(ada, mira, by=otto)
    given = {"title": "Splices", "cohortId": crew.id, "isGroupSession": True} | HOUR
    told = sign_in(mira).post("/api/schedules", json=given).json
    assert (told["cohortId"], told["studentId"], told["isGroupSession"]) == (crew.id, None, True)


def test_a_session_with_several_students(sign_in, heard, ada, ben, mira):
    given = {"title": "Splices", "studentIds": [ben.id, ada.id], "isGroupSession": True} | HOUR
    told = sign_in(mira).post("/api/schedules", json=given).json
    assert (told["studentId"], told["cohortId"], told["isGroupSession"]) == (None, None, True)
    assert told["studentIds"] == [ada.id, ben.id]
    for student in (ada, ben):
        assert heard(student)["schedule:created"].facts["schedules"] == [told]
        assert sign_in(student).get("/api/schedules").json["items"] == [told]
    listed = sign_in(mira).get(f"/api/schedules?studentId={ben.id}").json["items"]
    assert listed == [told]


def test_several_that_are_one_are_a_session_with_a_student(sign_in, ada, mira):
    told = sign_in(mira).post("/api/schedules", json={"title": "T", "studentIds": [ada.id]} | HOUR).json
    assert (told["studentId"], told["studentIds"], told["isGroupSession"]) == (ada.id, [ada.id], False)


def test_who_takes_part_is_changed_by_naming_them(sign_in, heard, ada, ben, mira):
    path, browser = f"/api/schedules/{agreed(ada, mira).id}", sign_in(mira)
    told = browser.patch(path, json={"studentIds": [ada.id, ben.id]}).json
    assert (told["studentIds"], told["isGroupSession"]) == ([ada.id, ben.id], True)
    assert "schedule:created" in heard(ben)
    told = browser.patch(path, json={"title": "Splices"}).json
    assert told["studentIds"] == [ada.id, ben.id]
    told = browser.patch(path, json={"studentIds": [ben.id]}).json
    assert (told["studentId"], told["studentIds"]) == (ben.id, [ben.id])
    assert heard(ada)["schedule:deleted"].facts["is_taken_off"]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"studentIds": []}, "studentIds"),
        ({"studentIds": [3, 3], "studentId": None}, "studentIds"),
        ({"studentIds": [0], "studentId": None}, "studentIds.0"),
        ({"studentIds": list(range(1, 102)), "studentId": None}, "studentIds"),
        ({"studentIds": [3, 4]}, ""),
        ({"studentIds": [3, 4], "studentId": None, "isGroupSession": False}, ""),
        ({"studentIds": [3], "studentId": None, "isGroupSession": True}, ""),
        ({"endTime": "2026-11-24T14:00:00Z"}, "endTime"),
        ({"endTime": "2026-11-24T13:00:00Z"}, "endTime"),
        ({"endTime": "2026-11-26T13:00:00Z"}, "endTime"),
        ({"startTime": "2026-11-24T14:00"}, "startTime"),
        ({"startTime": 7}, "startTime"),
        ({"startTime": "9999-12-31T23:00:00Z", "endTime": "9999-12-31T23:30:00Z"}, "startTime"),
        ({"startTime": "0001-01-01T00:00:00Z", "endTime": "0001-01-01T00:30:00Z"}, "startTime"),
        ({"title": ""}, "title"),
        ({"title": None}, "title"),
        ({"cohortId": 1}, ""),
        ({"studentId": None}, ""),
        ({"isGroupSession": True}, ""),
        ({"focusStack": 7}, "focusStack"),
        ({"focusStack": ["x" * 50]}, "focusStack.0"),
        ({"focusStack": "React, hooks"}, "focusStack"),
        ({"focusStack": [["React"]]}, "focusStack.0"),
        ({"focusStack": [{}]}, "focusStack.0"),
        ({"focusStack": [""]}, "focusStack.0"),
        ({"status": "completed"}, "status"),
        ({"mentorId": 1}, "mentorId"),
    ],
)
def test_what_cannot_be_planned_names_its_path(sign_in, ada, mira, change, path):
    answer = sign_in(mira).post("/api/schedules", json=body(ada, **change))
    assert answer.status_code == 400
    assert path in answer.json["error"]["fields"]
    assert sessions() == []


def test_a_session_is_not_moved_to_another_age_either(sign_in, ada, mira):
    door = f"/api/schedules/{agreed(ada, mira).id}"
    for year in ("0001", "9999"):
        span = {"startTime": f"{year}-12-31T23:00:00Z", "endTime": f"{year}-12-31T23:30:00Z"}
        answer = sign_in(mira).patch(door, json=span)
        assert answer.status_code == 400
        assert set(answer.json["error"]["fields"]) == {"startTime", "endTime"}
    assert sign_in(mira).patch(door, json={"title": "Later"}).status_code == 200


def test_an_overlap_is_a_409_until_it_is_wanted(sign_in, ada, mira, noor):
    agreed(ada, noor)
    browser = sign_in(mira)
    answer = browser.post("/api/schedules", json=body(ada))
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "overlap")
    assert browser.post("/api/schedules", json=body(ada, saveAnyway=True)).status_code == 201


def test_beside_another_session_of_the_mentor_it_takes_a_reason_that_nobody_else_reads(
    sign_in, heard, ada, mira
):
    agreed(ada, mira)
    browser = sign_in(mira)
    for sent, path in (({}, "startTime"), ({"overlapReason": "Half each"}, "startTime")):
        error = browser.post("/api/schedules", json=body(ada, **sent)).json["error"]
        assert (error["code"], list(error["fields"])) == ("overlap", [path])
    for reason in (None, "", "  "):
        said = {} if reason is None else {"overlapReason": reason}
        answer = browser.post("/api/schedules", json=body(ada, saveAnyway=True, **said))
        assert (answer.status_code, answer.json["error"]["code"]) == (409, "overlap")
        assert list(answer.json["error"]["fields"]) == ["overlapReason"]
    long = browser.post("/api/schedules", json=body(ada, saveAnyway=True, overlapReason="x" * 301))
    assert (long.status_code, list(long.json["error"]["fields"])) == (400, ["overlapReason"])
    told = browser.post("/api/schedules", json=body(ada, saveAnyway=True, overlapReason=" Half each "))
    assert told.status_code == 201
    assert "Half each" not in f"{told.json}{heard(ada)['schedule:created'].facts}"
    second = sessions()[1]
    assert second.overlap_reason == "Half each"

    path = f"/api/schedules/{second.id}"
    half_past = {"startTime": "2026-11-24T14:30:00Z", "endTime": "2026-11-24T15:30:00Z"}
    assert browser.patch(path, json=half_past).status_code == 409
    assert browser.patch(path, json=half_past | {"saveAnyway": True}).status_code == 200
    assert sessions()[1].overlap_reason == "Half each"
    assert browser.patch(path, json={"title": "Splices"}).status_code == 200
    for beside in ({"title": "Bends"}, {"saveAnyway": True}):
        answer = browser.patch(path, json={"overlapReason": "", **beside})
        assert list(answer.json["error"]["fields"]) == ["overlapReason"]
    assert [(one.title, one.overlap_reason) for one in sessions()][1] == ("Splices", "Half each")
    cleared = browser.patch(path, json=HOUR | {"saveAnyway": True, "overlapReason": ""})
    assert list(cleared.json["error"]["fields"]) == ["overlapReason"]
    later = {"startTime": "2026-11-24T16:00:00Z", "endTime": "2026-11-24T17:00:00Z"}
    assert browser.patch(path, json=later).status_code == 200
    assert sessions()[1].overlap_reason == ""


def test_what_is_taken_up_again_is_not_asked_why(sign_in, ada, mira):
    first, browser = agreed(ada, mira), sign_in(mira)
    path = f"/api/schedules/{first.id}/status"
    browser.patch(path, json={"status": "canceled"})
    agreed(ada, mira)
    refused = browser.patch(path, json={"status": "scheduled"})
    assert (refused.status_code, list(refused.json["error"]["fields"])) == (409, ["startTime"])
    assert "overlapReason" not in refused.text
    assert browser.patch(path, json={"status": "scheduled", "saveAnyway": True}).status_code == 200


def test_when_one_is_late_is_planned(sign_in, ada, mira):
    browser = sign_in(mira)
    told = browser.post("/api/schedules", json=body(ada)).json
    assert told["graceMinutes"] == 10
    path = f"/api/schedules/{told['id']}"
    for sent, kept in (({"graceMinutes": 0}, 0), ({"graceMinutes": 240}, 240), ({"title": "Splices"}, 240)):
        assert browser.patch(path, json=sent).json["graceMinutes"] == kept
    for wrong in (-1, 241, 2.5, "5", True):
        answer = browser.patch(path, json={"graceMinutes": wrong})
        assert (answer.status_code, list(answer.json["error"]["fields"])) == (400, ["graceMinutes"])


def test_whom_one_does_not_look_after_is_403_whether_there_or_not(sign_in, ada, mira, noor, otto):
    crew, browser = cohort_of(ada, mira, by=otto), sign_in(noor)
    for one, other in (
        ({"studentId": ada.id}, {"studentId": 999_999}),
        ({"studentIds": [ada.id]}, {"studentIds": [999_999]}),
        ({"cohortId": crew.id}, {"cohortId": 999_999}),
    ):
        answers = [browser.post("/api/schedules", json={"title": "T"} | HOUR | who) for who in (one, other)]
        assert [answer.status_code for answer in answers] == [403, 403]
        assert len({answer.json["error"]["message"] for answer in answers}) == 1
    assert browser.get(f"/api/schedules?studentId={ada.id}").status_code == 403
    mine = {"title": "T", "studentIds": [ada.id, noor.id]} | HOUR
    assert sign_in(mira).post("/api/schedules", json=mine).status_code == 403


def test_lists_are_ones_own_and_can_be_narrowed(sign_in, ada, ben, mira, noor):
    for starts, student in (("2026-11-24T14:00", ada), ("2026-11-25T14:00", ben), ("2026-11-26T14:00", ada)):
        agreed(student, mira, starts)
    browser = sign_in(mira)

    def days(query, who=browser):
        return [one["startTime"][8:10] for one in who.get(f"/api/schedules{query}").json["items"]]

    assert days("") == ["24", "25", "26"]
    assert days(f"?studentId={ada.id}") == ["24", "26"]
    assert days("?from=2026-11-25T00:00:00Z&to=2026-11-26T14:00:00Z") == ["25"]
    browser.patch(f"/api/schedules/{sessions()[0].id}/status", json={"status": "completed"})
    assert days("?status=completed") == ["24"]
    assert days("", sign_in(ada)) == ["24", "26"]
    assert days("", sign_in(noor)) == []
    assert sign_in(ada).get(f"/api/schedules?studentId={ben.id}").status_code == 403
    first = browser.get("/api/schedules?limit=2").json
    assert days(f"?limit=2&cursor={first['nextCursor']}") == ["26"]


def test_one_is_for_those_who_take_part(sign_in, ada, ben, mira, noor, otto):
    path = f"/api/schedules/{agreed(ada, mira).id}"
    assert [sign_in(who).get(path).status_code for who in (ada, mira, otto, ben, noor)] == [
        200,
        200,
        200,
        404,
        404,
    ]


def test_what_is_sent_is_changed_and_the_rest_stays(sign_in, heard, ada, mira):
    path, browser = f"/api/schedules/{agreed(ada, mira).id}", sign_in(mira)
    told = browser.patch(path, json={"title": "Splices", "focusStack": ["rope"]}).json
    assert (told["title"], told["focusStack"], told["startTime"]) == ("Splices", ["rope"], HOUR["startTime"])
    later = {"startTime": "2026-11-24T16:00:00Z", "endTime": "2026-11-24T17:30:00Z"}
    told = browser.patch(path, json=later).json
    assert (told["title"], told["startTime"], told["endTime"]) == ("Splices", *later.values())
    assert heard(ada)["schedule:updated"].facts["moved_from"] == HOUR["startTime"]
    assert browser.patch(path, json={"endTime": "2026-11-24T15:00:00Z"}).status_code == 400


def test_deleting_tells_at_once(sign_in, heard, ada, mira):
    path = f"/api/schedules/{agreed(ada, mira).id}"
    assert sign_in(mira).delete(path).status_code == 204
    assert "schedule:deleted" in heard(ada)
    assert sign_in(mira).get(path).status_code == 404
    assert sign_in(mira).delete(path).status_code == 404


def test_a_student_completes_and_does_not_call_off(sign_in, heard, ada, mira):
    path, browser = f"/api/schedules/{agreed(ada, mira).id}", sign_in(ada)
    assert browser.patch(f"{path}/status", json={"status": "completed"}).json["status"] == "completed"
    assert heard(mira)["schedule:statusChanged"].facts["after"] == "completed"
    assert browser.patch(f"{path}/status", json={"status": "canceled"}).status_code == 403
    assert browser.patch(path, json={"title": "Mine"}).status_code == 403
    assert browser.patch(f"{path}/status", json={"status": "postponed"}).status_code == 400
    assert sign_in(mira).patch(f"{path}/status", json={"status": "canceled"}).status_code == 409
    assert the_session().status == "completed"
