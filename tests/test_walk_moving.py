"""A mentor moves a block of the week, and drags its lower edge: with a mouse, a finger, keys and buttons."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.walked import cast, site
from tests.weeks_walked import block, week, week_after
from webapp.core import clock

__all__ = ["cast", "site", "week"]

HELD = re.compile("slot--held")


def spans(slot: Locator, starts: str, ends: str) -> None:
    """It stands there from when to when, drawn by the server."""
    expect(slot.locator("> .slot__facts time")).to_have_text([starts, ends])


def place_of(shown: Locator) -> FloatRect:
    box = shown.bounding_box()
    assert box
    return box


def take_edge(page: Page, slot: Locator) -> tuple[float, float, float]:
    """Press the mouse on its lower edge: where that is, and how high a quarter hour is."""
    slot.scroll_into_view_if_needed()
    edge = place_of(slot.locator(".slot__grip"))
    row = slot.locator("xpath=..").evaluate(
        "list => list.getBoundingClientRect().height / getComputedStyle(list).getPropertyValue('--rows')"
    )
    x, y = edge["x"] + edge["width"] / 2, edge["y"] + edge["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    return x, y, row


def test_its_lower_edge_is_dragged_and_the_new_end_is_said_meanwhile(week):
    monday = week_after(1)
    page = week(monday, {"Stretched": [monday], "Behind it": [monday + timedelta(hours=2)]})
    slot, tip = block(page, "Stretched"), page.locator(".slot-tip")

    x, y, row = take_edge(page, slot)
    page.mouse.move(x, y + 2 * row, steps=4)
    expect(tip).to_have_text("Until 10:30, 1 h 30 min")
    page.mouse.move(x, y - 40 * row, steps=4)
    expect(tip).to_have_text("Until 09:15, 15 min")
    page.mouse.move(x, y + 2 * row, steps=4)
    page.mouse.up()
    expect(tip).to_be_hidden()
    expect(page.locator(".toast")).to_contain_text("is now 1 h 30 min long, until 10:30.")
    spans(slot, "09:00", "10:30")
    expect(slot).not_to_have_class(HELD)
    expect(page).to_have_url(re.compile("/mentor/schedules"))

    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".toast")).to_contain_text("is back on Monday")
    spans(slot, "09:00", "10:00")

    x, y, row = take_edge(page, slot)
    page.mouse.move(x, y + 6 * row, steps=4)
    page.mouse.up()
    expect(page.locator(".toast")).to_contain_text("Not changed. At that time you have Behind it.")
    expect(slot).not_to_have_class(HELD)
    expect(slot).not_to_have_attribute("style", re.compile("margin"))
    spans(slot, "09:00", "10:00")
    page.get_by_role("link", name="Change it with a reason").click()
    expect(page.get_by_label("Length")).to_have_value("150")
    page.get_by_label("Why at the same time").fill("The last half hour is a quiz.")
    page.get_by_role("button", name="Save anyway").click()
    spans(slot, "09:00", "11:30")


def test_escape_puts_it_back_and_leads_nowhere(week):
    monday = week_after(2)
    page = week(monday, {"Let go": [monday]})
    slot, tip = block(page, "Let go"), page.locator(".slot-tip")
    x, y, row = take_edge(page, slot)
    page.mouse.move(x, y + 3 * row, steps=4)
    expect(slot).to_have_class(HELD)
    page.keyboard.press("Escape")
    expect(slot).not_to_have_class(HELD)
    expect(tip).to_be_hidden()
    page.mouse.move(x, y + 4 * row, steps=2)
    expect(tip).to_be_hidden()
    page.mouse.up()

    box = place_of(slot)
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] + 20 + 2 * row, steps=4)
    expect(slot).to_have_class(HELD)
    page.keyboard.press("Escape")
    expect(slot).not_to_have_class(HELD)
    page.mouse.move(box["x"] + 20, box["y"] + 20, steps=2)
    page.mouse.up()

    slot.locator(".slot__link").focus()
    page.keyboard.press("Alt+Shift+ArrowDown")
    spans(slot, "09:00", "10:15")
    expect(page).to_have_url(re.compile("/mentor/schedules"))


def test_a_drop_goes_back_with_the_answer_and_stays_where_it_was_accepted(week):
    """No timer decides: with all of them stopped a refusal puts it back; with all of them run off it stays on its new
    place until it is drawn there.
    """
    monday = week_after(10)
    page = week(monday, {"Dropped": [monday], "Taken": [monday + timedelta(hours=2)]})
    page.clock.install()
    page.reload()
    expect(page.locator("#conn")).to_have_text("Live")
    slot, toast = block(page, "Dropped"), page.locator(".toast")
    page.evaluate(
        "document.addEventListener('htmx:sse:before:message', e => e.detail.waitUntil(new Promise(() => {})))"
    )

    def drop(down: float) -> None:
        box = place_of(slot)
        page.mouse.move(box["x"] + 20, box["y"] + 20)
        page.mouse.down()
        page.mouse.move(box["x"] + 20, box["y"] + 20 + down, steps=4)
        expect(slot).to_have_class(HELD)
        page.mouse.up()

    *_, row = take_edge(page, slot)
    page.mouse.up()
    top = place_of(slot)["y"]
    page.clock.pause_at(clock.now() + timedelta(minutes=2))
    drop(8 * row)
    expect(toast).to_contain_text("Not moved. At that time you have Taken.")
    expect(slot).not_to_have_class(HELD)
    assert place_of(slot)["y"] == top

    drop(3 * row)
    expect(toast).to_contain_text("is now on Monday")
    page.clock.run_for(5000)
    assert place_of(slot)["y"] == pytest.approx(top + 3 * row, abs=1)


def test_its_length_is_changed_from_the_keyboard_and_by_buttons(week):
    monday = week_after(3)
    page = week(monday, {"Typed": [monday]})
    slot = block(page, "Typed")
    slot.locator(".slot__link").focus()
    page.keyboard.press("Alt+Shift+ArrowDown")
    spans(slot, "09:00", "10:15")
    expect(slot.locator(".slot__link")).to_be_focused()
    page.keyboard.press("Alt+Shift+ArrowUp")
    spans(slot, "09:00", "10:00")
    slot.hover()
    slot.get_by_role("button", name="Change Typed").click()
    slot.get_by_role("button", name="15 min shorter").click()
    spans(slot, "09:00", "09:45")


def test_of_a_series_it_asks_which(week):
    monday = week_after(4)
    page = week(monday, {"Weekly": [monday + timedelta(days=7 * number) for number in range(3)]})
    slot, toast = block(page, "Weekly"), page.locator(".toast")
    slot.locator(".slot__link").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(toast).to_contain_text("Weekly is one of a series. Which of them?")
    expect(toast.get_by_role("button", name="Only this one")).to_be_focused()
    spans(slot, "09:00", "10:00")
    toast.get_by_role("button", name="This and later").click()
    spans(slot, "09:15", "10:15")
    expect(toast).to_contain_text("So are 2 more of its series.")
    page.get_by_role("link", name="Week after").click()
    spans(slot, "09:15", "10:15")
    expect(page.locator("#conn")).to_have_text("Live")
    slot.hover()
    slot.get_by_role("button", name="Change Weekly").click()
    menu = slot.locator(".slot__menu")
    menu.get_by_role("button", name="15 min longer").click()
    expect(toast.get_by_role("button", name="Only this one")).to_be_focused()
    expect(menu).to_be_hidden()
    page.keyboard.press("Enter")
    spans(slot, "09:15", "10:30")


def test_a_finger_drags_the_edge_and_nothing_else(week, page_for):
    monday = week_after(8)
    page = week(monday, {"Touched": [monday]}, has_touch=True)
    slot = block(page, "Touched")
    slot.scroll_into_view_if_needed()
    edge = place_of(slot.locator(".slot__grip"))
    x, y = edge["x"] + 10, edge["y"] + edge["height"] / 2
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        finger.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]},
        )

    touch("touchStart", (x, y))
    for down in (10, 20, 30, 33):
        touch("touchMove", (x, y + down))
    expect(page.locator(".slot-tip")).to_have_text("Until 10:30, 1 h 30 min")
    touch("touchEnd")
    spans(slot, "09:00", "10:30")


def test_without_scripts_its_buttons_do_the_same(week, page_for):
    monday = week_after(9)
    page = week(monday, {"Plain": [monday]}, java_script_enabled=False)
    slot = block(page, "Plain")
    expect(slot.locator(".slot__grip")).to_be_hidden()
    slot.hover()
    slot.get_by_role("button", name="Change Plain").click()
    slot.get_by_role("button", name="15 min longer").click()
    expect(page.locator(".toast")).to_contain_text("is now 1 h 15 min long, until 10:15.")
    spans(slot, "09:00", "10:15")
