"""What a phone shows, down to the narrowest: 320 px, as WCAG 2.2 (1.4.10) has it."""

import pytest

from tests.staging import enter
from tests.walked import cast, site

__all__ = ["cast", "site"]

NARROW = {"width": 320, "height": 640}
WITHIN = """one => {
  const words = one.querySelector("span"), box = one.getBoundingClientRect();
  return box.left >= 0 && box.right <= innerWidth && words.scrollWidth <= words.clientWidth + 1;
}"""


@pytest.mark.parametrize("name", ["Ada", "Mira"])
def test_the_bar_at_the_bottom_has_all_of_its_places_within_the_screen(site, cast, page_for, name):
    page = page_for(site.url, viewport=NARROW)
    enter(page, name)
    places = page.locator(".nav a")
    assert places.count() == 5
    assert [place.evaluate(WITHIN) for place in places.all()] == [True] * 5


def test_the_masthead_ends_where_the_page_does(site, cast, page_for):
    page = page_for(site.url, viewport=NARROW)
    enter(page, "Ada")
    ends = "which => document.querySelector(which).getBoundingClientRect().right"
    assert page.evaluate(ends, ".account") <= page.evaluate(ends, "main") + 1
