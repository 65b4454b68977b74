"""The week in which a mentor plans: its days and hours, when clocks jump too, and where a new session begins."""

import re

import pytest

from tests.conftest import join
from tests.planning import agreed, cohort_of, planned, the_session
from webapp import accounts
from webapp.accounts import Role, User
from webapp.core.stores import db
from webapp.flow import commit

NEW_YORK = "America/New_York"


@pytest.fixture
def in_zone(app, sign_in, otto):
    """`in_zone("Europe/London")` is a mentor there, with her browser and a student of hers."""

    def found(zone_name):
        mentor = join("Lena", Role.mentor, zone=zone_name, by=db.session.get_one(User, otto.id))
        student = join("Zoe")
        accounts.assign_mentor(student, mentor, by=db.session.get_one(User, otto.id))
        commit()
        return mentor, sign_in(mentor), student

    return found


def days_of(page):
    """The days of a week by their dates, as HTML."""
    return dict(re.findall(r'data-day="([^"]*)"(.*?)</section>', page, re.DOTALL))


def rows_in(day, kind="slot"):
    """Where blocks stand: the quarter hours at which they begin and end."""
    found = re.findall(rf'<li class="{kind}\b[^>]*--from: (-?\d+); --to: (\d+)', day)
    return [(int(first), int(last)) for first, last in found]


@pytest.mark.parametrize("week", ["2026-W48", "2027-W02"], ids=["with sessions", "empty"])
@pytest.mark.parametrize("view", ["", "&view=list"])
def test_each_day_has_a_plain_way_to_a_new_session_on_it(sign_in, ada, mira, week, view):
    agreed(ada, mira)
    browser = sign_in(mira)
    days = days_of(browser.get(f"/mentor/schedules?week={week}{view}").text)
    assert len(days) == 7
    for date, day in days.items():
        [href] = re.findall(r'<a class="grid__add[^"]*" href="([^"]*)"', day)
        assert href.endswith(f"?starts={date}T09:00")
        assert f'name="starts" value="{date}T09:00"' not in day
        assert f'value="{date}T09:00"' in browser.get(href).text
    if not view and week == "2026-W48":
        assert "New session<span" in days["2026-11-24"]
        assert "on Tuesday 24 November</span>" in days["2026-11-24"]


@pytest.mark.parametrize(
    ("now", "week", "starts"),
    [
        ("2026-11-20T14:10+00:00", "2026-W47", "2026-11-20T15:00"),
        ("2026-11-20T23:10+00:00", "2026-W47", "2026-11-20T09:00"),
        ("2026-11-20T14:10+00:00", "2026-W48", "2026-11-23T09:00"),
        ("2026-11-20T14:10+00:00", "2026-W40", "2026-11-20T15:00"),
    ],
)
def test_a_new_session_begins_on_a_sensible_day(sign_in, ada, mira, time, now, week, starts):
    time.set(now)
    page = sign_in(mira).get(f"/mentor/schedules?week={week}").text
    [href] = re.findall(r'href="([^"]*)" data-key="c">(?:(?!New s).)*New schedule', page, re.DOTALL)
    assert href.endswith(f"?starts={starts}")


def test_who_plans_sees_the_hours_of_a_working_day_and_who_takes_part_only_those_in_use(sign_in, ada, mira):
    agreed(ada, mira, "2026-11-24T10:00")
    hours = lambda page: re.findall(r'<span style="--from: \d+">(\d\d)</span>', page)  # noqa: E731
    assert hours(sign_in(mira).get("/mentor/schedules?week=2026-W48").text) == [
        f"{hour:02}" for hour in range(9, 17)
    ]
    assert "16" not in hours(sign_in(ada).get("/schedule?week=2026-W48").text)


@pytest.mark.parametrize(
    ("zone", "week", "day", "gap"),
    [
        (NEW_YORK, "2027-W10", "2027-03-14", "9 13"),
        ("Europe/London", "2027-W12", "2027-03-28", "5 9"),
        ("Australia/Lord_Howe", "2026-W40", "2026-10-04", "9 11"),
        ("Africa/Cairo", "2027-W17", "2027-04-30", "1 5"),
    ],
)
def test_the_hour_that_clocks_jump_over_is_named_on_its_day_alone(in_zone, zone, week, day, gap):
    mentor, browser, student = in_zone(zone)
    agreed(student, mentor, f"{day}T00:00" if zone != "Africa/Cairo" else f"{day}T01:00", zone)
    if zone == "Africa/Cairo":
        agreed(student, mentor, "2027-04-29T00:30", zone)
    days = days_of(browser.get(f"/mentor/schedules?week={week}").text)
    found = {date: re.findall(r'data-gap="([^"]*)"', html) for date, html in days.items()}
    assert {date: gaps for date, gaps in found.items() if gaps} == {day: [gap]}


@pytest.mark.parametrize(
    ("starts", "minutes", "rows"),
    [
        ("2027-03-14T01:30", 60, (7, 15)),  # until 03:30: the clocks jump over an hour
        ("2027-11-07T00:30", 120, (3, 7)),  # until 01:30, the second time
        ("2027-11-07T03:00", 60, (13, 17)),
    ],
)
def test_on_nights_on_which_clocks_jump_blocks_stand_where_the_clocks_say(in_zone, starts, minutes, rows):
    mentor, browser, student = in_zone(NEW_YORK)
    week, before = ("2027-W10", "2027-03-13") if starts < "2027-06" else ("2027-W44", "2027-11-06")
    agreed(student, mentor, f"{before}T00:00", NEW_YORK)
    planned(browser, student, starts=starts, minutes=str(minutes), time_zone=NEW_YORK)
    days = days_of(browser.get(f"/mentor/schedules?week={week}").text)
    assert rows in rows_in(days[starts[:10]])


def test_what_goes_on_past_midnight_takes_time_of_the_next_day(sign_in, ada, mira):
    browser = sign_in(mira)
    planned(browser, ada, title="All night", starts="2026-11-22T23:00", minutes="180")
    agreed(ada, mira, "2026-11-24T00:00")
    monday = days_of(browser.get("/mentor/schedules?week=2026-W48").text)["2026-11-23"]
    assert rows_in(monday) == []
    assert rows_in(monday, "tail") == [(1, 9)]
    assert "All night" in monday
    assert "Monday 23 November" in monday
    for path in ("/schedule?week=2026-W48", "/mentor/schedules?week=2026-W49"):
        reader = sign_in(ada) if path.startswith("/schedule") else browser
        assert 'class="tail"' not in reader.get(path).text


def test_the_cells_are_no_part_of_what_is_sent_and_say_nothing_of_what_a_filter_hides(
    sign_in, ada, ben, mira, otto
):
    cohort_of(ada, mira, by=otto)
    agreed(ada, mira)
    browser = sign_in(mira)
    page = browser.get("/mentor/schedules?week=2026-W48").text
    assert page.count("gridcell") == 0
    assert 'data-free="free"' in page
    narrowed = browser.get(f"/mentor/schedules?week=2026-W48&student={ben.id}").text
    assert 'data-free="nothing of this kind"' in narrowed
    assert the_session().title not in narrowed.partition("<main")[2]
