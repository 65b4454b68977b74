"""A mentor's week in a browser, with sessions planned in it. Each test has a week of its own."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.serving import Served
from tests.staging import Stage, backstage, enter
from webapp import accounts
from webapp.core import clock
from webapp.core.stores import db
from webapp.flow import commit
from webapp.schedules import Details, Slot, plan


def week_after(weeks: int) -> datetime:
    """Monday at nine of that week, in UTC: each test has a week of its own."""
    today = clock.now().replace(hour=9, minute=0, second=0, microsecond=0)
    return today + timedelta(days=7 * weeks - today.weekday())


@pytest.fixture
def week(site: Served, cast: Stage, page_for: Callable[..., Page]) -> Callable[..., Page]:
    """`week(at, {"Dragged": [at]})` is Mira's week with an hour at each of these times; several make a series."""

    def opened(monday: datetime, planned: dict[str, list[datetime]], **options: object) -> Page:
        with backstage(site):
            ada, mira = (db.session.get_one(accounts.User, cast.people[name]) for name in ("Ada", "Mira"))
            for title, times in planned.items():
                slots = [Slot(at, at + timedelta(hours=1), "UTC") for at in times]
                plan(ada, slots, Details(title=title), by=mira)
            commit()
        page = page_for(site.url, **options)
        year, number, _ = monday.isocalendar()
        enter(page, "Mira", then=f"/mentor/schedules?week={year}-W{number:02}")
        if options.get("java_script_enabled", True):
            expect(page.locator("#conn")).to_have_text("Live")
        return page

    return opened


def block(page: Page, title: str) -> Locator:
    return page.locator(".slot", has=page.locator(".slot__title", has_text=title))
