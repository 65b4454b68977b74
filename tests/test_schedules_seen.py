"""Which of its participants have seen a session: what counts as seen, what makes it unseen again, and who sees that."""

import re

import pytest
import sqlalchemy as sa

from tests.conftest import PASSWORD, Visitor
from tests.counting import statements
from tests.planning import agreed, cohort_of, planned, sessions, shown, the_session, typed
from webapp import accounts
from webapp.accounts import User
from webapp.core.stores import db
from webapp.flow import commit
from webapp.schedules.models import Sighting

WEEK = "/schedule?week=2026-W48"


SHOWN = re.compile(
    r'<form method="post" action="([^"]*)" data-sightings>\s*(?:<input type="hidden" name="shown" value="([^"]*)">)?'
)


def form_on(browser, path):
    """The form by which a page is posted as seen: where to, and what is new on it."""
    [found] = SHOWN.findall(browser.get(path).text)
    return found


def looks_at(browser: Visitor, path):
    """As somebody who sees the page."""
    action, new = form_on(browser, path)
    if new:
        assert browser.post(action, data={"shown": new}).status_code == 303


def told(browser, number=None):
    """What the page of the session says of who has seen it."""
    page = shown(browser, f"/schedule/{number or the_session().id}")
    text = re.sub(r"<[^>]*>", " ", page.partition('class="seen"')[2].partition("</section>")[0])
    return " ".join(text.partition(">")[2].split())


def sightings():
    db.session.rollback()
    return list(db.session.execute(sa.select(Sighting.student_id, Sighting.edition)).all())


@pytest.mark.parametrize("path", [WEEK, "/schedule", "/schedule/1"])
def test_who_looks_at_a_page_with_it_on_has_seen_it(sign_in, ada, ben, mira, path):
    planned(sign_in(mira), cohort_of(ada, ben, by=mira))
    browser = sign_in(mira)
    assert told(browser) == "Seen by 0 of 2 Ada, Ben"
    looks_at(sign_in(ada), path)
    assert told(browser).startswith("Seen by 1 of 2 Ada")
    assert told(browser).endswith("Not yet: Ben")


@pytest.mark.parametrize(
    ("path", "how"),
    [
        (WEEK, {}),
        ("/schedule/1", {}),
        (WEEK, {"method": "HEAD"}),
        ("/notifications", {}),
        ("/schedule/1.ics", {}),
        ("/api/schedules", {}),
        ("/api/schedules/1", {}),
    ],
    ids=str,
)
def test_nothing_else_counts_as_seen(sign_in, ada, mira, path, how):
    """Not even to fetch the page: it may be fetched ahead, or lie in a tab that nobody opens."""
    planned(sign_in(mira), ada)
    assert sign_in(ada).open(path, **how).status_code == 200
    assert sightings() == []


def test_of_sessions_that_are_over_a_week_counts_that_shows_them(sign_in, ada, mira):
    planned(sign_in(mira), ada, starts="2026-11-19T10:00")
    browser = sign_in(ada)
    looks_at(browser, "/schedule?week=2026-W10")
    assert sightings() == []
    looks_at(browser, "/schedule?week=2026-W47")
    assert len(sightings()) == 1


def test_it_is_kept_once_and_then_only_asked(app, sign_in, ada, mira):
    for day in (23, 24, 25):
        agreed(ada, mira, f"2026-11-{day}T14:00")
    browser = sign_in(ada)
    looks_at(browser, WEEK)
    assert len(sightings()) == 3
    for path in (WEEK, "/schedule/1"):
        action, new = form_on(browser, path)
        assert new == ""
        with statements(db.engine) as sent:
            browser.post(action)
        assert [
            one for one in sent if "sightings" in one and not one.lstrip().upper().startswith("SELECT")
        ] == []
    assert len(sightings()) == 3


def test_of_more_than_are_listed_those_beyond_are_not_seen(sign_in, ada, mira):
    for day in range(1, 25):
        agreed(ada, mira, f"2027-03-{day:02}T14:00")
    looks_at(sign_in(ada), "/schedule")
    assert len(sightings()) == 20


EDITS = {
    "another time": ("move", {"minutes": "15"}),
    "another length": ("move", {"longer": "15"}),
    "called off": ("status", {"status": "canceled"}),
    "another place": ("", {"place": "Room 5"}),
}


@pytest.mark.parametrize("edit", EDITS)
def test_what_matters_makes_it_unseen_again(sign_in, ada, mira, edit):
    browser = sign_in(mira)
    planned(browser, ada, place="Room 4")
    looks_at(sign_in(ada), WEEK)
    assert told(browser).startswith("Seen Ada")
    deed, data = EDITS[edit]
    path = f"/mentor/schedules/{the_session().id}" + (f"/{deed}" if deed else "")
    answer = browser.post(path, data=data if deed else typed(ada, **data))
    assert answer.status_code == 303, answer.text
    assert told(browser) == "Not seen yet Ada (saw it before it changed)"
    looks_at(sign_in(ada), WEEK)
    assert told(browser).startswith("Seen Ada")


@pytest.mark.parametrize(
    "more", [{"title": "Splices"}, {"description": "Bring rope."}, {"remind_minutes": "60"}]
)
def test_what_does_not_matter_leaves_it_seen(sign_in, ada, mira, more):
    browser = sign_in(mira)
    planned(browser, ada)
    looks_at(sign_in(ada), WEEK)
    assert browser.post(f"/mentor/schedules/{the_session().id}", data=typed(ada, **more)).status_code == 303
    assert told(browser).startswith("Seen Ada")


def test_who_is_put_on_again_sees_it_anew(sign_in, ada, ben, mira):
    browser = sign_in(mira)
    planned(browser, ada)
    looks_at(sign_in(ada), WEEK)
    for student in (ben, ada):
        browser.post(f"/mentor/schedules/{the_session().id}", data=typed(student))
    assert told(browser) == "Not seen yet Ada"


def test_what_was_drawn_before_a_change_does_not_count_as_seen_after_it(sign_in, ada, mira):
    browser, mentor = sign_in(ada), sign_in(mira)
    planned(mentor, ada)
    action, new = form_on(browser, WEEK)
    mentor.post(f"/mentor/schedules/{the_session().id}/move", data={"minutes": "15"})
    assert browser.post(action, data={"shown": new}).status_code == 303
    assert told(mentor) == "Not seen yet Ada (saw it before it changed)"


@pytest.mark.parametrize("shown", ["9.0", "1.99", "2.0"])
def test_a_page_cannot_have_shown_what_is_not_there(sign_in, ada, ben, mira, shown):
    """The session of another, one that is not there, an edition to come."""
    planned(sign_in(mira), ada)
    agreed(ben, mira, "2026-11-25T14:00")
    assert sign_in(ada).post("/schedule/sightings?week=2026-W48", data={"shown": shown}).status_code == 303
    assert sightings() == ([(ada.id, sessions()[0].edition)] if shown == "1.99" else [])


@pytest.mark.parametrize("shown", ["1", "one.0", "1.0;2.0", "-1.0", "1.0 " + "9" * 40 + ".0"])
def test_what_no_page_prints_is_refused(sign_in, ada, mira, shown):
    planned(sign_in(mira), ada)
    answer = sign_in(ada).post("/schedule/1/sightings", data={"shown": shown})
    assert answer.status_code == 422
    assert sightings() == []


@pytest.mark.parametrize("path", ["/schedule/sightings?week=2026-W48", "/schedule/1/sightings"])
def test_a_page_that_stays_open_says_what_a_redraw_brought(sign_in, ada, ben, mira, path):
    browser = sign_in(mira)
    planned(browser, ada)
    assert sign_in(ada).post(path, headers={"HX-Request": "true"}).status_code == 204
    assert told(browser).startswith("Seen Ada")
    assert sign_in(ben).post("/schedule/1/sightings").status_code == 404


def test_it_moves_on_the_page_of_its_mentor_and_on_nobody_elses(
    sign_in, heard, looking, ada, ben, mira, noor, otto
):
    planned(sign_in(mira), cohort_of(ada, ben, by=mira))
    region = f"seen-{the_session().id}"
    see = looking(mira, region)
    looks_at(sign_in(ada), WEEK)
    assert "Seen by 1 of 2" in see()
    for hearer in (mira, otto):
        assert "schedule:seen" in heard(hearer)
    for outsider in (ada, ben, noor):
        assert "schedule:seen" not in heard(outsider)
        assert 'class="seen"' not in sign_in(outsider).get(f"/schedule/{sessions()[0].id}").text


def test_who_comes_into_a_cohort_has_not_seen_its_sessions(sign_in, looking, ada, ben, mira, otto):
    crew = cohort_of(ada, by=otto)
    schedule = agreed(crew, mira)
    looks_at(sign_in(ada), WEEK)
    see = looking(mira, f"seen-{schedule.id}")
    accounts.join_cohort(db.session.get_one(User, ben.id), crew)
    commit()
    assert "Seen by 1 of 2" in see()


def test_of_who_leaves_for_good_nothing_is_left(sign_in, ada, mira):
    planned(sign_in(mira), ada)
    browser = sign_in(ada)
    looks_at(browser, WEEK)
    assert len(sightings()) == 1
    browser.post("/settings/leaving", data={"password": PASSWORD})
    assert sightings() == []


MENTORS_WEEK = "/mentor/schedules?week=2026-W48"


def on_blocks(browser, path=MENTORS_WEEK):
    """What the blocks of a week say of who has seen them, in order."""
    return re.findall(r'<span class="slot__seen"[^>]*>([^<]*)</span>', browser.get(path).text)


def test_a_week_says_of_each_session_by_how_many_it_was_seen(sign_in, ada, ben, mira, otto):
    crew = cohort_of(ada, ben, mira, by=otto)
    for number, whom in enumerate((crew, [ada, ben], ada)):
        agreed(whom, mira, f"2026-11-{24 + number}T14:00")
    empty = cohort_of(by=otto, name="Nobody")
    agreed(empty, mira, "2026-11-27T14:00")
    browser = sign_in(mira)
    assert on_blocks(browser) == ["Seen by 0 of 2", "Seen by 0 of 2", "Not seen yet", "Nobody takes part yet"]
    looks_at(sign_in(ada), WEEK)
    assert on_blocks(browser) == ["Seen by 1 of 2", "Seen by 1 of 2", "Seen", "Nobody takes part yet"]
    assert on_blocks(sign_in(otto)) == on_blocks(browser)
    assert on_blocks(sign_in(ada), WEEK) == []
    for view in ("&view=list", f"&student={ada.id}"):
        assert on_blocks(browser, MENTORS_WEEK + view)[:3] == ["Seen by 1 of 2", "Seen by 1 of 2", "Seen"]


def test_a_week_and_the_page_of_a_session_count_alike(sign_in, ada, ben, mira, otto):
    crew = cohort_of(ada, ben, mira, by=otto)
    agreed(crew, mira)
    looks_at(sign_in(ben), WEEK)
    browser = sign_in(mira)
    browser.post(f"/mentor/schedules/{the_session().id}/move", data={"minutes": "15"})
    looks_at(sign_in(ada), WEEK)
    sign_in(ben).post("/settings/leaving", data={"password": PASSWORD})
    assert on_blocks(browser) == ["Seen"]
    assert told(browser).startswith("Seen Ada")


def test_of_what_is_over_or_complete_a_week_does_not_say_it(sign_in, ada, mira):
    agreed(ada, mira, "2026-11-19T10:00")
    schedule = agreed(ada, mira)
    browser = sign_in(mira)
    assert on_blocks(browser, "/mentor/schedules?week=2026-W47") == []
    browser.post(f"/mentor/schedules/{schedule.id}/status", data={"status": "canceled"})
    assert on_blocks(browser) == ["Not seen yet"]
    for status in ("scheduled", "completed"):
        browser.post(f"/mentor/schedules/{schedule.id}/status", data={"status": status})
    assert on_blocks(browser) == []


def test_a_week_that_stands_open_follows(sign_in, looking, ada, ben, mira, noor, otto):
    crew = cohort_of(ada, mira, by=otto)
    agreed(crew, mira)
    agreed(ada, noor)
    region = f"week-{mira.id}-2026-W48"
    see, pulse = looking(mira, region), looking(mira, f"schedules-pulse-{mira.id}")
    admins = looking(otto, f"schedules-pulse-{otto.id}")
    looks_at(sign_in(ada), WEEK)
    drawn = see()
    assert drawn.count('class="slot__seen"') == 1
    assert ">Seen<" in drawn
    assert "data-pulse" in pulse()
    assert "data-pulse" in admins()
    accounts.join_cohort(db.session.get_one(User, ben.id), crew)
    commit()
    assert "Seen by 1 of 2" in see()


def test_the_pulse_beats_when_one_is_seen(sign_in, ada, mira, time):
    agreed(ada, mira)
    browser = sign_in(mira)
    beat = lambda: re.findall(r'data-pulse="([^"]*)"', browser.get(f"{MENTORS_WEEK}&student={ada.id}").text)  # noqa: E731
    before = beat()
    time.forward(minutes=1)
    assert beat() == before
    looks_at(sign_in(ada), WEEK)
    assert beat() != before


def test_the_pulse_beats_when_a_student_joins_its_cohort_or_leaves(looking, ada, ben, mira, otto):
    cohort = cohort_of(ada, mira, by=otto)
    agreed(cohort, mira)
    pulses = [looking(person, f"schedules-pulse-{person.id}") for person in (mira, otto)]
    beats = set()
    for change in (accounts.add_member, accounts.leave_cohort):
        admin = db.session.get_one(User, otto.id)
        change(db.session.get_one(User, ben.id), accounts.cohort(cohort.id), by=admin)
        commit()
        [one] = {beat for see in pulses for beat in re.findall(r'data-pulse="([^"]+)"', see())}
        beats.add(one)
    assert len(beats) == 2
