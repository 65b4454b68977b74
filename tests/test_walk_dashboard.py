"""Acceptance walk 1: a dashboard stands open while a student registers and learns elsewhere. Nothing is reloaded."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import PASSWORD
from tests.serving import Served, serving
from tests.staging import Stage, enter, stage

SOON = 15_000
ONCE_LOADED = "performance.getEntriesByType('navigation')[0].startTime + performance.timeOrigin"


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    with serving() as site:
        yield site


@pytest.fixture(scope="module")
def cast(site: Served) -> Stage:
    return stage(site)


def test_a_student_registers_and_learns_while_the_dashboard_is_open(
    site: Served, cast: Stage, page_for: Callable[..., Page]
) -> None:
    mentor, ada, stranger = page_for(site.url), page_for(site.url), page_for(site.url)
    enter(mentor, "Mira", then="/mentor")
    expect(mentor.locator("#conn")).to_have_text("Live", timeout=SOON)
    loaded = mentor.evaluate(ONCE_LOADED)
    active = mentor.locator(".stat", has_text="Active now")
    expect(active).to_contain_text("0of 2")

    stranger.goto("/register")
    for name, value in (("name", "Cleo"), ("email", "cleo@example.org"), ("password", PASSWORD)):
        stranger.fill(f"[name={name}]", value)
    stranger.click("main form button:not([type=button])")
    stranger.wait_for_url(lambda url: "/register" not in url)
    expect(active).to_contain_text("of 3", timeout=SOON)
    expect(active.locator(".stat__value")).to_have_text("1", timeout=SOON)
    expect(mentor.locator(".right-now")).to_have_count(0)

    enter(ada, "Ada", then=f"/units/{cast.units['Loops']}")
    here = mentor.locator(".right-now__person")
    expect(here).to_contain_text("Knots, Loops", timeout=SOON)
    expect(active.locator(".stat__value")).to_have_text("2", timeout=SOON)
    ada.get_by_role("button", name="Mark as done").click()
    expect(mentor.locator(".feed__item").first).to_contain_text("Ada finished Loops", timeout=SOON)
    expect(mentor.locator(".stat", has_text="Learned today").locator(".stat__value")).to_have_text(
        "0.5", timeout=SOON
    )
    expect(mentor.locator(".stat", has_text="Average progress").locator(".stat__value")).to_have_text("20")
    assert mentor.evaluate(ONCE_LOADED) == loaded


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
