"""A teacher makes and imports courses in a real browser, with scripts and without."""

import io
import random
import re
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.beaconing import wait_for
from tests.serving import Served
from tests.staging import Stage, enter, stage
from webapp.courses.importing.models import SILENCE

WORDS = [f"word{number}" for number in range(5_000)]


@pytest.fixture(scope="module")
def cast(served: Served) -> Stage:
    return stage(served)


@pytest.fixture
def mira(served: Served, cast: Stage, page_for: Callable[..., Page]) -> Callable[..., Page]:
    """`mira(address)` is her page there."""

    def at(address: str, **options: object) -> Page:
        page = page_for(served.url, **options)
        enter(page, "Mira", then=address)
        return page

    return at


def rows(page: Page) -> list[str]:
    """The titles of the first module's units, as the plan shows them."""
    found = page.locator(".plan").first.locator("ol .plan__unit > div > a").all_text_contents()
    return [title.rpartition(": ")[2] for title in found]


def large_course(path: Path, pages: int) -> Path:
    """A course that takes a while to read."""
    places = "".join(f'<vertical url_name="v{number}"/>' for number in range(pages))
    files = {
        "course.xml": '<course url_name="run" org="Org" course="Large"/>',
        "course/run.xml": '<course display_name="A large course"><chapter url_name="ch"/></course>',
        "chapter/ch.xml": '<chapter display_name="Chapter"><sequential url_name="s"/></chapter>',
        "sequential/s.xml": f"<sequential>{places}</sequential>",
    }
    chance = random.Random(7)
    for number in range(pages):
        words = " ".join(chance.choices(WORDS, k=900))
        files[f"vertical/v{number}.xml"] = (
            f'<vertical display_name="P{number}"><html url_name="h{number}"/></vertical>'
        )
        files[f"html/h{number}.xml"] = f'<html filename="h{number}"/>'
        files[f"html/h{number}.html"] = f"<p>{words}</p>"
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"course/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content.encode()))
    return path


def test_a_unit_is_moved_by_keyboard_and_focus_stays_on_its_button(mira, cast):
    page = mira(f"/mentor/courses/{cast.course_id}")
    assert rows(page) == ["Loops", "Bends", "A bowline in slow motion"]
    up = page.locator(f"#order-unit-{cast.units['A bowline in slow motion']}-up")
    up.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#say")).to_have_text("A bowline in slow motion moved up.")
    wait_for(page, lambda: rows(page) == ["Loops", "A bowline in slow motion", "Bends"], "it has moved")
    expect(up).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".plan__unit").first).to_contain_text("bowline")
    expect(up).to_be_focused()
    assert page.url.endswith(f"/mentor/courses/{cast.course_id}")


def test_what_was_taken_out_can_be_undone_at_once(mira, cast):
    page = mira(f"/mentor/courses/{cast.course_id}")
    page.locator(f"#take-out-{cast.units['Loops']}").click()
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    wait_for(page, lambda: "Loops" not in rows(page), "it is gone")
    undo.click()
    expect(page.locator(".toast")).to_have_text("Loops is back.")
    wait_for(page, lambda: "Loops" in rows(page), "it is back")


def test_another_teachers_plan_moves_along(mira, cast):
    one, other = mira(f"/mentor/courses/{cast.course_id}"), mira(f"/mentor/courses/{cast.course_id}")
    expect(other.locator("#conn")).to_have_text("Live")
    before = rows(other)
    one.locator(f"#order-unit-{cast.units['Bends']}-up").click()
    expect(other.locator("ol .plan__unit").nth(before.index("Bends") - 1)).to_contain_text("Bends")


def test_a_text_is_previewed_while_it_is_typed(mira, cast):
    page = mira(f"/mentor/units/{cast.units['Bends']}")
    page.locator("#f-body").press("Control+End")
    page.keyboard.type("\n\n## A sheet bend\n\n<b>as text</b>")
    expect(page.locator("#preview h2")).to_have_text("A sheet bend")
    expect(page.locator("#preview")).to_contain_text("<b>as text</b>")
    page.reload()
    expect(page.locator("#preview h2")).to_have_count(0)


def test_without_scripts_a_course_is_made_and_imported_all_the_same(mira, cast, tmp_path):
    page = mira("/mentor/courses/new", java_script_enabled=False)
    page.fill("[name=title]", "Whippings")
    page.get_by_role("button", name="Make the course").click()
    page.fill("[name=title]", "First")
    page.get_by_role("button", name="Add module").click()
    page.get_by_role("link", name=re.compile("Add unit")).click()
    page.get_by_label("Lesson").check()
    page.fill("[name=title]", "A whipping")
    page.get_by_role("button", name="Go on").click()
    page.fill("[name=body]", "**Twine**")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview strong")).to_have_text("Twine")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#preview strong")).to_have_text("Twine")

    page.goto("/mentor/courses/import")
    page.set_input_files("[name=archive]", large_course(tmp_path / "c.tar.gz", 3))
    page.get_by_role("button", name="Upload and import").click()
    expect(page.get_by_role("heading", name="A large course is")).to_be_visible()


NOTE_WHAT_IT_SAYS = """
window.said = [];
new MutationObserver(() => {
  const now = document.querySelector(".import__now");
  if (now) window.said.push(now.textContent);
}).observe(document, { subtree: true, childList: true, characterData: true });
"""
"""Every text of the progress line on this page, however short it stands there."""


def test_an_import_is_watched_to_its_account(mira, tmp_path):
    page = mira("/mentor/courses/import")
    page.context.add_init_script(NOTE_WHAT_IT_SAYS)
    page.set_input_files("[name=archive]", large_course(tmp_path / "c.tar.gz", 1500))
    page.get_by_role("button", name="Upload and import").click()
    page.wait_for_url("**/mentor/imports/*")
    expect(page.get_by_role("heading", name="A large course")).to_be_visible()
    said = page.evaluate("window.said")
    counts = [int(found[1]) for text in said if (found := re.search(r"(\d+) of 1500", text))]
    assert counts, f"it moved without a reload: {said}"
    assert counts == sorted(counts)


def test_what_cannot_be_taken_comes_back_into_the_form(mira, page_for, tmp_path):
    page_for.forgive("status of 422")
    page = mira("/mentor/courses/import")
    (tmp_path / "c.tar.gz").write_bytes(b"no archive")
    page.set_input_files("[name=archive]", tmp_path / "c.tar.gz")
    page.get_by_role("button", name="Upload and import").click()
    expect(page.locator(".errors")).to_contain_text("its contents are something else")
    expect(page.locator(".errors")).to_be_focused()
    page.set_input_files("[name=archive]", large_course(tmp_path / "c.tar.gz", 2))
    page.get_by_role("button", name="Upload and import").click()
    expect(page.get_by_role("heading", name="A large course")).to_be_visible()


def test_a_film_is_sent_with_a_bar(mira, cast, tmp_path):
    page = mira(f"/mentor/units/{cast.units['A bowline in slow motion']}")
    (tmp_path / "slow.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + b"\0" * 30_000_000)
    on_its_way: list[Route] = []

    def hold(route: Route) -> None:
        on_its_way.append(route)

    page.route("**/film", hold)
    page.set_input_files("[name=film]", tmp_path / "slow.mp4")
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("[data-upload-bar]")).to_be_visible()
    wait_for(page, lambda: on_its_way, "it is sent")
    on_its_way[0].continue_()
    expect(page.get_by_role("link", name="slow.mp4")).to_be_visible()


def test_an_import_that_a_power_cut_ended_says_so(mira, served, page_for, tmp_path):
    for lost in ("htmx:sse:error", "Failed to load resource", "htmx:error", "Failed to fetch"):
        page_for.forgive(lost)
    page = mira("/mentor/courses/import")
    page.set_input_files("[name=archive]", large_course(tmp_path / "c.tar.gz", 1500))
    page.get_by_role("button", name="Upload and import").click()
    page.wait_for_url("**/mentor/imports/*")  # all of it has been sent
    expect(page.locator(".import__now")).to_be_visible()
    served.kill9()
    served.start()
    expect(page.get_by_role("heading", name="Interrupted")).to_be_visible(
        timeout=(SILENCE.total_seconds() + 30) * 1000
    )
