"""The stage of the tracker's tests: a site where one may sign in as often as one likes, and Ada's browser there."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.beaconing import zone_far_from_midnight
from tests.serving import Served, serving
from tests.staging import Stage, enter, stage


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    with serving(TANDEM_THROTTLE="off") as site:
        yield site


@pytest.fixture(scope="module")
def cast(site: Served) -> Stage:
    return stage(site, zone=zone_far_from_midnight())


@pytest.fixture
def page(site: Served, page_for: Callable[..., Page]) -> Page:
    """Nobody has signed in there. What the browser says about lost connections is expected here."""
    for lost in (r"htmx:(sse:)?error", "Failed to load resource"):
        page_for.forgive(lost)  # type: ignore[attr-defined]
    return page_for(site.url, timezone_id="Africa/Lagos")


@pytest.fixture
def ada(cast: Stage, page: Page) -> Page:
    """Ada's browser, signed in."""
    enter(page, "Ada")
    return page
