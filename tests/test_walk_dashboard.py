"""Acceptance walk 1: a dashboard stands open while a student registers and learns elsewhere. Nothing is reloaded."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.beaconing import zone_far_from_midnight
from tests.conftest import PASSWORD
from tests.serving import Served
from tests.staging import Stage, caller, enter, stage
from tests.walked import site
from webapp.core import clock

__all__ = ["site"]

ONCE_LOADED = "performance.getEntriesByType('navigation')[0].startTime + performance.timeOrigin"


@pytest.fixture(scope="module")
def cast(site: Served) -> Stage:
    return stage(site, zone=zone_far_from_midnight())


def test_a_student_registers_and_learns_while_the_dashboard_is_open(
    site: Served, cast: Stage, page_for: Callable[..., Page]
) -> None:
    mentor, ada, stranger = page_for(site.url), page_for(site.url), page_for(site.url)
    enter(mentor, "Mira", then="/mentor")
    expect(mentor.locator("#conn")).to_have_text("Live")
    loaded = mentor.evaluate(ONCE_LOADED)
    active = mentor.locator(".stat", has_text="Active now")
    expect(active).to_contain_text("0of 2")

    stranger.goto("/register")
    for name, value in (("name", "Cleo"), ("email", "cleo@example.org"), ("password", PASSWORD)):
        stranger.fill(f"[name={name}]", value)
    stranger.click("main form button:not([type=button])")
    stranger.wait_for_url(lambda url: "/register" not in url)
    expect(active).to_contain_text("of 3")
    expect(active.locator(".stat__value")).to_have_text("1")
    expect(mentor.locator(".right-now")).to_have_count(0)

    enter(ada, "Ada", then=f"/units/{cast.units['Loops']}")
    here = mentor.locator(".right-now__person")
    expect(here).to_contain_text("Knots, Loops")
    expect(active.locator(".stat__value")).to_have_text("2")
    ada.get_by_role("button", name="Mark as done").click()
    expect(mentor.locator(".feed__item").first).to_contain_text("Ada finished Loops")
    expect(mentor.locator(".stat", has_text="Learned today").locator(".stat__value")).to_have_text("0.5")
    expect(mentor.locator(".stat", has_text="Average progress").locator(".stat__value")).to_have_text("20")
    assert mentor.evaluate(ONCE_LOADED) == loaded


def test_attendance_ends_while_two_dashboards_are_open(
    site: Served, cast: Stage, page_for: Callable[..., Page]
) -> None:
    mentor, admin, teacher = page_for(site.url), page_for(site.url), page_for(site.url)
    for page, name in ((mentor, "Mira"), (admin, "Otto")):
        enter(page, name, then="/mentor")
        expect(page.locator("#conn")).to_have_text("Live")
        expect(page.locator(".stat", has_text="Attendance, 7 days")).to_have_count(0)
    enter(teacher, "Mira", then="/mentor/attendance")
    teacher.get_by_role("button", name="Start attendance").click()
    expect(teacher.get_by_role("heading", level=1)).to_have_text("Attendance is open")
    teacher.get_by_role("button", name="End session").click()
    for page in (mentor, admin):
        share = page.locator(".stat", has_text="Attendance, 7 days").locator(".stat__value")
        expect(share).to_have_text("0")


def test_an_admins_week_shows_what_a_mentor_plans_meanwhile(
    site: Served, cast: Stage, page_for: Callable[..., Page]
) -> None:
    admin, day = page_for(site.url), clock.now() + timedelta(days=60)
    week = f"{day.isocalendar().year}-W{day.isocalendar().week:02}"
    enter(admin, "Otto", then=f"/mentor/schedules?week={week}")
    expect(admin.locator("#conn")).to_have_text("Live")
    given = {"title": "Bends", "whom": f"student:{cast.people['Ada']}", "time_zone": "UTC"}
    answer = caller(site, "Mira").post(
        "/mentor/schedules", given | {"starts": f"{day:%Y-%m-%d}T14:00", "minutes": "60"}
    )
    assert answer.status == 303, answer.text
    expect(admin.locator(".slot")).to_contain_text("Bends")


def test_today_goes_with_the_clock(site: Served, cast: Stage, page_for: Callable[..., Page]) -> None:
    desk, now = page_for(site.url), clock.now()
    enter(desk, "Mira", then="/mentor")
    expect(desk.locator("#conn")).to_have_text("Live")
    for hours, title in ((1, "Clove hitch"), (2, "Splice")):
        starts = f"{now + timedelta(hours=hours):%Y-%m-%dT%H:%M}"
        given = {"title": title, "whom": f"student:{cast.people['Ada']}", "time_zone": "UTC"}
        caller(site, "Mira").post("/mentor/schedules", {**given, "starts": starts, "minutes": "30"})
    first, second = (desk.locator(".agenda__item", has_text=title) for title in ("Clove hitch", "Splice"))
    expect(first).to_have_attribute("data-now", re.compile(r"\d"))
    expect(second).not_to_have_attribute("data-now", re.compile(""))
    expect(desk.locator(".agenda__item.slot--live")).to_have_count(0)
    desk.clock.set_fixed_time(now + timedelta(minutes=70))
    expect(first).to_have_class(re.compile("slot--live"))
    expect(second).to_have_attribute("data-now", re.compile(r"\d"))
    desk.clock.set_fixed_time(now + timedelta(minutes=180))
    expect(second).to_have_class(re.compile("agenda__item--over"))
    expect(desk.locator(".agenda")).to_have_attribute("data-now", re.compile(r"\d"))
    expect(desk.locator(".agenda__item.slot--live")).to_have_count(0)


def test_without_scripts_everything_is_there_and_can_be_pressed(
    site: Served, cast: Stage, page_for: Callable[..., Page]
) -> None:
    page = page_for(site.url, java_script_enabled=False)
    enter(page, "Mira", then="/mentor")
    expect(page.locator("h1")).to_contain_text("Mira")
    page.get_by_role("link", name="Students", exact=True).click()
    page.fill("[name=find]", "ada")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Ada", exact=True).click()
    expect(page.locator("h1")).to_have_text("Ada")
    student = page_for(site.url, java_script_enabled=False)
    enter(student, "Ada", then="/goals")
    student.fill("[name=title]", "Tie ten knots")
    student.get_by_role("button", name="Set this goal").click()
    student.get_by_role("button", name="Reached: Tie ten knots").click()
    expect(student.locator("main")).to_contain_text("Reached")
    student.goto("/leaderboard")
    student.get_by_role("button", name="Take part").click()
    expect(student.locator("main")).to_contain_text("You take part")
    student.get_by_role("button", name="Hide me").click()
    expect(student.locator("main")).to_contain_text("You are not on it")
