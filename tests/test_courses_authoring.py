"""The teacher's side: making a course, publishing it, teaching it together, deleting it; and who may not."""

import io

import pytest

from tests.editing import fresh, titles, unit_form
from webapp.core.stores import db
from webapp.courses.models import Course, CourseFile, Module, Question, Unit, UnitKind
from webapp.flow import commit

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def test_a_course_is_made_written_and_published_in_the_browser(teacher, mira, sign_in, ada):
    made = teacher.post("/mentor/courses", data={"title": "Splices", "summary": "*Ropes*"})
    assert made.status_code == 303
    place = made.location
    course = db.session.query(Course).filter_by(title="Splices").one()
    assert not course.is_published
    assert sign_in(ada).get(f"/courses/{course.id}").status_code == 404

    assert teacher.post(f"{place}/modules", data={"title": "Eyes"}).status_code == 303
    module = fresh(course).modules[0]
    new = teacher.post(
        f"/mentor/modules/{module.id}/units", data={"kind": "lesson", "title": "An eye splice"}
    )
    page = teacher.get(new.location)
    assert page.status_code == 200
    unit = fresh(module).units[0]
    saved = teacher.post(new.location, data=unit_form(unit, body="## Unlay\n\nthe strands", minutes="12"))
    assert saved.status_code == 303
    assert fresh(unit).minutes == 12

    assert teacher.post(f"{place}/publication", data={"published": "yes"}).status_code == 303
    browser = sign_in(ada)
    assert browser.post(f"/courses/{course.id}/enrolment").status_code == 303
    assert "<h2>Unlay</h2>" in browser.get(f"/units/{unit.id}").text


def test_the_list_says_state_units_and_students(teacher, course, enrolled):
    page = teacher.get("/mentor/courses").text
    assert "Knots" in page
    assert "Published" in page
    assert "5 units" in page
    assert "1 student" in page


def test_a_mentor_without_courses_is_told_how_to_start(sign_in, noor, course):
    page = sign_in(noor).get("/mentor/courses").text
    assert "Knots" not in page
    assert "No course yet" in page


def every_address(course, units):
    module, unit, quiz = course.modules[0], units["Loops"], units["What holds?"]
    video, question = units["A bowline in slow motion"], units["What holds?"].questions[0]
    c, m, u, q = (
        f"/mentor/courses/{course.id}",
        f"/mentor/modules/{module.id}",
        "/mentor/units",
        "/mentor/questions",
    )
    get = [c, f"{c}/details", f"{c}/files", m, f"{m}/units/new", f"{u}/{unit.id}"]
    get += [f"{u}/{quiz.id}/questions/new", f"{q}/{question.id}"]
    post = [
        f"{c}/{deed}"
        for deed in ("details", "preview", "publication", "teachers", "deletion", "modules", "files")
    ]
    post += [f"{c}/teachers/1/removal", m, f"{m}/place", f"{m}/deletion", f"{m}/units"]
    post += [
        f"{u}/{unit.id}{deed}" for deed in ("", "/preview", "/place", "/module", "/archive", "/restoration")
    ]
    post += [f"{u}/{video.id}/film", f"{u}/{video.id}/film/removal", f"{u}/{quiz.id}/questions"]
    post += [f"{q}/{question.id}{deed}" for deed in ("", "/place", "/deletion")]
    return get, post


def valid(address):
    """A body that would do, were the course one's own."""
    return {
        "title": "Taken", "kind": "lesson", "direction": "up", "published": "no", "email": "noor@example.org",
        "module_id": "1", "sure": "on", "prompt": "?", "answers": "1", "version": "x", "body": "",
    }  # fmt: skip


def test_whatever_one_does_not_teach_does_not_exist(sign_in, course, units, noor, enrolled, visitor):
    get, post = every_address(course, units)
    stranger, student = sign_in(noor), sign_in(enrolled)
    before = titles(course)
    for address in get:
        assert stranger.get(address).status_code == 404, address
        assert student.get(address).status_code == 403, address
        assert visitor.get(address).status_code == 303, address
    for address in post:
        only = {name: text for name, text in valid(address).items() if name in _fields_of(address)}
        assert stranger.post(address, data=only).status_code == 404, address
        assert student.post(address, data=only).status_code == 403, address
        assert visitor.post(address, data=only).status_code == 401, address
    assert titles(course) == before
    assert fresh(course).is_published


def _fields_of(address):
    """Unknown fields are refused before anything is looked up; so each form gets its own."""
    last = address.rpartition("/")[2]
    fields = {
        "place": {"direction"}, "publication": {"published"}, "teachers": {"email"}, "module": {"module_id"},
        "modules": {"title"}, "units": {"kind", "title"}, "deletion": {"sure"}, "details": {"title", "version"},
        "questions": {"kind", "prompt", "answers"},
    }  # fmt: skip
    if last in fields:
        return fields[last]
    if "/questions/" in address:
        return {"prompt", "answers", "version", "kind"}
    return {"title", "version"} if last.isdigit() else {"body"}


def test_an_admin_passes_where_teachers_do(sign_in, otto, course, units):
    get, _ = every_address(course, units)
    admin = sign_in(otto)
    assert "Knots" in admin.get("/mentor/courses").text
    for address in get:
        assert admin.get(address).status_code == 200, address


def test_another_teacher_is_added_by_address_and_taken_out_again(teacher, sign_in, course, noor, ada):
    place = f"/mentor/courses/{course.id}"
    for address in ("ada@example.org", "nobody@example.org", "not an address", ""):
        assert teacher.post(f"{place}/teachers", data={"email": address}).status_code == 422
    assert teacher.post(f"{place}/teachers", data={"email": "Noor@example.org"}).status_code == 303
    assert sign_in(noor).get(place).status_code == 200
    assert teacher.post(f"{place}/teachers/{noor.id}/removal").status_code == 303
    assert sign_in(noor).get(place).status_code == 404


def test_somebody_must_teach(teacher, course, mira):
    assert teacher.post(f"/mentor/courses/{course.id}/teachers/{mira.id}/removal").status_code == 409
    assert [one.id for one in fresh(course).teachers] == [mira.id]


def test_a_course_is_published_once_it_can_be_passed(teacher, course, units):
    place = f"/mentor/courses/{course.id}"
    teacher.post(f"{place}/publication", data={"published": "no"})
    quiz = units["What holds?"]
    teacher.post(f"/mentor/questions/{fresh(quiz).questions[0].id}/deletion")
    refused = teacher.post(f"{place}/publication", data={"published": "yes"})
    assert refused.status_code == 409
    assert "What holds?" in refused.text
    teacher.post(f"/mentor/units/{quiz.id}/archive")
    assert teacher.post(f"{place}/publication", data={"published": "yes"}).status_code == 303
    assert teacher.post(f"/mentor/units/{quiz.id}/restoration").status_code == 409


def test_an_empty_course_is_not_published(teacher, mira):
    place = teacher.post("/mentor/courses", data={"title": "Nothing"}).location
    assert teacher.post(f"{place}/publication", data={"published": "yes"}).status_code == 409


def test_a_course_that_somebody_enrolled_in_cannot_be_deleted(teacher, course, enrolled):
    place = f"/mentor/courses/{course.id}"
    assert "Delete this course" not in teacher.get(place).text
    assert teacher.post(f"{place}/deletion", data={"sure": "on"}).status_code == 409
    assert fresh(course)


def test_another_goes_with_everything_in_it_once_one_is_sure(teacher, course, units, settings):
    place = f"/mentor/courses/{course.id}"
    teacher.post(f"{place}/files", data={"file": (io.BytesIO(PNG), "knot.png")})
    assert teacher.post(f"{place}/deletion").status_code == 422
    assert teacher.post(f"{place}/deletion", data={"sure": "on"}).status_code == 303
    db.session.expire_all()
    for model in (Course, Module, Unit, Question, CourseFile):
        assert db.session.query(model).count() == 0, model
    assert not [path for path in settings.uploads.rglob("*") if path.is_file()]


def test_pages_ask_the_database_no_more_for_a_larger_course(teacher, course, units, queries_of):
    places = [f"/mentor/courses/{course.id}", "/mentor/courses", f"/mentor/units/{units['Loops'].id}"]
    places.append(f"/mentor/courses/{course.id}/files")
    teacher.get(places[0])  # what a first visit asks once
    small = [queries_of(teacher, place) for place in places]
    for number in range(40):
        module = course.modules[number % 2]
        db.session.add(
            Unit(course_id=course.id, module=module, position=number, kind=UnitKind.lesson, title=str(number))
        )
    commit()
    assert [queries_of(teacher, place) for place in places] == small


@pytest.fixture
def queries_of(app):
    """How many statements a page sends."""
    counted = []
    db.event.listen(db.engine, "before_cursor_execute", lambda *_: counted.append(1))

    def count(browser, address):
        counted.clear()
        assert browser.get(address).status_code == 200
        return len(counted)

    return count
