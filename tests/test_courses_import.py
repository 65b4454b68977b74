"""A course from an archive becomes rows; a second import updates them and keeps what students did."""

import pytest

from tests.olx_courses import page, problem, written
from webapp.core.errors import Conflict
from webapp.core.stores import db
from webapp.courses.authoring.versions import version_of
from webapp.courses.importing import CourseImport, import_course
from webapp.courses.models import (
    Course,
    CourseFile,
    Enrollment,
    Question,
    QuizAttempt,
    Unit,
    UnitCompletion,
)
from webapp.flow import commit

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
CHOICE = (
    "<multiplechoiceresponse><label>Which?</label><choicegroup><choice correct='true'>This</choice>"
    "<choice correct='false'>That</choice></choicegroup></multiplechoiceresponse>"
)
TWO_PAGES = {
    "sequential/s1.xml": '<sequential display_name="S"><vertical url_name="v1"/><vertical url_name="v2"/></sequential>',
    "vertical/v2.xml": '<vertical display_name="Second page"><html url_name="h2"/></vertical>',
    "html/h2.xml": '<html filename="h2" display_name="Text"/>',
    "html/h2.html": "<p>More.</p>",
}


@pytest.fixture
def bring(mira):
    """`bring(path)` imports the course at this path as Mira's; the answer is the account of it."""

    def imported(path, *, by=mira, publish=True, **options):
        person = db.session.get_one(type(by), by.id)
        told = lambda *_: None  # noqa: E731
        _, account = import_course(
            path, by=person, file_name=path.name, tell=told, publish=publish, **options
        )
        commit()
        db.session.expire_all()
        return account

    return imported


def the_course():
    db.session.expire_all()
    return db.session.query(Course).one()


def units():
    db.session.expire_all()
    return {unit.title: unit for unit in db.session.query(Unit).order_by(Unit.position)}


def test_a_course_comes_in_with_its_modules_units_and_questions(bring, tmp_path, mira):
    account = bring(page(tmp_path, '<html url_name="h1"/>', problem(CHOICE)))
    course = the_course()
    assert course.title == "A small course"
    assert [teacher.id for teacher in course.teachers] == [mira.id]
    assert [(module.title, [unit.kind for unit in module.units]) for module in course.modules] == [
        ("First chapter", ["lesson", "quiz"])
    ]
    question = db.session.query(Question).one()
    assert question.choices[0] == {"text": "This", "is_correct": True, "feedback": ""}
    assert account.is_new
    assert account.units == {"lesson": 1, "quiz": 1}
    assert db.session.query(CourseImport).one().course_id == course.id


def test_a_second_import_of_the_same_changes_nothing(bring, tmp_path):
    path = page(tmp_path, '<html url_name="h1"/>', problem(CHOICE))
    bring(path)
    before = [(unit.id, unit.position, unit.body) for unit in units().values()]
    account = bring(path)
    assert [(unit.id, unit.position, unit.body) for unit in units().values()] == before
    assert not account.is_new
    assert not any((account.added, account.updated, account.overwritten, account.taken_out, account.put_back))


def test_a_second_import_updates_texts_and_keeps_what_students_did(bring, tmp_path, ada, sign_in):
    bring(page(tmp_path, '<html url_name="h1"/>', problem(CHOICE)))
    browser, course = sign_in(ada), the_course()
    browser.post(f"/courses/{course.id}/enrolment")
    lesson, quiz = units().values()
    browser.post(f"/units/{lesson.id}/completion")
    question = db.session.query(Question).one()
    db.session.add(
        QuizAttempt(
            student_id=ada.id, unit_id=quiz.id, answers={str(question.id): ["This"]}, score=1, total=1,
            is_passed=True, marked_at=course.created_at,
        )
    )  # fmt: skip
    commit()
    lesson_id, question_id = lesson.id, question.id

    changed = {"html/h1.html": "<p>Hello again.</p>"}
    account = bring(
        page(tmp_path, '<html url_name="h1"/>', problem(CHOICE.replace("That", "Those")), files=changed)
    )
    assert len(account.updated) == 2
    assert not account.overwritten
    lesson = db.session.get_one(Unit, lesson_id)
    assert lesson.body == "Hello again."
    assert db.session.get_one(Question, question_id).choices[1]["text"] == "Those"
    assert db.session.query(UnitCompletion).one().unit_id == lesson_id
    assert db.session.query(QuizAttempt).count() == 1
    assert db.session.query(Enrollment).one().progress == 50


def test_an_edit_made_here_gives_way_and_is_named(bring, tmp_path, sign_in, mira):
    bring(written(tmp_path))
    unit = units()["First page"]
    form = {
        "title": unit.title,
        "section": unit.section,
        "body": "Mira's words.",
        "version": version_of(unit),
    }
    assert sign_in(mira).post(f"/mentor/units/{unit.id}", data=form).status_code == 303
    account = bring(written(tmp_path))
    assert units()["First page"].body == "Hello."
    assert account.overwritten == ["First page"]
    assert "Changed here since, now as in the archive: First page" in list(account.lines())
    assert not units()["First page"].is_required, "what is required is the teacher's to say"


def test_a_unit_gone_from_the_archive_is_taken_out_and_comes_back(bring, tmp_path, ada, sign_in):
    bring(written(tmp_path, TWO_PAGES))
    browser, course = sign_in(ada), the_course()
    browser.post(f"/courses/{course.id}/enrolment")
    browser.post(f"/units/{units()['Second page'].id}/completion")
    second_id = units()["Second page"].id

    account = bring(written(tmp_path / "less"))
    assert account.taken_out == ["Second page"]
    assert units()["Second page"].archived_at
    assert db.session.query(UnitCompletion).one().unit_id == second_id

    account = bring(written(tmp_path, TWO_PAGES))
    assert account.put_back == ["Second page"]
    assert units()["Second page"].id == second_id
    assert units()["Second page"].archived_at is None


def test_the_last_open_unit_gone_completes_the_course(bring, tmp_path, ada, sign_in):
    bring(written(tmp_path, TWO_PAGES))
    browser, course = sign_in(ada), the_course()
    browser.post(f"/courses/{course.id}/enrolment")
    browser.post(f"/units/{units()['First page'].id}/completion")
    bring(written(tmp_path / "less"))
    assert db.session.query(Enrollment).one().is_completed


def test_a_new_order_is_taken_over(bring, tmp_path):
    bring(written(tmp_path, TWO_PAGES))
    turned = '<sequential display_name="S"><vertical url_name="v2"/><vertical url_name="v1"/></sequential>'
    bring(written(tmp_path, TWO_PAGES | {"sequential/s1.xml": turned}))
    module = the_course().modules[0]
    assert [(unit.title, unit.position) for unit in module.units] == [("Second page", 1), ("First page", 2)]


def test_what_teachers_added_themselves_stays_after_it(bring, tmp_path, sign_in, mira):
    bring(written(tmp_path))
    course, browser = the_course(), sign_in(mira)
    module = course.modules[0]
    browser.post(f"/mentor/modules/{module.id}/units", data={"kind": "lesson", "title": "Mira's own"})
    browser.post(f"/mentor/courses/{course.id}/modules", data={"title": "Mira's module"})
    bring(written(tmp_path, TWO_PAGES))
    found = [(module.title, [unit.title for unit in module.units]) for module in the_course().modules]
    assert found == [("First chapter", ["First page", "Second page", "Mira's own"]), ("Mira's module", [])]


def test_a_chapter_gone_leaves_only_what_students_did(bring, tmp_path):
    two = '<course display_name="C"><chapter url_name="ch1"/><chapter url_name="ch2"/></course>'
    more = {
        "course/run1.xml": two,
        "chapter/ch2.xml": '<chapter display_name="Last"><sequential url_name="s2"/></chapter>',
        "sequential/s2.xml": '<sequential display_name="S"><vertical url_name="v9"/></sequential>',
        "vertical/v9.xml": '<vertical display_name="Ninth"><html url_name="h9"/></vertical>',
        "html/h9.xml": '<html filename="h9" display_name="Text"/>',
        "html/h9.html": "<p>Nine.</p>",
    }
    bring(written(tmp_path, more))
    assert [module.title for module in the_course().modules] == ["First chapter", "Last"]
    bring(written(tmp_path / "less"))
    assert [unit.title for unit in units().values() if unit.archived_at] == ["Ninth"]
    assert [(module.title, module.position) for module in the_course().modules] == [
        ("First chapter", 1),
        ("Last", 2),
    ]


def test_pictures_are_stored_once_and_replaced_when_they_change(bring, tmp_path, settings, sign_in, mira):
    shown = {"html/h1.html": '<p><img src="/static/knot.png" alt="A knot"/></p>'}
    path = written(tmp_path, shown | {"static/knot.png": PNG})
    bring(path)
    bring(path)
    file = db.session.query(CourseFile).one()
    assert "asset:knot.png" in units()["First page"].body
    assert len(stored(settings)) == 1
    bring(written(tmp_path, shown | {"static/knot.png": PNG + b"new"}))
    assert len(stored(settings)) == 1
    browser = sign_in(mira)
    answer = browser.get(f"/courses/{the_course().id}/files/knot.png", buffered=True)
    assert answer.data == PNG + b"new"
    assert file.id == db.session.query(CourseFile).one().id


def test_a_file_that_is_not_what_it_says_is_left_out_by_name(bring, tmp_path, settings):
    shown = {"html/h1.html": '<p><img src="/static/knot.png" alt="A knot"/></p>'}
    account = bring(written(tmp_path, shown | {"static/knot.png": b"<script>alert(1)</script>"}))
    assert account.refused_files[0]["name"] == "file “knot.png”"
    assert db.session.query(CourseFile).count() == 0
    assert not stored(settings)


def stored(settings):
    return [path for path in settings.uploads.rglob("*") if path.is_file()]


def test_a_mentor_who_does_not_teach_it_cannot_import_over_it(bring, tmp_path, noor, otto, mira):
    bring(written(tmp_path))
    with pytest.raises(Conflict):
        bring(written(tmp_path, {"html/h1.html": "<p>Noor's.</p>"}), by=noor)
    db.session.rollback()
    assert units()["First page"].body == "Hello."
    bring(written(tmp_path, {"html/h1.html": "<p>Otto's.</p>"}), by=otto)
    assert units()["First page"].body == "Otto's."
    assert [teacher.id for teacher in the_course().teachers] == [mira.id]
    bring(written(tmp_path), by=noor, joins=True)
    assert {teacher.id for teacher in the_course().teachers} == {mira.id, noor.id}


def test_a_course_that_is_open_stays_open(bring, tmp_path):
    bring(written(tmp_path), publish=True)
    bring(written(tmp_path), publish=None)
    assert the_course().is_published
    bring(written(tmp_path), publish=False)
    assert not the_course().is_published
