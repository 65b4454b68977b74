"""The mentor's dashboard: what is on it, who sees whom, and what moves it."""

import re
import uuid

import pytest

from tests.conftest import beacon, join, knots
from webapp import accounts, courses
from webapp.accounts import Role, User
from webapp.core.stores import db
from webapp.courses.presence import tick
from webapp.flow import commit


def again(user: User) -> User:
    return db.session.get_one(User, user.id)


def awaited(see, words):
    """What is drawn until these words are."""
    drawn = see()
    while words not in drawn:
        drawn += see()
    return drawn


def test_staff_begin_at_the_dashboard(sign_in, mira, otto):
    for person in (mira, otto):
        assert sign_in(person).get("/").headers["Location"] == "/mentor"


def test_without_students_it_says_how_to_get_some(sign_in, noor):
    page = sign_in(noor).get("/mentor").text
    assert "No students yet" in page
    assert "Create a cohort" in page
    assert "Good afternoon, Noor" in page


def test_a_mentor_sees_their_students_and_nobody_elses(sign_in, enrolled, noor, mira, otto, units):
    beacon(sign_in(enrolled), activity_type="lesson_complete", unit_id=units["Loops"].id)
    sign_in(enrolled).get(f"/units/{units['Bends'].id}")
    for who, sees in ((mira, True), (otto, True), (noor, False)):
        browser = sign_in(who)
        page = browser.get("/mentor").text
        assert ("finished <b>Loops</b>" in page) is sees
        assert ("Knots, Bends" in page) is sees
        listed = browser.get("/mentor/students").text
        assert (">Ada<" in listed) is sees
        for path in ("", "/activity"):
            status = browser.get(f"/mentor/students/{enrolled.id}{path}").status_code
            assert status == (200 if sees else 404)
        assert browser.get("/mentor/students/999999").status_code == 404


def test_the_figures_are_of_todays_facts(sign_in, enrolled, mira, units):
    beacon(sign_in(enrolled), activity_type="lesson_complete", unit_id=units["Loops"].id)
    sign_in(enrolled).get("/")
    page = sign_in(mira).get("/mentor").text
    assert 'data-say="Active now 1 of 1"' in page
    assert 'data-say="Learned today 0.5 h"' in page
    assert 'data-say="Average progress 20%"' in page
    assert 'data-say="Entries waiting 0"' in page


def test_the_feed_can_be_filtered_and_goes_back(sign_in, enrolled, mira, units, time):
    browser = sign_in(enrolled)
    for _ in range(12):
        seen = {"event_id": str(uuid.uuid4()), "unit_id": units["A bowline in slow motion"].id}
        assert beacon(browser, activity_type="video_watch", **seen).status_code == 201
        time.forward(minutes=1)
    beacon(browser, activity_type="lesson_complete", unit_id=units["Loops"].id)
    mentor = sign_in(mira)
    page = mentor.get("/mentor?activity=milestones").text
    assert "enrolled in" in page
    assert "watched" not in page
    assert "Nothing of this kind in the last 30 days" in mentor.get("/mentor?activity=quizzes").text
    newest = mentor.get("/mentor").text
    older = newest.partition('href="/mentor/activity?')[2].partition('"')[0].replace("&amp;", "&")
    assert mentor.get(f"/mentor/activity?{older}").text.count("feed__item") == 14 - 8
    assert mentor.get("/mentor?activity=nonsense").status_code == 404
    assert mentor.get("/mentor/activity?before=nonsense").status_code == 404


@pytest.mark.parametrize(("who", "sees"), [("mira", True), ("otto", True), ("noor", False)])
def test_what_moves_where_somebody_looks(
    request, looking, sign_in, enrolled, units, mira, otto, noor, who, sees
):
    person = {"mira": mira, "otto": otto, "noor": noor}[who]
    scope = "all" if who == "otto" else person.id
    shown = [f"{part}-{scope}" for part in ("tape", "right-now", "progress", "concerns")]
    see = looking(person, *shown, f"students-feed-{scope}-all", f"students-feed-{mira.id}-all", "active-now")
    ada = sign_in(enrolled)
    ada.get(f"/units/{units['Loops'].id}")
    if sees:
        awaited(see, "Knots, Loops")
        beacon(ada, activity_type="lesson_complete", unit_id=units["Loops"].id)
        awaited(see, "finished <b>Loops</b>")
        return
    beacon(ada, activity_type="lesson_complete", unit_id=units["Loops"].id)
    drawn = awaited(see, "of 1<")
    with pytest.raises(AssertionError, match="nothing was drawn"):
        drawn += awaited(see, "Ada")
    assert "Loops" not in drawn


def test_a_new_student_raises_the_number_of_all_mentors(looking, noor):
    see = looking(noor, "active-now")
    join("Cleo")
    assert "of 1<" in see()


def test_a_student_who_moves_idles_and_comes_back_is_drawn_so(looking, sign_in, enrolled, units, mira, time):
    see = looking(mira, f"right-now-{mira.id}")
    ada = sign_in(enrolled)
    ada.get(f"/units/{units['Loops'].id}")
    assert "Knots, Loops" in see()
    ada.get(f"/units/{units['Bends'].id}")
    assert "Knots, Bends" in see()
    time.forward(seconds=100)
    tick()
    assert "idle since" in see()
    ada.get("/courses")
    assert "Looking around" in see()
    time.forward(minutes=6)
    tick()
    assert "No one is learning right now" in see()


def test_the_line_of_now_stands_before_what_comes_next_today(sign_in, enrolled, mira, time):
    browser = sign_in(mira)
    for hour in ("14:30", "16:00"):
        asked = {"title": f"At {hour}", "whom": f"student:{enrolled.id}", "time_zone": "UTC", "minutes": "30"}
        browser.post("/mentor/schedules", data=asked | {"starts": f"2026-11-20T{hour}"})
    seen = []
    for minutes in (0, 40, 120):
        time.forward(minutes=minutes)
        agenda = browser.get("/mentor").text.partition('<ol class="agenda"')[2].partition("</ol>")[0]
        parts = agenda.split("<li")
        seen.append([re.findall('data-now="(.*?)"', part) for part in parts])
    assert seen == [[[], ["14:00"], []], [[], [], ["14:40"]], [["16:40"], [], []]]


def test_the_greeting_says_how_many_sessions_and_students_there_are(sign_in, otto, enrolled, ben, mira, time):
    browser = sign_in(mira)

    def said():
        shown = browser.get("/mentor").text.partition('<div class="said">')[2].partition("</header>")[0]
        words = re.sub(r"<[^>]+>", " ", shown.partition("Updated")[0])
        return " ".join(words.split()).replace(" ,", ",")

    assert said() == "Friday 20 November No session today 2 students"
    for hour in ("13:45", "16:00"):
        asked = {"title": f"At {hour}", "whom": f"student:{enrolled.id}", "time_zone": "UTC", "minutes": "30"}
        browser.post("/mentor/schedules", data=asked | {"starts": f"2026-11-20T{hour}"})
    cohort = accounts.create_cohort("Sailors", by=otto)
    accounts.join_cohort(ben, cohort)
    accounts.join_cohort(mira, cohort)
    commit()
    assert said() == "Friday 20 November 2 sessions today, 1 is live Sailors, 2 students"
    time.forward(minutes=20)
    assert said() == "Friday 20 November 2 sessions today Sailors, 2 students"
    noors = sign_in(join("Noor II", Role.mentor, by=otto))
    assert "no students yet" in noors.get("/mentor").text


def test_a_quiet_hour_says_who_was_last(sign_in, looking, enrolled, units, mira, time):
    scope = mira.id
    see = looking(mira, f"last-activity-{scope}", f"right-now-{scope}")
    beacon(sign_in(enrolled), activity_type="lesson_complete", unit_id=units["Loops"].id)
    assert "Last activity" in awaited(see, "last-activity")
    time.forward(minutes=22)
    tick()
    page = sign_in(mira).get("/mentor").text
    quiet, _, after = page.partition("No one is learning right now.")
    assert after
    line = after.partition("</p>")[2].partition("</p>")[0]
    assert "Last activity" in line
    assert "2026-11-20T14:00" in line
    assert ">Ada</a>" in line
    assert 'class="tape"' in quiet


def test_a_teacher_of_the_course_sees_who_is_in_it(sign_in, otto, mira):
    """pages.md 8.3: who is here is seen by mentors of cohorts and courses."""
    tess = join("Tess", Role.mentor, by=otto)
    cleo = join("Cleo")
    courses.enroll(cleo, knots(tess))
    commit()
    sign_in(cleo).get("/")
    assert [person.name for person, _ in courses.here(again(tess))] == ["Cleo"]
    assert courses.here(again(mira)) == []


def test_the_list_of_students_is_found_sorted_and_of_a_cohort(
    sign_in, otto, mira, enrolled, ben, units, time
):
    cohort = accounts.create_cohort("Sailors", by=otto)
    accounts.join_cohort(ben, cohort)
    accounts.join_cohort(mira, cohort)
    other = accounts.create_cohort("Others", by=otto)
    commit()
    beacon(sign_in(enrolled), activity_type="lesson_complete", unit_id=units["Loops"].id)
    browser = sign_in(mira)

    def names(query):
        page = browser.get(f"/mentor/students{query}").text
        return [name for name in ("Ada", "Ben") if f">{name}</a>" in page], page

    assert names("")[0] == ["Ada", "Ben"]
    assert names("?find=BE")[0] == ["Ben"]
    assert names(f"?cohort={cohort.id}")[0] == ["Ben"]
    by_silence = names("?sort=silence")[1]
    assert by_silence.index(">Ben</a>") < by_silence.index(">Ada</a>")
    assert names("?find=zed")[0] == []
    assert names("?here=1")[0] == []
    assert browser.get(f"/mentor/students?cohort={other.id}").status_code == 404
    assert browser.get("/mentor/students?cohort=x").status_code == 404
    assert browser.get("/mentor/students?page=99&sort=x").status_code == 200
