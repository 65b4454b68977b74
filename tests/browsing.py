"""A real browser, the machine's own, driven by Playwright. A page that complains fails its test."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, expect

from tests.needs import need
from tests.processes import PATIENCE

DESK = {"width": 1280, "height": 900}

expect.set_options(timeout=1000 * PATIENCE)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The browser that the machine has; Playwright's own is never downloaded."""
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next(filter(None, map(shutil.which, names)), None)
    need(program, "chromium is not installed")
    return {"executable_path": program, "args": ["--disable-gpu", "--disable-background-networking"]}


@pytest.fixture
def new_context(new_context: Callable[..., BrowserContext]) -> Callable[..., BrowserContext]:
    """As Playwright's own, with time for a slow machine. `BROWSER_SLOWDOWN=6` makes pages six times slower."""

    def opened(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.set_default_timeout(1000 * PATIENCE)
        if slowdown := os.environ.get("BROWSER_SLOWDOWN"):
            open_page = context.new_page
            context.new_page = lambda: _slow(open_page(), float(slowdown))  # type: ignore[method-assign]
        return context

    return opened


@pytest.fixture
def page_for(new_context: Callable[..., BrowserContext]) -> Iterator["Pages"]:
    """`page_for(served.url)` is a page in a context of its own: nobody signed in, nothing remembered."""
    pages = Pages(new_context)
    yield pages
    assert not pages.complaints, "\n".join(["The browser complained:", *pages.complaints])


def _slow(page: Page, times: float) -> Page:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": times})
    return page


def arrived(page: Page, heading: str | re.Pattern[str]) -> None:
    """The page with that heading is there, and its scripts too: keys are heard."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.wait_for_load_state()


@dataclass
class Pages:
    """Opens pages, and collects what the browser has to say against them."""

    new_context: Callable[..., BrowserContext]
    complaints: list[str] = field(default_factory=list)
    forgiven: list[str] = field(default_factory=list)

    def __call__(self, site: str, **options: Any) -> Page:
        """A new page at this site's address; the options are those of a Playwright context."""
        defaults = {"base_url": site, "viewport": DESK, "locale": "en-GB", "timezone_id": "UTC"}
        page = self.new_context(**defaults | options).new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self._complain(f"uncaught: {error}"))
        page.on("request", lambda request: self._stays_at(site, request))
        return page

    def forgive(self, pattern: str) -> None:
        """From now on a complaint that this expression finds is expected."""
        self.forgiven.append(pattern)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._complain(f"{message.text} ({message.location.get('url', '')})")

    def _stays_at(self, site: str, request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(site).netloc and request.url.startswith("http"):
            self._complain(f"request to somebody else: {request.url}")

    def _complain(self, complaint: str) -> None:
        if not any(re.search(pattern, complaint) for pattern in self.forgiven):
            self.complaints.append(complaint)
