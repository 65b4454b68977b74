"""Courses in a real browser: the whole way without scripts, and what only a browser does with files."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.beaconing import wait_for
from tests.serving import Served, serving
from tests.staging import Stage, enter, stage


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    with serving(TANDEM_UPLOAD_LIMIT_MB="1") as site:
        yield site


@pytest.fixture(scope="module")
def cast(site: Served) -> Stage:
    return stage(site, enrolled=False)


def test_from_enrolling_to_the_certificate_without_scripts(site, cast, page_for: Callable[..., Page]):
    page_for.forgive("status of 422")  # type: ignore[attr-defined]
    page = page_for(site.url, java_script_enabled=False)
    enter(page, "Ada")
    page.get_by_role("link", name="Courses").first.click()
    page.get_by_role("button", name="Enrol in Knots").click()
    page.get_by_role("link", name="Begin with Loops").click()
    expect(page.locator("noscript p")).to_be_visible()

    page.get_by_role("button", name="Mark as done").click()
    expect(page.get_by_role("button", name="Mark as done")).to_have_count(0)
    page.get_by_role("link", name="Next Bends").click()
    page.get_by_role("button", name="Mark as done").click()
    page.get_by_role("link", name="Next A bowline in slow motion").click()
    page.get_by_role("button", name="Mark as watched").click()
    page.get_by_role("link", name="Next What holds?").click()

    page.get_by_role("button", name="Send answers").click()
    expect(page.get_by_role("alert")).to_contain_text("Question 1 has no answer yet.")
    page.get_by_label("A granny").check()
    page.get_by_role("button", name="Send answers").click()
    expect(page.get_by_text("Not right", exact=True)).to_be_visible()
    page.get_by_label("A bowline").check()
    page.get_by_role("button", name="Send answers again").click()
    expect(page.locator(".score")).to_have_text("1 of 1 right, passed")
    page.get_by_role("link", name="Next Tie three of them").click()

    page.get_by_label("Text").fill("A bowline, a sheet bend, a clove hitch.")
    page.get_by_role("button", name="Hand in").click()
    page.get_by_role("link", name="see your certificate").click()
    expect(page.get_by_role("heading", name="Ada")).to_be_visible()
    expect(page.get_by_text("This certificate is genuine.")).to_be_visible()


def test_leaving_and_enrolling_again_without_scripts(site, cast, page_for: Callable[..., Page]):
    page = page_for(site.url, java_script_enabled=False)
    enter(page, "Ben", then=f"/courses/{cast.course_id}")
    page.get_by_role("button", name="Enrol").click()
    page.get_by_role("button", name="Leave this course").click()
    expect(page.get_by_text("You left Knots.")).to_be_visible()
    page.get_by_role("button", name="Enrol again").click()
    expect(page.get_by_role("link", name="Begin with Loops")).to_be_visible()


def test_answers_stay_on_the_device_until_they_are_sent(site, cast, page_for: Callable[..., Page]):
    page = page_for(site.url)
    enter(page, "Ben", then=f"/courses/{cast.course_id}")
    enrol = page.get_by_role("button", name="Enrol")
    if enrol.count():
        enrol.click()
        expect(enrol).to_have_count(0)
    page.goto(f"/units/{cast.units['What holds?']}")
    page.get_by_label("A granny").check()
    page.reload()
    expect(page.get_by_label("A granny")).to_be_checked()
    page.get_by_role("button", name="Send answers").click()
    expect(page.locator(".score")).to_have_text("0 of 1 right, not passed")
    page.get_by_role("link", name="Begin with a blank sheet").click()
    expect(page.locator(".score")).to_have_count(0)
    page.wait_for_load_state()
    expect(page.get_by_label("A granny")).not_to_be_checked()
    kept = "Object.keys(localStorage).filter((name) => name.includes('quiz'))"
    wait_for(page, lambda: not page.evaluate(kept), "nothing is kept any more")


@pytest.fixture
def assignment(site, cast, page_for: Callable[..., Page]) -> Page:
    """The page of the assignment, with scripts, before Ada."""
    page = page_for(site.url)
    enter(page, "Ada", then=f"/courses/{cast.course_id}")
    enrol = page.get_by_role("button", name="Enrol")
    if enrol.count():
        enrol.click()
        expect(enrol).to_have_count(0)
    page.goto(f"/units/{cast.units['Tie three of them']}")
    return page


def test_a_file_goes_up_and_comes_down_again(assignment, tmp_path: Path):
    work = tmp_path / "my knots.py"
    work.write_text("print('knots')\n" * 1000)
    assignment.get_by_label("File").set_input_files(work)
    assignment.get_by_role("button", name="Hand in").click()
    with assignment.expect_download() as download:
        assignment.get_by_role("link", name="my-knots.py").first.click()
    assert Path(download.value.path()).read_bytes() == work.read_bytes()


@pytest.mark.parametrize(
    ("size", "words"),
    [(1_500_000, "This file is larger than 1 MB."), (30_000_000, "Your file is much larger than 1 MB")],
)
def test_a_file_too_large_is_answered_in_words(assignment, page_for, tmp_path: Path, size, words):
    page_for.forgive(r"status of 4(13|22)")
    work = tmp_path / "film.txt"
    work.write_bytes(b"x" * size)
    assignment.get_by_label("Text").fill("Long in the making.")
    assignment.get_by_label("File").set_input_files(work)
    assignment.get_by_role("button", name="Hand in").click()
    expect(assignment.get_by_text(words).first).to_be_visible()
    assignment.go_back()
    expect(assignment.get_by_label("Text")).to_have_value("Long in the making.")
