"""Contract section 5, student: GET /api/student/stats, /courses, /progress, /achievements, /activity."""

import pytest

from tests.conftest import beacon, knots
from webapp import courses
from webapp.core.stores import db
from webapp.flow import commit

DOORS = ("stats", "courses", "progress", "achievements")


@pytest.fixture
def adas(sign_in, enrolled, units):
    """Ada's, who has finished a lesson of five units."""
    own = sign_in(enrolled)
    assert beacon(own, activity_type="lesson_complete", unit_id=units["Loops"].id).status_code == 201
    return own


def test_stats_are_the_figures_of_the_student(adas):
    told = adas.get("/api/student/stats").json
    assert (told["enrolledCourses"], told["completedCourses"], told["certificates"]) == (1, 0, 0)
    assert (told["hoursLearned"], told["learningStreak"], told["averageProgress"]) == (0.5, 1, 20)
    assert told["achievements"] == [{"key": "first-lesson", "unlockedOn": "2026-11-20"}]
    assert len(told["weekly"]) == 7


def test_courses_are_theirs_with_progress_and_the_way_on(adas, course, units):
    (told,) = adas.get("/api/student/courses").json["items"]
    assert (told["courseId"], told["title"], told["status"], told["progress"]) == (
        course.id,
        "Knots",
        "active",
        20,
    )
    assert told["nextUnit"]["url"] == f"/units/{units['Bends'].id}"


def test_progress_is_the_mean_and_each_course(adas, course):
    told = adas.get("/api/student/progress").json
    assert told["averageProgress"] == 20
    assert [one["courseId"] for one in told["courses"]] == [course.id]


def test_achievements_are_dated_or_say_how_far(adas):
    first, *others = adas.get("/api/student/achievements?limit=100").json["items"]
    assert (first["key"], first["unlockedOn"]) == ("first-lesson", "2026-11-20")
    ten = next(one for one in others if one["key"] == "ten-lessons")
    assert (ten["unlockedOn"], ten["value"], ten["target"]) == (None, 1, 10)


@pytest.mark.parametrize("door", DOORS)
def test_only_students_have_them(visitor, sign_in, mira, door):
    assert visitor.get(f"/api/student/{door}").status_code == 401
    assert sign_in(mira).get(f"/api/student/{door}").status_code == 403


def test_a_list_comes_in_pieces_that_stay_right_while_rows_are_added(sign_in, ada, mira):
    made = [knots(mira) for _ in range(5)]
    for one in made:
        courses.enroll(ada, one)
    commit()
    own = sign_in(ada)
    whole = [one["courseId"] for one in own.get("/api/student/courses").json["items"]]
    first = own.get("/api/student/courses?limit=2").json

    courses.enroll(db.session.merge(ada), knots(mira))  # begun last, so it stands first now
    commit()
    second = own.get(f"/api/student/courses?limit=2&cursor={first['nextCursor']}").json
    third = own.get(f"/api/student/courses?limit=2&cursor={second['nextCursor']}").json

    got = [one["courseId"] for piece in (first, second, third) for one in piece["items"]]
    assert got == whole
    assert third["nextCursor"] is None
    skipped = own.get("/api/student/courses?limit=2&skip=1").json["items"]
    assert [one["courseId"] for one in skipped] == whole[:2]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("limit=1&limit=2", "limit"),
        ("skip=-1", "skip"),
        ("cursor=x", "cursor"),
        ("cursor=WyJ4Il0", "cursor"),
        ("sort=name", "sort"),
    ],
)
def test_a_query_that_breaks_its_rules_is_named(adas, query, path):
    answer = adas.get(f"/api/student/courses?{query}")
    assert (answer.status_code, list(answer.json["error"]["fields"])) == (400, [path])


def test_who_asks_again_is_told_that_nothing_changed(adas, units):
    first = adas.get("/api/student/stats")
    tag = {"If-None-Match": first.headers["ETag"]}
    again = adas.get("/api/student/stats", headers=tag)
    assert (again.status_code, again.data) == (304, b"")
    beacon(adas, activity_type="lesson_complete", unit_id=units["Bends"].id)
    assert adas.get("/api/student/stats", headers=tag).status_code == 200
