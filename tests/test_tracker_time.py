"""Time counts while somebody is there; a film counts by the seconds that were played. The page says so, calmly."""

import math

from playwright.sync_api import expect

from tests.beaconing import active_ms, look_at, put_film, rows, stir, told_by, viewed, wait_for
from tests.staging import enter
from tests.tracked import ada, cast, page, site

__all__ = ["ada", "cast", "page", "site"]


def latest(told):
    return max((beat["active_ms"] for type_, beat in told if type_ == "heartbeat"), default=0)


def test_a_machine_that_slept_learned_nothing(ada, site, cast):
    """Closing the lid for an hour: the timers fire once when it opens, and the gap is no learning."""
    told = told_by(ada)
    view = look_at(ada, site, cast.units["Loops"], told)
    ada.clock.run_for(9_000)
    ada.clock.fast_forward(3_600_000)
    stir(ada)
    ada.clock.run_for(5_000)
    ada.goto("/courses")
    wait_for(ada, lambda: active_ms(site, view) >= 14_000, "both parts of it are in the log")
    assert active_ms(site, view) <= 16_000


def test_nobody_there_adds_nothing(ada, site, cast):
    told = told_by(ada)
    look_at(ada, site, cast.units["Loops"], told)
    ada.clock.run_for(299_000)
    wait_for(ada, lambda: ada.clock.run_for(1_000) or latest(told) >= 58_000, "the minute is told")
    ada.clock.run_for(600_000)
    states = {(beat["seq"], beat["active_ms"]) for type_, beat in told if type_ == "heartbeat"}
    assert len(states) <= 3, "an idle page has nothing new to say"
    assert latest(told) <= 62_000


def test_a_hidden_page_adds_nothing(ada, site, cast):
    told = told_by(ada)
    view = look_at(ada, site, cast.units["Loops"], told)
    ada.clock.run_for(9_000)
    ada.evaluate(
        """() => {
            Object.defineProperty(document, "hidden", { value: true, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    for _ in range(5):
        ada.evaluate("document.body.dispatchEvent(new Event('keydown', { bubbles: true }))")
        ada.clock.run_for(10_000)
    ada.goto("/courses")
    wait_for(ada, lambda: active_ms(site, view) >= 9_000, "what there was before is in the log")
    assert active_ms(site, view) <= 11_000


def test_seeking_watches_nothing(ada, site, cast):
    unit_id = put_film(site, cast, "A bowline in slow motion", seconds=60)
    told = told_by(ada)
    ada.goto(f"/units/{unit_id}")
    video = ada.locator("video")
    video.evaluate("film => { film.muted = true; return film.play() }")
    wait_for(ada, lambda: video.evaluate("film => film.currentTime") > 1.2, "it plays")
    left = video.evaluate("film => { const left = film.currentTime; film.currentTime = 40; return left }")
    wait_for(ada, lambda: video.evaluate("film => film.currentTime") > 41.2, "it plays on there")
    stopped = video.evaluate(
        """film => {
            film.pause();
            const stopped = film.currentTime;
            for (const at of [5, 50, 20, 10]) film.currentTime = at;
            return stopped;
        }"""
    )
    wait_for(ada, lambda: not video.evaluate("film => film.seeking"), "it has stopped seeking")
    view = viewed(ada, site, told)
    ada.goto("/courses")
    played = "SELECT played FROM view_days WHERE view_id = ? AND played <> ''"
    wait_for(ada, lambda: rows(site, played, view), "what was played is in the log")
    ((runs,),) = rows(site, played, view)
    seconds = {at for run in runs.split(",") for at in range(*_from_to(run))}
    assert {0, 40} <= seconds <= {*range(math.ceil(left)), *range(40, math.ceil(stopped))}


def _from_to(run: str) -> tuple[int, int]:
    first, last = map(int, run.split("-"))
    return first, last + 1


def test_the_page_says_how_long_one_was_here_today(ada, site, cast):
    """What the server knows of earlier today, and what this view adds; the same after a reload."""
    view = look_at(ada, site, cast.units["Bends"], told_by(ada))
    line = ada.locator("[data-time-here]")
    expect(line).to_have_text(
        "Time here today under a minute. Counted while you are active. Why?", use_inner_text=True
    )
    for _ in range(5):
        stir(ada)
        ada.clock.run_for(30_000)
    expect(line.locator("b")).to_have_text("2 min")
    ada.get_by_text("Why?").click()
    expect(ada.get_by_text("Never what you type")).to_be_visible()
    ada.goto("/courses")
    wait_for(ada, lambda: active_ms(site, view) >= 120_000, "as much is in the log")
    ada.goto(f"/units/{cast.units['Bends']}")
    expect(line.locator("b")).to_have_text("2 min")


def test_scrolling_and_touching_are_left_out_where_the_browser_asks_for_it(site, cast, page_for):
    page = page_for(site.url)
    page.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { value: true })"
    )
    enter(page, "Ada")
    told = told_by(page)
    page.goto(f"/units/{cast.units['Loops']}")
    page.mouse.click(300, 300)
    view = viewed(page, site, told)
    page.goto("/courses")
    wait_for(page, lambda: active_ms(site, view), "and how long it was active")
    assert rows(site, "SELECT scroll_depth, interactions FROM view_days WHERE view_id = ?", view) == [(0, 0)]
    assert told[0][1]["engagement_metrics"] == {}


def test_n_and_p_lead_on_and_back_and_can_be_switched_off(ada, cast):
    first, second = f"**/units/{cast.units['Loops']}", f"**/units/{cast.units['Bends']}"
    ada.goto(f"/units/{cast.units['Loops']}")
    expect(ada.locator("[data-time-here]")).to_be_visible()
    ada.keyboard.press("n")
    ada.wait_for_url(second)
    expect(ada.locator("[data-time-here]")).to_be_visible()
    ada.keyboard.press("p")
    ada.wait_for_url(first)
    expect(ada.locator("[data-time-here]")).to_be_visible()
    ada.get_by_text("Why?").click()
    ada.get_by_label("Use single keys on this device").uncheck()
    ada.keyboard.press("n")
    ada.get_by_label("Use single keys on this device").check()
    ada.wait_for_url(first)
    ada.keyboard.press("n")
    ada.wait_for_url(second)
