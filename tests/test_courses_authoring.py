"""The teacher's side: making a course, ordering it, writing what is in it; and who may not."""

import io
import threading

import pytest

from webapp import courses
from webapp.accounts import User
from webapp.core.errors import Problem
from webapp.core.stores import db
from webapp.courses.authoring import plan_actions
from webapp.courses.authoring.ordering import Direction
from webapp.courses.authoring.versions import version_of
from webapp.courses.models import (
    Course,
    CourseFile,
    Enrollment,
    Module,
    Question,
    Unit,
    UnitCompletion,
    UnitKind,
)
from webapp.flow import commit

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
FILM = b"\0\0\0\x18ftypmp42" + b"\0" * 100


@pytest.fixture
def teacher(sign_in, mira):
    """Mira's browser."""
    return sign_in(mira)


def fresh(row):
    """The row as it is stored now."""
    db.session.expire_all()
    return db.session.get_one(type(row), row.id)


def titles(course):
    db.session.expire_all()
    return [[unit.title for unit in module.units if not unit.archived_at] for module in fresh(course).modules]


def unit_form(unit, **changes):
    form = {"title": unit.title, "section": unit.section, "body": unit.body, "is_required": "on"}
    return form | {"version": version_of(unit)} | changes


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


def test_units_move_past_each_other_and_stop_at_the_ends(teacher, course, units):
    def move(title, direction):
        return teacher.post(f"/mentor/units/{units[title].id}/place", data={"direction": direction})

    moved = move("Bends", "up")
    assert moved.status_code == 303
    assert moved.location.endswith(f"#unit-{units['Bends'].id}")
    assert titles(course)[0] == ["Bends", "Loops", "A bowline in slow motion"]
    move("Bends", "up")
    assert titles(course)[0] == ["Bends", "Loops", "A bowline in slow motion"]
    move("Bends", "down")
    move("Bends", "down")
    move("Bends", "down")
    assert titles(course)[0] == ["Loops", "A bowline in slow motion", "Bends"]
    assert [unit.position for unit in fresh(course).modules[0].units] == [1, 2, 3]
    assert move("Bends", "sideways").status_code == 422


def test_a_move_jumps_over_what_is_taken_out(teacher, course, units):
    teacher.post(f"/mentor/units/{units['Bends'].id}/archive")
    teacher.post(f"/mentor/units/{units['A bowline in slow motion'].id}/place", data={"direction": "up"})
    assert titles(course)[0] == ["A bowline in slow motion", "Loops"]
    teacher.post(f"/mentor/units/{units['Bends'].id}/restoration")
    assert titles(course)[0] == ["A bowline in slow motion", "Loops", "Bends"]


def test_a_script_gets_the_plan_and_a_word_about_it(teacher, course, units):
    answer = teacher.post(
        f"/mentor/units/{units['Bends'].id}/place", data={"direction": "up"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert f'hx-target="#plan-{course.id}"' in answer.text
    assert 'hx-target="#say"' in answer.text
    assert answer.text.index("Bends") < answer.text.index("Loops")


def test_the_other_teachers_see_the_plan_move(teacher, course, units, noor, heard, ada):
    course.teachers.append(noor)
    commit()
    teacher.post(f"/mentor/units/{units['Bends'].id}/place", data={"direction": "up"})
    assert "course:edited" in heard(noor)
    assert "course:edited" not in heard(ada)


def test_a_unit_moves_to_the_end_of_another_module_of_its_course(teacher, course, units, noor, sign_in):
    second = course.modules[1]
    teacher.post(f"/mentor/units/{units['Loops'].id}/module", data={"module_id": second.id})
    assert titles(course) == [
        ["Bends", "A bowline in slow motion"],
        ["What holds?", "Tie three of them", "Loops"],
    ]
    theirs = sign_in(noor)
    place = theirs.post("/mentor/courses", data={"title": "Hers"}).location
    theirs.post(f"{place}/modules", data={"title": "Hers too"})
    foreign = db.session.query(Module).filter_by(title="Hers too").one().id
    answer = teacher.post(f"/mentor/units/{units['Loops'].id}/module", data={"module_id": foreign})
    assert answer.status_code == 404


def test_modules_move_are_renamed_and_go_once_empty(teacher, course, units):
    first, second = course.modules
    first_id, second_id, version = first.id, second.id, version_of(second)
    teacher.post(f"/mentor/modules/{second_id}/place", data={"direction": "up"})
    assert [module.title for module in fresh(course).modules] == ["Go on", "Begin"]
    teacher.post(f"/mentor/modules/{second_id}", data={"title": "Go further", "version": version})
    assert [module.title for module in fresh(course).modules] == ["Go further", "Begin"]
    assert teacher.post(f"/mentor/modules/{second_id}/deletion").status_code == 409
    for title in ("What holds?", "Tie three of them"):
        teacher.post(f"/mentor/units/{units[title].id}/module", data={"module_id": first_id})
    assert teacher.post(f"/mentor/modules/{second_id}/deletion").status_code == 303
    assert [module.position for module in fresh(course).modules] == [1]


def test_two_who_move_at_once_leave_one_clean_order(app, course, units, mira):
    ids, mentor_id = [units[title].id for title in ("Loops", "Bends")], mira.id
    db.session.rollback()
    faults = []

    def move(unit_id, direction):
        try:
            with app.app_context():
                for _ in range(10):
                    mover = db.session.get_one(User, mentor_id)
                    plan_actions.move_unit(db.session.get_one(Unit, unit_id), direction, by=mover)
                    commit()
        except Problem as fault:
            faults.append(fault)

    both = [threading.Thread(target=move, args=pair) for pair in zip(ids, Direction, strict=True)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert not faults
    found = fresh(course).modules[0].units
    assert [unit.position for unit in found] == [1, 2, 3]
    assert {unit.title for unit in found} == {"Loops", "Bends", "A bowline in slow motion"}


def test_in_a_published_course_a_new_unit_waits_to_be_put_in(teacher, course, sign_in, enrolled):
    module = course.modules[0]
    new = teacher.post(
        f"/mentor/modules/{module.id}/units", data={"kind": "lesson", "title": "Half a lesson"}
    )
    unit_id = int(new.location.rpartition("/")[2])
    student = sign_in(enrolled)
    assert "Half a lesson" not in student.get(f"/courses/{course.id}").text
    assert student.get(f"/units/{unit_id}").status_code == 404
    teacher.post(f"/mentor/units/{unit_id}/restoration")
    assert "Half a lesson" in student.get(f"/courses/{course.id}").text


def test_taking_a_unit_out_moves_progress_and_keeps_what_was_done(teacher, sign_in, enrolled, course, units):
    student = sign_in(enrolled)
    for title in ("Loops", "Bends"):
        student.post(f"/units/{units[title].id}/completion")
    for title in ("A bowline in slow motion", "What holds?"):
        teacher.post(f"/mentor/units/{units[title].id}/archive")
    enrollment = courses.enrollment_of(enrolled.id, course.id)
    assert fresh(enrollment).progress == 66
    teacher.post(f"/mentor/units/{units['Loops'].id}/archive")
    assert db.session.query(UnitCompletion).count() == 2
    work = units["Tie three of them"]
    teacher.post(f"/mentor/units/{work.id}", data={**unit_form(fresh(work)), "is_required": ""})
    assert fresh(db.session.query(Enrollment).one()).is_completed


def test_what_was_saved_meanwhile_is_shown_not_overwritten(teacher, units):
    unit = units["Loops"]
    mine, theirs = unit_form(unit, body="Mine."), unit_form(unit, body="Theirs.")
    place = f"/mentor/units/{unit.id}"
    assert teacher.post(place, data=theirs).status_code == 303
    clash = teacher.post(place, data=mine)
    assert clash.status_code == 409
    assert "Mine." in clash.text
    assert "Theirs." in clash.text
    assert fresh(unit).body == "Theirs."
    both = unit_form(fresh(unit), body="Mine. Theirs.")
    assert f'value="{both["version"]}"' in clash.text
    assert teacher.post(place, data=both).status_code == 303
    assert fresh(unit).body == "Mine. Theirs."


def test_a_clash_is_seen_even_when_something_else_is_wrong(teacher, units):
    unit = units["Loops"]
    stale = unit_form(unit, body="Mine.", title="")
    teacher.post(f"/mentor/units/{unit.id}", data=unit_form(unit, body="Theirs."))
    refused = teacher.post(f"/mentor/units/{unit.id}", data=stale)
    assert refused.status_code == 422
    assert "Theirs." in refused.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 201),
        ("title", "two\nlines"),
        ("minutes", "0"),
        ("minutes", "601"),
        ("minutes", "a while"),
        ("video_url", "javascript:alert(1)"),
        ("video_url", "//example.org/film.mp4"),
        ("video_url", "ftp://example.org/film.mp4"),
        ("body", "a\x00b"),
        ("body", "x" * 300_001),
        ("kind", "quiz"),
        ("course_id", "1"),
        ("archived_at", "2026-01-01"),
    ],
)
def test_a_unit_with_a_fault_comes_back_with_what_was_typed(teacher, units, field, value):
    unit = units["A bowline in slow motion"]
    form = unit_form(unit, section="Typed <b>before</b>") | {field: value}
    answer = teacher.post(f"/mentor/units/{unit.id}", data=form)
    assert answer.status_code == 422
    assert "Typed &lt;b&gt;before&lt;/b&gt;" in answer.text
    assert fresh(unit).section == ""


def test_a_preview_shows_the_text_clean_and_saves_nothing(teacher, units, course):
    unit = units["Loops"]
    form = unit_form(
        unit, body="# Hi\n\n<script>alert(1)</script>\n\n![k](asset:knot.png) [x](javascript:alert(1))"
    )
    page = teacher.post(f"/mentor/units/{unit.id}/preview", data=form)
    assert page.status_code == 200
    assert "<h2>Hi</h2>" in page.text
    assert "<script>alert" not in page.text
    assert 'javascript:alert(1)"' not in page.text
    assert f'src="/courses/{course.id}/files/knot.png"' in page.text
    fragment = teacher.post(f"/mentor/units/{unit.id}/preview", data=form, headers={"HX-Request": "true"})
    assert fragment.text.startswith('<div class="prose"')
    assert fresh(unit).body == "Text."
    summary = {"summary": "**bold** <img src=x onerror=alert(1)>", "title": "x", "version": "x"}
    shown = teacher.post(f"/mentor/courses/{course.id}/preview", data=summary)
    assert "<strong>bold</strong>" in shown.text
    assert "<img src=x" not in shown.text


SINGLE = {"kind": "single", "prompt": "Which?", "choice-1": "This", "choice-2": "That", "right": "1"}


def test_questions_of_all_kinds_are_written_changed_and_ordered(teacher, units):
    quiz = units["What holds?"]
    place = f"/mentor/units/{quiz.id}/questions"
    several = SINGLE | {
        "kind": "multiple",
        "right": ["1", "3"],
        "choice-3": "Also",
        "feedback-2": "It slips.",
    }
    text = {
        "kind": "text",
        "prompt": "Name it",
        "answers": "Bowline\nKing of knots\n\n",
        "explanation": "*The* one.",
    }
    number = {"kind": "number", "prompt": "How long?", "answers": "2,5", "tolerance": "0,1"}
    for form in (SINGLE, several, text, number):
        assert teacher.post(place, data=form).status_code == 303
    found = fresh(quiz).questions[1:]
    assert [question.kind for question in found] == ["single", "multiple", "text", "number"]
    assert found[1].choices[1] == {"text": "That", "is_correct": False, "feedback": "It slips."}
    assert found[2].answers == ["Bowline", "King of knots"]
    assert found[3].tolerance == 0.1
    last = found[3]
    page = teacher.get(f"/mentor/questions/{last.id}")
    assert 'value="2,5"' in page.text
    changed = number | {"answers": "3", "version": version_of(last)}
    assert teacher.post(f"/mentor/questions/{last.id}", data=changed).status_code == 303
    assert teacher.post(f"/mentor/questions/{last.id}", data=changed | {"answers": "4"}).status_code == 409
    teacher.post(f"/mentor/questions/{last.id}/place", data={"direction": "up"})
    assert [question.answers for question in fresh(quiz).questions[3:]] == [
        ["3"],
        ["Bowline", "King of knots"],
    ]
    assert "King of knots" in teacher.get(f"/mentor/units/{quiz.id}").text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"prompt": ""}, "prompt"),
        ({"right": ""}, None),
        ({"choice-2": ""}, None),
        ({"choice-2": "this "}, None),
        ({"choice-3": "", "feedback-3": "for nothing"}, "choice-3"),
        ({"choice-1": "x" * 1001}, "choice-1"),
        ({"right": ["1", "4"]}, "choice-4"),
        ({"kind": "essay"}, "kind"),
        ({"kind": "text"}, None),
        ({"kind": "number", "answers": "about three"}, None),
        ({"kind": "number", "answers": "nan"}, None),
        ({"kind": "number", "answers": "3", "tolerance": "-1"}, "tolerance"),
        ({"kind": "number", "answers": "3", "tolerance": "inf"}, "tolerance"),
        ({"position": "1"}, "position"),
    ],
)
def test_a_question_that_nobody_could_answer_is_refused(teacher, units, changes, field):
    quiz = units["What holds?"]
    answer = teacher.post(f"/mentor/units/{quiz.id}/questions", data=SINGLE | changes)
    assert answer.status_code == 422
    if field and field.startswith("choice"):
        assert f'id="f-{field}-error"' in answer.text
    assert len(fresh(quiz).questions) == 1


def test_more_rows_for_choices_need_no_script(teacher, units):
    quiz = units["What holds?"]
    page = teacher.post(f"/mentor/units/{quiz.id}/questions", data=SINGLE | {"rows": "4", "more": "yes"})
    assert page.status_code == 200
    assert 'name="choice-8"' in page.text
    assert 'value="That"' in page.text
    assert len(fresh(quiz).questions) == 1


def test_the_last_question_of_a_quiz_that_students_meet_stays(teacher, units):
    quiz = units["What holds?"]
    question = quiz.questions[0]
    assert teacher.post(f"/mentor/questions/{question.id}/deletion").status_code == 409
    teacher.post(f"/mentor/units/{quiz.id}/archive")
    assert teacher.post(f"/mentor/questions/{question.id}/deletion").status_code == 303


def test_only_quizzes_have_questions(teacher, units):
    assert teacher.get(f"/mentor/units/{units['Loops'].id}/questions/new").status_code == 404
    assert teacher.post(f"/mentor/units/{units['Loops'].id}/questions", data=SINGLE).status_code == 404


def upload(teacher, course, contents, name):
    """As a browser sends it. The test client would keep a large one in a file that it never closes."""
    head = f'--line\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    body = head + contents + b"\r\n--line--\r\n"
    kind = "multipart/form-data; boundary=line"
    return teacher.post(f"/mentor/courses/{course.id}/files", data=body, content_type=kind)


def test_a_picture_is_uploaded_shown_and_deleted_once_unused(teacher, course, units, settings):
    assert upload(teacher, course, PNG, "../My knot.png").status_code == 303
    file = db.session.query(CourseFile).one()
    assert file.name == "My-knot.png"
    page = teacher.get(f"/mentor/courses/{course.id}/files").text
    assert "(asset:My-knot.png)" in page
    unit = units["Loops"]
    teacher.post(f"/mentor/units/{unit.id}", data=unit_form(unit, body="![k](asset:My-knot.png)"))
    refused = teacher.post(f"/mentor/files/{file.id}/deletion")
    assert refused.status_code == 409
    assert "Loops" in refused.text
    teacher.post(f"/mentor/units/{unit.id}", data=unit_form(fresh(unit), body="No picture."))
    assert teacher.post(f"/mentor/files/{file.id}/deletion").status_code == 303
    assert not [path for path in settings.uploads.rglob("*") if path.is_file()]


def test_a_taken_name_gets_a_number_and_the_same_file_is_kept_once(teacher, course, settings):
    for name, contents in [("k.png", PNG), ("k.png", PNG + b"2"), ("k.png", PNG), ("other.png", PNG)]:
        assert upload(teacher, course, contents, name).status_code == 303
    names = [file.name for file in db.session.query(CourseFile).order_by(CourseFile.id)]
    assert names == ["k.png", "k-2.png", "other.png"]
    assert len([path for path in settings.uploads.rglob("*") if path.is_file()]) == 2
    first = db.session.query(CourseFile).filter_by(name="k.png").one()
    teacher.post(f"/mentor/files/{first.id}/deletion")
    assert teacher.get(f"/courses/{course.id}/files/other.png", buffered=True).data == PNG


@pytest.mark.parametrize(
    ("name", "contents", "status"),
    [
        ("page.html", b"<script>alert(1)</script>", 422),
        ("knot.png", b"<script>alert(1)</script>", 422),
        ("knot.svg.exe", b"MZ", 422),
        ("empty.png", b"", 422),
        ("", b"", 422),
        ("film.mp4", FILM, 422),
        ("large.txt", b"x" * 10_000_001, 422),
        ("larger.txt", b"x" * 15_000_000, 413),
    ],
)
def test_other_files_are_refused_and_not_kept(teacher, course, settings, name, contents, status):
    assert upload(teacher, course, contents, name).status_code == status
    assert db.session.query(CourseFile).count() == 0
    assert not [path for path in settings.uploads.rglob("*") if path.is_file()]


def test_a_film_is_uploaded_replaced_and_removed(teacher, units, settings, course):
    video = units["A bowline in slow motion"]
    place = f"/mentor/units/{video.id}/film"
    assert teacher.post(place, data={"film": (io.BytesIO(FILM), "slow.mp4")}).status_code == 303
    assert fresh(video).video_file == "slow.mp4"
    assert teacher.get(f"/courses/{course.id}/files/slow.mp4", buffered=True).mimetype == "video/mp4"
    assert teacher.post(place, data={"film": (io.BytesIO(FILM + b"2"), "slower.mp4")}).status_code == 303
    assert [file.name for file in db.session.query(CourseFile)] == ["slower.mp4"]
    assert teacher.post(place, data={"film": (io.BytesIO(PNG), "film.mp4")}).status_code == 422
    assert teacher.post(f"{place}/removal").status_code == 303
    assert fresh(video).video_file == ""
    assert not [path for path in settings.uploads.rglob("*") if path.is_file()]
    assert teacher.post(f"/mentor/units/{units['Loops'].id}/film").status_code == 404


def test_pages_ask_the_database_no_more_for_a_larger_course(teacher, course, units, queries_of):
    places = [f"/mentor/courses/{course.id}", "/mentor/courses", f"/mentor/units/{units['Loops'].id}"]
    places.append(f"/mentor/courses/{course.id}/files")
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
