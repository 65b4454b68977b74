"""Working through a course without scripts: every deed is a form, and figures follow from it."""

import pytest
import sqlalchemy as sa

from tests.conftest import beacon
from tests.test_courses_assignment import hand_in
from webapp import analytics, courses
from webapp.core.ids import deed_id
from webapp.core.stores import db
from webapp.courses.models import Certificate, UnitCompletion
from webapp.flow import commit
from webapp.tracking.models import ActivityRow


def finish(browser, unit):
    return browser.post(f"/units/{unit.id}/completion")


def answer_rightly(browser, unit):
    return browser.post(f"/units/{unit.id}/attempts", data={f"q{unit.questions[0].id}": "0"})


def all_but(browser, units, *left_out):
    """Everything of Mira's course but these."""
    for title, unit in units.items():
        if title not in left_out:
            kind = unit.kind.value
            deed = {"quiz": answer_rightly, "assignment": lambda b, u: hand_in(b, u, "Done.")}.get(
                kind, finish
            )
            assert deed(browser, unit).status_code == 303


def progress(student, course):
    enrollment = courses.enrollment_of(student.id, course.id)
    assert enrollment is not None
    db.session.refresh(enrollment)
    return enrollment.progress, enrollment.status.value


def certificates():
    return db.session.scalars(sa.select(Certificate)).all()


def test_a_lesson_marked_as_done_counts_half_an_hour(sign_in, enrolled, units, course):
    browser = sign_in(enrolled)
    answer = finish(browser, units["Loops"])
    assert answer.status_code == 303
    assert answer.location == f"/units/{units['Loops'].id}"
    page = browser.get(answer.location).text
    assert "Mark as done" not in page
    assert "Done" in page
    figures = analytics.figures(enrolled.id)
    assert figures.hours_learned == 0.5
    assert figures.learning_streak == 1
    assert progress(enrolled, course) == (20, "active")
    assert f'href="/units/{units["Bends"].id}">Continue' in browser.get(f"/courses/{course.id}").text


def test_a_video_marked_as_watched_counts_a_quarter(sign_in, enrolled, units, course):
    browser = sign_in(enrolled)
    finish(browser, units["A bowline in slow motion"])
    assert analytics.figures(enrolled.id).hours_learned == 0.25
    assert progress(enrolled, course) == (20, "active")


def test_marking_twice_is_marking_once(sign_in, enrolled, units, course):
    browser = sign_in(enrolled)
    for _ in range(3):
        assert finish(browser, units["Loops"]).status_code == 303
    assert analytics.figures(enrolled.id).hours_learned == 0.5
    assert progress(enrolled, course) == (20, "active")


def test_the_page_gives_the_player_the_very_id_of_marking_as_watched(sign_in, enrolled, units, course, time):
    """Late in the evening UTC it is the next day in Lagos, and the id is of that day."""
    time.set("2026-11-20T23:30:00+00:00")
    unit = units["A bowline in slow motion"]
    browser = sign_in(enrolled)
    page = browser.get(f"/units/{unit.id}").text
    done_id = page.split('data-track-done-id="')[1][:36]
    finish(browser, unit)
    stated = db.session.scalars(
        sa.select(ActivityRow).where(ActivityRow.unit_id == unit.id, ActivityRow.is_finish)
    ).one()
    assert stated.event_id == done_id == deed_id(enrolled.id, "video_watch", unit.id, "2026-11-21")
    again = beacon(browser, activity_type="video_watch", unit_id=unit.id, event_id=done_id)
    assert (again.status_code, again.json["status"]) == (200, "duplicate")
    assert analytics.figures(enrolled.id).hours_learned == 0.25


def test_watched_by_the_player_first_marking_it_changes_nothing(sign_in, enrolled, units, course):
    unit = units["A bowline in slow motion"]
    browser = sign_in(enrolled)
    done_id = browser.get(f"/units/{unit.id}").text.split('data-track-done-id="')[1][:36]
    watched = beacon(
        browser,
        activity_type="video_watch",
        course_id=course.id,
        module_id=unit.module_id,
        unit_id=unit.id,
        event_id=done_id,
        engagement_metrics={"video_watch_percentage": 93},
    )
    assert watched.status_code == 201
    assert finish(browser, unit).status_code == 303
    assert analytics.figures(enrolled.id).hours_learned == 0.25
    assert progress(enrolled, course) == (20, "active")


@pytest.mark.parametrize("last", ["Loops", "A bowline in slow motion", "What holds?", "Tie three of them"])
def test_the_last_unit_completes_the_course_whichever_it_is(sign_in, enrolled, units, course, last):
    browser = sign_in(enrolled)
    all_but(browser, units, last)
    assert progress(enrolled, course) == (80, "active")
    assert not certificates()
    all_but(browser, units, *(title for title in units if title != last))
    assert progress(enrolled, course) == (100, "completed")
    assert len(certificates()) == 1
    assert "You completed this course." in browser.get(f"/courses/{course.id}").text
    assert "You completed the course" in browser.get(f"/units/{units[last].id}").text


def test_optional_units_are_not_waited_for(sign_in, enrolled, units, course):
    units["Tie three of them"].is_required = False
    commit()
    browser = sign_in(enrolled)
    all_but(browser, units, "Tie three of them")
    assert progress(enrolled, course) == (100, "completed")


def test_what_completing_a_course_gives_is_told_at_once(sign_in, enrolled, units, course, heard, looking):
    browser = sign_in(enrolled)
    all_but(browser, units, "Loops")
    see = looking(enrolled, f"outline-{course.id}-{enrolled.id}", f"unit-{units['Loops'].id}-{enrolled.id}")
    finish(browser, units["Loops"])
    drawn = see()
    while "See your certificate" not in drawn or "see your certificate" not in drawn:
        drawn += see()
    assert "100%" in drawn
    assert "course:certificateIssued" in heard(enrolled)


def test_leaving_keeps_everything_and_enrolling_again_goes_on(sign_in, enrolled, units, course):
    browser = sign_in(enrolled)
    finish(browser, units["Loops"])
    answer = browser.post(f"/courses/{course.id}/leaving")
    assert answer.status_code == 303
    page = browser.get(answer.location).text
    assert "You left Knots." in page
    assert "Enrol again" in page
    assert progress(enrolled, course) == (20, "dropped")
    for path in (f"/units/{units['Bends'].id}", f"/courses/{course.id}/files/x.png"):
        assert browser.get(path).status_code == 404
    assert finish(browser, units["Bends"]).status_code == 404
    assert beacon(browser, activity_type="lesson_complete", unit_id=units["Bends"].id).status_code == 403
    assert analytics.figures(enrolled.id).enrolled_courses == 0
    assert analytics.figures(enrolled.id).hours_learned == 0.5

    browser.post(f"/courses/{course.id}/enrolment")
    assert progress(enrolled, course) == (20, "active")
    assert "1 of 5 done" in browser.get(f"/courses/{course.id}").text
    assert analytics.figures(enrolled.id).enrolled_courses == 1


def test_who_completed_it_and_left_comes_back_completed(sign_in, enrolled, units, course):
    browser = sign_in(enrolled)
    all_but(browser, units)
    browser.post(f"/courses/{course.id}/leaving")
    browser.post(f"/courses/{course.id}/enrolment")
    assert progress(enrolled, course) == (100, "completed")
    assert len(certificates()) == 1


def test_leaving_twice_says_so(sign_in, enrolled, course):
    browser = sign_in(enrolled)
    browser.post(f"/courses/{course.id}/leaving")
    assert browser.post(f"/courses/{course.id}/leaving").status_code == 409


def test_only_students_enrol_and_only_in_what_is_open(sign_in, visitor, ada, mira, course):
    path = f"/courses/{course.id}/enrolment"
    assert sign_in(mira).post(path).status_code == 403
    assert visitor.post(path).status_code == 401
    course.is_published = False
    commit()
    assert sign_in(ada).post(path).status_code == 404
    assert courses.enrollment_of(ada.id, course.id) is None


def test_no_deed_is_done_by_looking(sign_in, ada, units, course):
    browser = sign_in(ada)
    for path in (f"/courses/{course.id}/enrolment", f"/courses/{course.id}/leaving"):
        assert browser.get(path).status_code == 405
    for deed in ("completion", "attempts", "submissions"):
        assert browser.get(f"/units/{units['Loops'].id}/{deed}").status_code == 405


def test_a_foreign_site_does_nothing_in_a_students_name(sign_in, enrolled, units):
    browser = sign_in(enrolled)
    foreign = {"Sec-Fetch-Site": "cross-site"}
    answer = browser.post(f"/units/{units['Loops'].id}/completion", headers=foreign)
    assert answer.status_code == 403
    assert not db.session.scalars(sa.select(UnitCompletion)).all()
