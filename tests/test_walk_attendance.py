"""Acceptance walk 5: a teacher and two students, each in a browser of their own, one of them without JavaScript.

Nothing is reloaded where there is JavaScript: what moves has been pushed. The code is read from the teacher's screen as
a student would: with a reader of QR codes from a picture, or by eye.
"""

import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.beaconing import wait_for
from tests.needs import need
from tests.serving import Served
from tests.staging import Stage, backstage, enter, stage
from tests.walked import site
from webapp import courses
from webapp.accounts import User
from webapp.core.stores import db
from webapp.courses import Course
from webapp.flow import commit

__all__ = ["site"]

ONCE_LOADED = "performance.getEntriesByType('navigation')[0].startTime + performance.timeOrigin"


@pytest.fixture(scope="module")
def cast(site: Served) -> Stage:
    """Ada and Ben are in Mira's course."""
    set_up = stage(site)
    with backstage(site):
        ben = db.session.get_one(User, set_up.people["Ben"])
        courses.enroll(ben, db.session.get_one(Course, set_up.course_id))
        commit()
    return set_up


def read_from(picture: Path) -> str:
    """What a reader of QR codes finds in a picture."""
    reader = shutil.which("zbarimg")
    need(reader, "zbarimg is not installed")
    found = subprocess.run(
        [str(reader), "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", str(picture)],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return found.stdout.strip()


def code_on(screen: Page) -> str:
    return screen.locator(".code [aria-hidden]").inner_text().replace("-", "").replace("\n", "").strip()


def left_on(screen: Page) -> int:
    """The seconds until the next code."""
    return int(screen.locator("[data-count]").inner_text())


def huge(screen: Page) -> Locator:
    return screen.locator(".huge b")


def test_a_session_from_start_to_end(site, cast, page_for, tmp_path):
    page_for.forgive("status of 422")  # a wrong code, tried on purpose
    teacher, ada, ben = page_for(site.url), page_for(site.url), page_for(site.url, java_script_enabled=False)
    enter(teacher, "Mira")
    enter(ada, "Ada", then="/courses")
    enter(ben, "Ben", then="/courses")
    expect(ada.locator("#conn")).to_have_text("Live")
    loaded = ada.evaluate(ONCE_LOADED)

    teacher.goto("/mentor/attendance")
    teacher.get_by_role("button", name="Start attendance").click()
    expect(teacher.get_by_role("heading", level=1)).to_have_text("Attendance is open")
    expect(teacher.locator("#conn")).to_have_text("Live")
    expect(huge(teacher)).to_have_text("0")
    expect(ada.locator(".banner")).to_contain_text("Attendance is open in Knots")
    expect(ada.get_by_label("Code on the screen")).to_be_visible()

    ada.get_by_label("Code on the screen").fill("aaa-aaa")
    ada.locator(".attend__form button").click()
    expect(ada.locator("#attend-wrong")).to_contain_text("That is not the code")
    expect(ada.get_by_label("Code on the screen")).to_be_focused()
    code = code_on(teacher)
    ada.get_by_label("Code on the screen").fill(f"{code[:3].lower()} {code[3:].lower()}")
    ada.keyboard.press("Enter")
    expect(ada.locator(".banner")).to_contain_text("Checked in, on time")
    expect(ada.locator(".attend__form")).to_be_hidden()
    assert ada.evaluate(ONCE_LOADED) == loaded, "the student's page was reloaded"
    expect(huge(teacher)).to_have_text("1")
    here = teacher.locator(f"#seat-{cast.people['Ada']}")
    expect(here).to_have_class(re.compile("mark--present"))
    expect(teacher.locator(".just")).to_contain_text("Ada with the code")

    picture = tmp_path / "screen.png"
    teacher.locator("[data-gate]").screenshot(path=picture)
    link = read_from(picture)
    assert urlsplit(link).netloc == f"127.0.0.1:{site.port}"
    ben.goto(link)
    expect(ben.get_by_role("heading", level=1)).to_have_text("Knots")
    expect(huge(teacher)).to_have_text("1")
    ben.get_by_role("button", name="Check in").click()
    expect(ben.locator(".banner")).to_contain_text("Checked in, on time")
    expect(huge(teacher)).to_have_text("2")
    expect(teacher.locator(".just")).to_contain_text("Ben by QR")
    expect(teacher.locator(f"#seat-{cast.people['Ben']}")).to_have_class(re.compile("mark--present"))

    select = teacher.get_by_label("Mark of Ben")
    select.focus()
    teacher.keyboard.press("e")
    expect(teacher.locator(".toast")).to_contain_text("Ben: Excused")
    expect(teacher.locator(f"#seat-{cast.people['Ben']}")).to_have_class(re.compile("mark--excused"))
    teacher.locator("body").click(position={"x": 5, "y": 300})
    teacher.keyboard.press("u")
    expect(teacher.locator(f"#seat-{cast.people['Ben']}")).to_have_class(re.compile("mark--present"))

    teacher.get_by_role("button", name="End session").click()
    expect(teacher.get_by_role("heading", level=1)).to_have_text("Attendance has ended")
    expect(teacher.locator(".gate__result")).to_have_text("2 of 2")
    expect(ada.locator(".banner")).to_contain_text("2 of 2 were here")
    expect(ada.locator(".banner")).to_contain_text("You: on time")
    assert ada.evaluate(ONCE_LOADED) == loaded
    ben.goto("/attendance")
    expect(ben.locator("main")).to_contain_text("100% of 1 session")
    teacher.get_by_role("link", name="All sessions").click()
    expect(teacher.locator(".marks tbody tr")).to_have_count(2)


def test_a_teacher_without_scripts_does_it_all_by_forms(site, cast, page_for):
    page_for.forgive("status of 422")  # a correction without a reason
    page = page_for(site.url, java_script_enabled=False)
    enter(page, "Mira", then=f"/courses/{cast.course_id}")
    page.get_by_role("button", name="Take attendance").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Attendance is open")
    assert len(code_on(page)) == 6
    seat = page.locator(f"#seat-{cast.people['Ada']}")
    seat.get_by_label("Mark of Ada").select_option("late")
    seat.get_by_role("button", name="Save").click()
    expect(page.locator(f"#seat-{cast.people['Ada']}")).to_have_class(re.compile("mark--late"))
    page.get_by_role("button", name="Pause check-in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check-in is paused")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Attendance is open")
    page.get_by_role("button", name="Mark the rest").click()
    expect(page.locator(f"#seat-{cast.people['Ben']}")).to_have_class(re.compile("mark--absent"))
    page.get_by_role("button", name="End session").click()
    expect(page.locator(".gate__result")).to_have_text("1 of 2")
    page.get_by_role("link", name=re.compile("correct the mark of Ben")).click()
    page.get_by_label("Mark", exact=True).select_option("excused")
    page.get_by_role("button", name="Correct it").click()
    expect(page.locator(".errors, .field__error").first).to_contain_text("Say why")
    page.get_by_label("Reason").fill("A note from home")
    page.get_by_role("button", name="Correct it").click()
    expect(page.get_by_text("A note from home")).to_be_visible()
    page.get_by_role("button", name="Reopen for 5 min").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Attendance is open")
    page.get_by_role("button", name="End session").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Attendance has ended")


def test_a_clock_that_is_an_hour_off_changes_nothing(site, cast, page_for):
    """The code turns by the server's clock: the page counts with the stopwatch alone."""
    right, wrong = page_for(site.url), page_for(site.url)
    wrong.add_init_script("const now = Date.now; Date.now = () => now() + 3_600_000;")
    for page in (right, wrong):
        enter(page, "Mira", then="/mentor/attendance")
    right.get_by_role("button", name="Start attendance").click()
    expect(right.locator(".code")).to_be_visible()
    wrong.goto(right.url)
    expect(wrong.locator("#conn")).to_have_text("Live")
    for page in (right, wrong):
        expect(page.locator("[data-gate]")).not_to_have_class(re.compile("gate--paused"))
    wait_for(right, lambda: abs(left_on(right) - left_on(wrong)) <= 2 < left_on(wrong), "they count the same")
    before = code_on(wrong)
    wait_for(right, lambda: before != code_on(right) == code_on(wrong), "both show the next code")
    wait_for(right, lambda: left_on(wrong) >= 15, "the wrong one counts down from its beginning")
    for page in (right, wrong):
        expect(page.locator("[data-gate]")).not_to_have_class(re.compile("gate--paused"))
    assert re.fullmatch(r"\d:[0-5]\d", wrong.locator("[data-running]").inner_text())
    right.get_by_role("button", name="End session").click()
    expect(wrong.get_by_role("heading", level=1)).to_have_text("Attendance has ended")


def test_a_dead_code_is_not_shown(site, cast, page_for):
    """While the stream is away the code is dimmed and says so, and comes back with the stream."""
    page = page_for(site.url)
    page_for.forgive("ERR_INTERNET_DISCONNECTED|Failed to fetch|net::")
    enter(page, "Mira", then="/mentor/attendance")
    page.get_by_role("button", name="Start attendance").click()
    expect(page.locator("#conn")).to_have_text("Live")
    page.context.set_offline(True)
    expect(page.locator("[data-gate]")).to_have_class(re.compile("gate--paused"))
    expect(page.get_by_text("Code paused, reconnecting")).to_be_visible()
    page.get_by_label("Mark of Ada").select_option("late")
    expect(page.locator(f"#seat-{cast.people['Ada']}")).to_have_class(re.compile("seat--kept"))
    page.context.set_offline(False)
    expect(page.locator("[data-gate]")).not_to_have_class(re.compile("gate--paused"))
    expect(page.locator(f"#seat-{cast.people['Ada']}")).to_have_class(re.compile("mark--late"))
    page.get_by_role("button", name="End session").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Attendance has ended")
