"""The browser itself: it is the machine's own, and what a page complains of is not lost."""

import pytest

pytest_plugins = ["tests.browsing"]


@pytest.fixture
def page(page_for, tmp_path):
    (tmp_path / "page.html").write_text("<title>Here</title><script>console.log('fine')</script>")
    page = page_for("http://127.0.0.1")
    page.goto((tmp_path / "page.html").as_uri())
    return page


def test_it_is_chromium_and_shows_a_page(page):
    assert page.title() == "Here"
    assert page.context.browser.browser_type.name == "chromium"
    assert page.viewport_size == {"width": 1280, "height": 900}


def test_an_error_on_the_console_is_a_complaint(page, page_for):
    with page.expect_console_message():
        page.evaluate("console.error('This went wrong')")
    assert page_for.complaints.pop().startswith("This went wrong")


def test_an_uncaught_error_is_a_complaint(page, page_for):
    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('Nobody caught me') })")
    assert page_for.complaints.pop() == "uncaught: Nobody caught me"


def test_a_request_to_somebody_else_is_a_complaint(page, page_for):
    page_for.forgive("Failed to load resource")
    with page.expect_request("http://127.0.0.2:9/"):
        page.evaluate("fetch('http://127.0.0.2:9/').catch(() => 0)")
    assert page_for.complaints.pop() == "request to somebody else: http://127.0.0.2:9/"


def test_what_is_expected_is_forgiven(page, page_for):
    page_for.forgive("went wrong")
    with page.expect_console_message():
        page.evaluate("console.error('This went wrong')")
    assert page_for.complaints == []
