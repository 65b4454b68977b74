"""Contract section 5, courses: GET /api/courses, /api/courses/<id> (outline with unit ids); POST …/enroll."""

from webapp.core.stores import db
from webapp.courses import Course
from webapp.flow import commit


def test_courses_that_one_may_see_by_title(sign_in, ada, mira, course):
    (told,) = sign_in(ada).get("/api/courses").json["items"]
    assert (told["id"], told["title"], told["teachers"], told["enrollment"]) == (
        course.id,
        "Knots",
        ["Mira"],
        None,
    )


def test_the_outline_has_the_ids_that_beacons_name(sign_in, enrolled, course, units):
    told = sign_in(enrolled).get(f"/api/courses/{course.id}").json
    assert [module["title"] for module in told["modules"]] == ["Begin", "Go on"]
    listed = {unit["title"]: unit["id"] for module in told["modules"] for unit in module["units"]}
    assert listed == {title: unit.id for title, unit in units.items()}
    assert told["modules"][0]["units"][0]["state"] == "current"


def test_enrolling_once_and_again(sign_in, ada, course):
    browser = sign_in(ada)
    first = browser.post(f"/api/courses/{course.id}/enroll")
    again = browser.post(f"/api/courses/{course.id}/enroll")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json == {"courseId": course.id, "status": "active", "progress": 0}
    assert browser.get("/api/student/stats").json["enrolledCourses"] == 1


def test_mentors_do_not_enrol(sign_in, mira, course):
    assert sign_in(mira).post(f"/api/courses/{course.id}/enroll").status_code == 403


def test_a_draft_looks_as_if_it_never_was(sign_in, ada, course):
    db.session.get_one(Course, course.id).is_published = False
    commit()
    browser = sign_in(ada)
    assert browser.get("/api/courses").json["items"] == []
    draft, never = browser.get(f"/api/courses/{course.id}"), browser.get("/api/courses/999999")
    for answer in (draft, never):
        answer.json["error"].pop("reference")
    assert draft.status_code == never.status_code == 403
    assert draft.json["error"]["message"] == never.json["error"]["message"]
    assert browser.post(f"/api/courses/{course.id}/enroll").status_code == 403
