"""The bell and the page of notifications in real browsers: side by side, by keys, and without scripts."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from tests.calling import Caller
from tests.conftest import PASSWORD
from tests.serving import Served, serving
from tests.staging import Stage, backstage, caller, enter, stage
from webapp import notifications
from webapp.core import clock
from webapp.core.stores import db
from webapp.flow import Notice, NoticeKind, Topic, commit
from webapp.notifications.models import Notification

ONCE_LOADED = "performance.getEntriesByType('navigation')[0].startTime + performance.timeOrigin"


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    with serving(TANDEM_THROTTLE="off") as site:
        yield site


@pytest.fixture(scope="module")
def cast(site: Served) -> Stage:
    return stage(site)


@pytest.fixture
def at(site: Served, cast: Stage, page_for: Callable[..., Page]) -> Callable[..., Page]:
    """`at("Ada", "/")` is her browser there, and live. Nobody has a line when the test begins."""
    with backstage(site):
        db.session.execute(sa.delete(Notification))
        commit()

    def opened(name: str, address: str, **options: object) -> Page:
        page = page_for(site.url, **options)
        enter(page, name, then=address)
        if options.get("java_script_enabled", True):
            expect(page.locator("#conn")).to_have_text("Live")
        return page

    return opened


@pytest.fixture
def mira(site: Served, cast: Stage) -> Caller:
    return caller(site, "Mira")


@pytest.fixture
def tell(cast: Stage, mira: Caller) -> Callable[..., None]:
    """`tell("Bring a rope")`: Mira tells Ada so, while pages stand open."""

    def told(title: str, **more: str) -> None:
        body = {"userId": cast.people["Ada"], "type": "social", "title": title, "link": "/courses"} | more
        answer = mira.post("/api/notifications", json_body=body)
        assert answer.status == 201, answer.text

    return told


def leave(site: Served, cast: Stage, *titles: str, **more: object) -> None:
    """Lines for Ada that were there before anybody looks."""
    usual: dict[str, Any] = {"kind": NoticeKind.social, "topic": Topic.entries, "link": "/courses"}
    with backstage(site):
        for title in titles:
            notifications.leave([Notice(**usual | {"to": cast.people["Ada"], "title": title} | more)])
            commit()


def bell(page: Page, unread: int) -> None:
    words = f"Notifications, {unread} unread" if unread else "Notifications"
    expect(page.locator(".bell")).to_contain_text(words)
    expect(page.locator(".bell__count")).to_have_count(1 if unread else 0)


def listed(page: Page, *titles: str) -> None:
    expect(page.locator(".inbox .note__title a")).to_have_text(list(titles))


def test_walk_1_a_student_registers_and_the_bell_rings(site, at):
    desk, admin = at("Mira", "/mentor"), at("Otto", "/notifications")
    loaded = desk.evaluate(ONCE_LOADED)
    bell(desk, 0)
    given = {"name": "Cleo", "email": "cleo@example.org", "password": PASSWORD, "time_zone": "UTC"}
    assert Caller(site.url).post("/register", given).status == 303
    bell(desk, 1)
    bell(admin, 1)
    listed(admin, "Cleo registered")
    desk.locator(".bell").click()
    expect(desk.locator("#inbox")).to_contain_text("Cleo registered")
    given |= {"name": "Dora", "email": "dora@example.org"}
    assert Caller(site.url).post("/register", given).status == 303
    expect(desk.locator("#inbox")).to_contain_text("2 students registered")
    expect(desk.locator("#inbox"), "a push leaves it open").to_be_visible()
    bell(desk, 1)
    assert desk.evaluate(ONCE_LOADED) == loaded, "the page was reloaded"


def test_read_on_one_tab_is_read_on_the_other(at, tell):
    work, centre, phone = (
        at("Ada", "/courses"),
        at("Ada", "/notifications"),
        at("Ada", "/notifications?show=unread"),
    )
    outsider = at("Ben", "/courses")
    tell("Bring a rope")
    tell("And a knife", link="/settings")
    for page in (work, centre, phone):
        bell(page, 2)
    listed(centre, "And a knife", "Bring a rope")
    listed(phone, "And a knife", "Bring a rope")

    work.locator(".bell").click()
    work.locator("#inbox").get_by_role("link", name="And a knife").click()
    work.wait_for_url("**/settings")
    bell(work, 1)
    bell(centre, 1)
    expect(centre.locator(".inbox .note--new")).to_have_count(1)
    listed(phone, "Bring a rope")

    centre.get_by_role("button", name="Mark all read").first.click()
    for page in (work, centre, phone):
        bell(page, 0)
    expect(phone.get_by_role("heading", name="No unread notifications")).to_be_visible()

    centre.get_by_role("button", name="Clear all 2").click()
    expect(centre.locator(".toast")).to_contain_text("2 notifications cleared.")
    expect(centre.get_by_role("heading", name="You are up to date")).to_be_visible()
    centre.get_by_role("button", name="Undo").click()
    listed(centre, "And a knife", "Bring a rope")
    bell(outsider, 0)


def test_reading_is_kept_without_a_connection_and_sent_with_the_next(site, cast, at, page_for):
    page_for.forgive("INTERNET_DISCONNECTED|Failed to fetch")
    leave(site, cast, "One", "Two", "Three")
    page, phone = at("Ada", "/notifications"), at("Ada", "/courses")
    bell(phone, 3)
    page.context.set_offline(True)
    expect(page.locator("#conn")).to_have_text("Offline")
    page.get_by_role("button", name="Mark read: Two").click()
    line = page.locator(".inbox .note", has_text="Two")
    expect(line.locator(".note__kept")).to_be_visible()
    expect(page.locator("#conn")).to_have_text("Offline, 1 waiting")
    expect(page.locator("#say")).to_have_text("Kept on this device, and sent when you are back.")
    expect(page.locator(".inbox .note__kept:visible")).to_have_count(1)

    page.context.set_offline(False)
    expect(page.locator("#conn")).to_have_text("Live")
    expect(page.locator(".inbox .note--new")).to_have_count(2)
    expect(page.locator(".inbox .note__kept:visible")).to_have_count(0)
    bell(page, 2)
    bell(phone, 2)


def test_all_that_is_marked_read_offline_outlives_the_page(site, cast, at, page_for):
    page_for.forgive("INTERNET_DISCONNECTED|Failed to fetch")
    leave(site, cast, "One", "Two")
    page, phone = at("Ada", "/courses"), at("Ada", "/courses")
    page.locator(".bell").click()
    page.context.set_offline(True)
    expect(page.locator("#conn")).to_have_text("Offline")
    page.locator("#inbox").get_by_role("button", name="Mark all read").click()
    expect(page.locator("#conn")).to_have_text("Offline, 1 waiting")
    again = page.context.new_page()
    page.close()
    bell(phone, 2)
    again.context.set_offline(False)
    again.goto("/courses")
    bell(again, 0)
    bell(phone, 0)


def test_what_cannot_wait_says_so_and_offers_another_try(site, cast, at, page_for):
    page_for.forgive("INTERNET_DISCONNECTED|Failed to fetch")
    leave(site, cast, "One")
    page = at("Ada", "/notifications")
    page.context.set_offline(True)
    page.get_by_role("button", name="Clear: One").click()
    failed = page.get_by_role("alert").filter(has_text="This needs a connection. Nothing was changed.")
    expect(failed).to_be_visible()
    page.context.set_offline(False)
    failed.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="You are up to date")).to_be_visible()
    expect(failed).to_have_count(0)


def test_an_answer_that_is_no_is_said(site, cast, at, page_for):
    page_for.forgive("status of 404")
    leave(site, cast, "One")
    page = at("Ada", "/notifications")
    with backstage(site):
        db.session.execute(sa.delete(Notification))
        commit()
    page.get_by_role("button", name="Clear: One").click()
    said = page.get_by_role("alert").filter(has_text="There is no such notification.")
    expect(said).to_be_visible()
    said.get_by_role("button", name="Close").click()
    expect(said).to_have_count(0)


def test_a_push_waits_for_an_answer_and_no_longer(site, cast, at, page_for, tell):
    """Also where the answer takes away the button that was pressed. The last resort of five seconds is out here."""
    leave(site, cast, "One", "Two")
    page = page_for(site.url)
    page.add_init_script("""
        const soon = window.setTimeout;
        window.setTimeout = (then, after, ...given) => (after === 5000 ? 0 : soon(then, after, ...given));
    """)
    enter(page, "Ada", then="/notifications")
    expect(page.locator("#conn")).to_have_text("Live")
    page.get_by_role("button", name="Clear: One").click()
    expect(page.locator(".inbox .note")).to_have_count(1)
    tell("Bring a rope")
    listed(page, "Bring a rope", "Two")
    bell(page, 2)


def test_a_line_opened_in_a_new_tab_is_read_too(at, tell):
    page = at("Ada", "/notifications")
    tell("Bring a rope")
    bell(page, 1)
    with page.context.expect_page() as opened:
        page.locator(".inbox").get_by_role("link", name="Bring a rope").click(modifiers=["ControlOrMeta"])
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Courses")
    bell(page, 0)


def test_what_is_over_goes_from_an_open_page(site, at, tell):
    page = at("Ada", "/notifications")
    tell("Stays")
    tell("Starts soon", expiresAt=(clock.now() + timedelta(hours=1)).isoformat())
    listed(page, "Starts soon", "Stays")
    with backstage(site):
        soon = sa.update(Notification).where(Notification.title == "Starts soon")
        db.session.execute(soon.values(expires_at=clock.now()))
        commit()
    expect(page.locator(".inbox .note")).to_have_count(1)
    bell(page, 1)


def test_by_keys(site, cast, at):
    leave(site, cast, "One", "Two", "Three", "Four")
    page = at("Ada", "/notifications")
    on = page.locator(".inbox .note:focus-within .note__title a")
    page.keyboard.press("j")
    expect(on).to_have_text("Four")
    page.keyboard.press("j")
    expect(on).to_have_text("Three")
    page.keyboard.press("e")
    expect(page.locator(".inbox .note--new")).to_have_count(3)
    expect(on).to_have_text("Three")
    page.keyboard.press("x")
    listed(page, "Four", "Two", "One")
    expect(on).to_have_text("Two")
    page.keyboard.press("u")
    listed(page, "Four", "Three", "Two", "One")
    expect(on).to_have_text("Two")
    page.keyboard.press("k")
    expect(on).to_have_text("Three")
    page.keyboard.press("m")
    expect(page.locator(".toast")).to_contain_text("Entries are muted.")
    expect(page.get_by_role("checkbox", name="Entries")).not_to_be_checked()
    page.keyboard.press("u")
    expect(page.get_by_role("checkbox", name="Entries")).to_be_checked()

    page.keyboard.press("?")
    page.keyboard.press("Space")
    expect(page.get_by_label("Use these keys")).not_to_be_checked()
    page.reload()
    page.keyboard.press("j")
    expect(on).to_have_count(0)
    page.goto("/schedule")
    page.locator("[data-keys] summary").click()
    expect(page.get_by_label("Use single keys on this device"), "one switch for all").not_to_be_checked()
    page.goto("/notifications")
    page.get_by_label("Use these keys").check()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/courses")


def test_older_lines_stay_true(site, cast, at, tell):
    leave(site, cast, *(f"Line {number}" for number in range(45)))
    page = at("Ada", "/notifications")
    expect(page.locator(".inbox .note")).to_have_count(20)
    page.get_by_role("link", name="Show older").click()
    expect(page.locator(".inbox .note")).to_have_count(40)
    page.get_by_role("link", name="Show older").click()
    expect(page.locator(".inbox .note")).to_have_count(45)
    expect(page.get_by_role("link", name="Show older")).to_have_count(0)
    tell("The newest")
    listed(page, "The newest", *(f"Line {number}" for number in range(44, -1, -1)))
    page.locator("#older").get_by_role("button", name="Clear: Line 3", exact=True).click()
    listed(page, "The newest", *(f"Line {number}" for number in range(44, -1, -1) if number != 3))
    page.get_by_role("button", name="Mark all read").first.click()
    expect(page.locator(".inbox .note--new")).to_have_count(0)


def test_preferences_are_kept_as_they_are_pressed(site, cast, at):
    page, other = at("Ada", "/settings"), at("Ada", "/notifications")
    page.get_by_role("checkbox", name="Reminders").uncheck()
    expect(other.get_by_role("checkbox", name="Reminders")).not_to_be_checked()
    expect(page.get_by_role("checkbox", name="Live sessions")).to_be_disabled()
    page.get_by_role("checkbox", name="Reminders").check()
    expect(other.get_by_role("checkbox", name="Reminders")).to_be_checked()


def test_a_form_that_came_back_is_not_read_again_and_again(at, tell, page_for):
    page_for.forgive("status of 4(05|22)")
    page = at("Ada", "/settings")
    page.clock.install()
    page.get_by_label("Daily goal in minutes").fill("3")
    page.locator("form[action='/settings/profile'] button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("#conn")).to_have_text("Live")
    read = []
    page.on(
        "request", lambda request: read.append(request.url) if "/settings/profile" in request.url else None
    )
    with page.expect_response("**/settings/profile"):
        page.evaluate("document.dispatchEvent(new Event('resync'))")
    for _ in range(3):
        page.clock.run_for(10_000)
    assert len(read) == 1
    tell("Bring a rope")
    bell(page, 1)


def test_everything_without_scripts(site, cast, at):
    leave(site, cast, "One", "Two", "Three")
    page = at("Ada", "/courses", java_script_enabled=False)
    bell(page, 3)
    page.locator(".bell").click()
    expect(page.locator("#inbox")).to_be_visible()
    page.locator("#inbox").get_by_role("button", name="Three").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Courses")
    bell(page, 2)
    page.locator(".bell").click()
    page.get_by_role("link", name="See everything").click()
    page.get_by_role("button", name="Mark read: Two").click()
    bell(page, 1)
    page.get_by_role("button", name="Mark unread: Two").click()
    bell(page, 2)
    page.get_by_role("button", name="Clear: One").click()
    expect(page.get_by_text("Cleared: One")).to_be_visible()
    page.get_by_role("button", name="Clear all 2").click()
    expect(page.get_by_text("2 notifications cleared.")).to_be_visible()
    page.get_by_text("Recently cleared").click()
    page.get_by_role("button", name="Bring back: One").click()
    expect(page.locator(".inbox .note")).to_have_count(1)
    page.get_by_role("button", name="Mute entries").click()
    expect(page.get_by_role("checkbox", name="Entries")).not_to_be_checked()
    page.get_by_role("checkbox", name="Entries").check()
    page.get_by_role("button", name="Save preferences").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Entries")).to_be_checked()
    page.locator(".filters").get_by_role("link", name="Sessions").click()
    expect(page.get_by_role("heading", name="Nothing about sessions")).to_be_visible()
