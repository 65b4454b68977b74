"""The real course, whole, as rows: every page in order, a second import with progress kept, and its pages drawn."""

import pytest

from tests.needs import need_data
from webapp import courses
from webapp.core.stores import db
from webapp.courses.importing import import_course
from webapp.courses.models import Course, CourseFile, Enrollment, Question, Unit, UnitCompletion, UnitKind
from webapp.courses.olx import read_course
from webapp.flow import commit

NAME = "openedx-demo-course.olx.tar.gz"


@pytest.fixture(scope="module")
def outline():
    return read_course(need_data(NAME))


@pytest.fixture
def bring(mira):
    """`bring()` imports it as Mira's; the answer is the account."""

    def imported():
        person = db.session.get_one(type(mira), mira.id)
        path, told = need_data(NAME), lambda *_: None
        _, account = import_course(path, by=person, file_name=NAME, tell=told, publish=True)
        commit()
        db.session.expire_all()
        return account

    return imported


def test_everything_that_was_read_is_there_in_order(bring, outline):
    account = bring()
    course = db.session.query(Course).one()
    assert [module.title for module in course.modules] == [module.title for module in outline.modules]
    assert len(course.modules) == 6
    for module, read in zip(course.modules, outline.modules, strict=True):
        found = [(unit.title, unit.section, unit.kind, unit.body, unit.transcript) for unit in module.units]
        assert found == [(one.title, one.section, one.kind, one.body, one.transcript) for one in read.units]
        for unit, one in zip(module.units, read.units, strict=True):
            assert [question.prompt for question in unit.questions] == [
                asked.prompt for asked in one.questions
            ]
    pages = {(unit.source_key or "").partition("/")[0] for unit in db.session.query(Unit)}
    assert len(pages) == 58
    assert account.converted == dict(outline.report.converted)
    assert len(account.left_out) == len(outline.report.left_out)
    assert db.session.query(CourseFile).count() == len(outline.assets)
    assert not account.refused_files


def test_every_video_plays_from_somewhere_and_every_quiz_can_be_passed(bring):
    bring()
    videos = db.session.query(Unit).filter_by(kind=UnitKind.video)
    assert all(unit.video_url or unit.video_file for unit in videos)
    for question in db.session.query(Question):
        if question.kind in ("single", "multiple"):
            assert any(choice["is_correct"] for choice in question.choices)
        else:
            assert question.answers


def test_a_second_import_keeps_rows_and_progress(bring, ada):
    bring()
    course = db.session.query(Course).one()
    courses.enroll(ada, course)
    lessons = db.session.query(Unit).filter_by(kind=UnitKind.lesson).order_by(Unit.id).limit(10).all()
    for unit in lessons:
        courses.finish(unit, by=ada)
    commit()
    progress, done = db.session.query(Enrollment).one().progress, {unit.id for unit in lessons}
    assert progress
    before = {unit.id: (unit.source_key, unit.position) for unit in db.session.query(Unit)}
    account = bring()
    assert {unit.id: (unit.source_key, unit.position) for unit in db.session.query(Unit)} == before
    assert {row.unit_id for row in db.session.query(UnitCompletion)} == done
    assert db.session.query(Enrollment).one().progress == progress
    assert not any((account.added, account.updated, account.overwritten, account.taken_out, account.put_back))


def test_every_page_of_it_is_drawn_for_teacher_and_student(bring, sign_in, mira, ada):
    bring()
    course = db.session.query(Course).one()
    courses.enroll(ada, course)
    commit()
    unit_ids = [unit_id for (unit_id,) in db.session.query(Unit.id)]
    teacher, student, course_id = sign_in(mira), sign_in(ada), course.id
    assert teacher.get(f"/mentor/courses/{course_id}").status_code == 200
    assert teacher.get(f"/mentor/courses/{course_id}/files").status_code == 200
    for unit_id in unit_ids:
        assert student.get(f"/units/{unit_id}").status_code == 200
        assert teacher.get(f"/mentor/units/{unit_id}").status_code == 200


def test_every_link_and_picture_in_it_leads_somewhere(bring, sign_in, ada):
    bring()
    course = db.session.query(Course).one()
    courses.enroll(ada, course)
    commit()
    texts = [unit.body for unit in db.session.query(Unit)] + [
        one.prompt for one in db.session.query(Question)
    ]
    browser, place = sign_in(ada), f"/courses/{course.id}"
    for scheme, folder, answers in (("asset", "files", 200), ("unit", "units", 302)):
        names = {name for text in texts for name in _named(scheme, text)}
        assert names
        for name in names:
            answer = browser.get(f"{place}/{folder}/{name}", buffered=True)
            assert answer.status_code == answers, name


def _named(scheme, text):
    return [part.split(")")[0] for part in text.split(f"]({scheme}:")[1:]]
