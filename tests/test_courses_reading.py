"""Who sees which course and unit, and what their pages say."""

import pytest

from webapp import courses
from webapp.core import clock
from webapp.core.stores import db
from webapp.courses.models import Course, CourseFile, Unit
from webapp.flow import commit


def test_the_catalogue_offers_what_is_open(sign_in, ada, course):
    page = sign_in(ada).get("/courses")
    assert page.status_code == 200
    assert "Knots" in page.text
    assert f'action="/courses/{course.id}/enrolment"' in page.text


def test_once_enrolled_the_catalogue_shows_the_way_on(sign_in, enrolled, units, course):
    page = sign_in(enrolled).get("/courses").text
    assert f'href="/units/{units["Loops"].id}"' in page
    assert f'action="/courses/{course.id}/enrolment"' not in page
    assert "You take every course there is" in page


def test_a_course_page_shows_the_outline_but_opens_no_unit_before_enrolling(sign_in, ada, units, course):
    page = sign_in(ada).get(f"/courses/{course.id}").text
    assert "Loops" in page
    assert "/units/" not in page
    assert "data-track-view" not in page
    assert "With Mira" in page


def test_enrolling_leads_to_the_course_and_its_first_unit(sign_in, ada, units, course):
    browser = sign_in(ada)
    answer = browser.post(f"/courses/{course.id}/enrolment")
    assert answer.status_code == 303
    page = browser.get(answer.location)
    assert f'href="/units/{units["Loops"].id}">Begin' in page.text
    assert "0 of 5 done" in page.text
    assert 'aria-current="step"' in page.text


def test_a_visit_to_a_course_has_one_id_on_each_local_day(sign_in, enrolled, course, time):
    def view_id():
        return sign_in(enrolled).get(f"/courses/{course.id}").text.split('data-track-view="')[1][:36]

    morning = view_id()
    time.set("2026-11-20T22:30:00+00:00")  # 23:30 in Lagos
    assert view_id() == morning
    time.set("2026-11-20T23:30:00+00:00")
    assert view_id() != morning


def test_a_unit_says_where_it_stands_and_where_the_way_leads(sign_in, enrolled, units):
    page = sign_in(enrolled).get(f"/units/{units['Bends'].id}").text
    assert "Unit 2 of 5" in page
    assert f'href="/units/{units["Loops"].id}" rel="prev"' in page
    assert f'href="/units/{units["A bowline in slow motion"].id}" rel="next"' in page
    assert f'data-track-unit="{units["Bends"].id}"' in page
    assert "Time is not measured without JavaScript." in page


def test_sections_stand_under_their_headings(sign_in, enrolled, units, course):
    for title in ("Loops", "Bends"):
        units[title].section = "First <steps>"
    commit()
    page = sign_in(enrolled).get(f"/courses/{course.id}").text
    assert page.count("First &lt;steps&gt;") == 1


def test_a_unit_does_not_exist_for_who_is_not_enrolled(sign_in, visitor, ada, noor, units):
    path = f"/units/{units['Loops'].id}"
    assert sign_in(ada).get(path).status_code == 404
    assert sign_in(noor).get(path).status_code == 404
    assert visitor.get(path).status_code == 303


def test_teachers_look_at_a_unit_without_being_tracked(sign_in, mira, otto, units):
    for teacher in (mira, otto):
        page = sign_in(teacher).get(f"/units/{units['Loops'].id}")
        assert page.status_code == 200
        assert "data-track-unit" not in page.text
        assert "Mark as done" not in page.text
        assert sign_in(teacher).post(f"/units/{units['Loops'].id}/completion").status_code == 403


def test_a_mentor_of_other_courses_sees_what_it_is_about_and_opens_nothing(
    sign_in, noor, mira, units, course
):
    page = sign_in(noor).get(f"/courses/{course.id}").text
    assert "This course is taught by others" in page
    assert "/units/" not in page
    assert "Edit this course" not in page
    own = sign_in(mira).get(f"/courses/{course.id}").text
    assert f'href="/units/{units["Loops"].id}"' in own
    assert "Edit this course" in own


@pytest.mark.parametrize("path", ["/courses/{course}", "/units/{unit}"])
def test_a_draft_exists_for_its_teachers_only(sign_in, enrolled, ben, mira, noor, course, units, path):
    course.is_published = False
    commit()
    address = path.format(course=course.id, unit=units["Loops"].id)
    for other in (enrolled, ben, noor):
        assert sign_in(other).get(address).status_code == 404
    assert sign_in(mira).get(address).status_code == 200


def test_a_course_that_closed_leads_nowhere_but_stays_on_the_list(sign_in, enrolled, course, units):
    course.is_published = False
    commit()
    page = sign_in(enrolled).get("/courses").text
    assert "Closed at the moment" in page
    assert f"/courses/{course.id}" not in page
    assert f"/units/{units['Loops'].id}" not in page


def test_a_unit_taken_out_of_the_course_is_gone_for_students(sign_in, enrolled, mira, units, course):
    units["Loops"].archived_at = clock.now()
    commit()
    browser = sign_in(enrolled)
    assert browser.get(f"/units/{units['Loops'].id}").status_code == 404
    assert browser.post(f"/units/{units['Loops'].id}/completion").status_code == 404
    assert "Loops" not in browser.get(f"/courses/{course.id}").text
    assert "Unit 1 of 4" in browser.get(f"/units/{units['Bends'].id}").text
    assert "Taken out of the course" in sign_in(mira).get(f"/units/{units['Loops'].id}").text


def test_a_course_without_units_says_so(sign_in, ada, mira, time):
    db.session.add(
        Course(title="Empty", is_published=True, created_at=time(), updated_at=time(), teachers=[])
    )
    commit()
    made = db.session.query(Course).one()
    browser = sign_in(ada)
    browser.post(f"/courses/{made.id}/enrolment")
    assert "No units yet" in browser.get(f"/courses/{made.id}").text
    assert "still preparing this" in browser.get("/courses").text


def test_markdown_runs_nothing(sign_in, enrolled, units, course):
    unit = units["Loops"]
    unit.body = (
        "<script>alert(1)</script> [x](javascript:alert(1)) ![y](https://evil.example/t.png) "
        '<img src=x onerror=alert(1)> <a hx-get="/x">z</a> [k](unit:a"onmouseover=alert(1))'
    )
    unit.title = course.title = '<img src=x onerror="alert(1)">'
    commit()
    browser = sign_in(enrolled)
    for path in (f"/units/{unit.id}", f"/courses/{course.id}", "/courses", "/"):
        page = browser.get(path).text
        assert "<img src=x" not in page
        assert "<script>alert" not in page
        assert 'href="javascript' not in page
        assert "evil.example" not in page
        assert '<a hx-get="/x">' not in page


def test_a_text_leads_to_files_and_other_units_of_its_course(sign_in, enrolled, ben, units, course):
    units["Loops"].body = "![Knot](asset:knot.png) and [on](unit:07c8/html/7d56)"
    units["Bends"].source_key = "07c8/html/7d56"
    commit()
    browser = sign_in(enrolled)
    page = browser.get(f"/units/{units['Loops'].id}").text
    assert f'src="/courses/{course.id}/files/knot.png"' in page
    address = f"/courses/{course.id}/units/07c8/html/7d56"
    assert f'href="{address}"' in page
    assert browser.get(address).location == f"/units/{units['Bends'].id}"
    assert browser.get(f"/courses/{course.id}/units/elsewhere").status_code == 404
    assert sign_in(ben).get(address).status_code == 404


def _video(units, **values):
    unit = units["A bowline in slow motion"]
    for name, value in values.items():
        setattr(unit, name, value)
    commit()
    return unit


def test_a_video_elsewhere_is_linked_with_its_host_named(sign_in, enrolled, units):
    unit = _video(units, video_url="https://www.youtube.com/watch?v=lVPPPpyUOR4")
    page = sign_in(enrolled).get(f"/units/{unit.id}").text
    assert "Watch on YouTube" in page
    assert 'rel="noopener noreferrer"' in page
    assert "<iframe" not in page
    assert "Mark as watched" in page


def test_a_school_may_let_youtube_play_here(app, sign_in, enrolled, units):
    app.extensions["settings"].youtube = True
    unit = _video(units, video_url="https://youtu.be/lVPPPpyUOR4?t=3")
    page = sign_in(enrolled).get(f"/units/{unit.id}").text
    assert 'src="https://www.youtube-nocookie.com/embed/lVPPPpyUOR4"' in page


def test_a_school_may_name_where_its_films_lie(app, sign_in, enrolled, units):
    app.extensions["settings"].media_origins = ["https://media.example.org"]
    unit = _video(units, video_url="https://media.example.org/bowline.mp4")
    assert '<video controls preload="metadata" playsinline src="https://media.example.org/bowline.mp4"' in (
        sign_in(enrolled).get(f"/units/{unit.id}").text
    )


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://[", "//x", "data:text/html,x", ""])
def test_an_address_that_is_none_plays_nothing(sign_in, enrolled, units, url):
    unit = _video(units, video_url=url)
    page = sign_in(enrolled).get(f"/units/{unit.id}")
    assert page.status_code == 200
    assert "This video is not here yet." in page.text


def test_an_uploaded_film_plays_here_in_parts(app, sign_in, enrolled, ben, units, course, tmp_path):
    key = "ab" + "0" * 30
    folder = app.extensions["settings"].uploads / "ab"
    folder.mkdir(parents=True)
    (folder / key).write_bytes(bytes(range(100)))
    db.session.add(
        CourseFile(course_id=course.id, name="knot.mp4", key=key, media_type="video/mp4", size=100)
    )
    unit = _video(units, video_file="knot.mp4", transcript="Over, **under**.")
    browser = sign_in(enrolled)
    page = browser.get(f"/units/{unit.id}").text
    address = f"/courses/{course.id}/files/knot.mp4"
    assert f'src="{address}"' in page
    assert "<strong>under</strong>" in page
    assert "<track" not in page
    part = browser.get(address, headers={"Range": "bytes=10-19"})
    assert part.status_code == 206
    assert part.data == bytes(range(10, 20))
    assert part.mimetype == "video/mp4"
    part.close()
    db.session.add(CourseFile(course_id=course.id, name="knot.vtt", key=key, media_type="text/vtt", size=100))
    commit()
    assert f'src="/courses/{course.id}/files/knot.vtt" default>' in browser.get(f"/units/{unit.id}").text
    assert sign_in(ben).get(address).status_code == 404


def test_the_pages_ask_as_often_however_large_the_course_is(app, sign_in, enrolled, course, units, asking):
    browser = sign_in(enrolled)
    paths = ["/courses", f"/courses/{course.id}", f"/units/{units['Loops'].id}"]
    few = [asking(browser, path) for path in paths]
    for number in range(40):
        module = course.modules[number % 2]
        db.session.add(
            Unit(course_id=course.id, module=module, position=9, kind="lesson", title=f"More {number}")
        )
    others = [
        Course(title=f"C{number}", is_published=True, created_at=clock.now(), updated_at=clock.now())
        for number in range(20)
    ]
    db.session.add_all(others)
    commit()
    for other in others[:10]:
        courses.enroll(enrolled, other)
    commit()
    assert [asking(browser, path) for path in paths] == few
    assert max(few) <= 14


def test_the_first_course_appears_on_the_open_catalogue(sign_in, ada, course, looking):
    assert f'id="course-cards-{ada.id}"' in sign_in(ada).get("/courses").text
    see = looking(ada, f"course-cards-{ada.id}")
    courses.enroll(ada, course)
    commit()
    assert "Your courses" in see()
