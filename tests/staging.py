"""A cast and a course on a served site: set up through the product's own actions, on the site's database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Page

from tests.calling import Caller
from tests.conftest import PASSWORD, join, knots
from tests.serving import Served
from webapp import accounts, courses, create_app
from webapp.accounts import Role
from webapp.core.stores import db
from webapp.flow import commit
from webapp.settings import Settings
from webapp.tracking import MongoActivityLog


@dataclass
class Stage:
    """Who and what there is, by name: ids only, since the rows belong to the site."""

    people: dict[str, int] = field(default_factory=dict)
    course_id: int = 0
    units: dict[str, int] = field(default_factory=dict)


@contextmanager
def backstage(site: Served) -> Iterator[None]:
    """Inside, this process works on the site's database. Nothing that is done here is told to open pages."""
    rows, its_log = (site.environment.get(name, "") for name in ("DATABASE_URL", "MONGODB_URI"))
    app = create_app(Settings(data_dir=site.data, DATABASE_URL=rows, MONGODB_URI=its_log))
    with app.app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()
            if isinstance(store := app.extensions["activity_log"], MongoActivityLog):
                store.close()


def stage(site: Served, *, enrolled: bool = True, zone: str = "Africa/Lagos") -> Stage:
    """Otto, Mira, Noor, Ada (Lagos or elsewhere), Ben (New York), and Mira's course, in which Ada may be enrolled."""
    set_up = Stage()
    with backstage(site):
        otto = join("Otto", Role.admin)
        mira = join("Mira", Role.mentor, by=otto)
        noor = join("Noor", Role.mentor, by=otto)
        ada, ben = join("Ada", zone=zone), join("Ben", zone="America/New_York")
        accounts.assign_mentor(ada, mira, by=otto)
        course = knots(mira)
        if enrolled:
            courses.enroll(ada, course)
        commit()
        set_up.people = {person.name: person.id for person in (otto, mira, noor, ada, ben)}
        set_up.course_id = course.id
        set_up.units = {unit.title: unit.id for module in course.modules for unit in module.units}
    return set_up


def caller(site: Served, name: str) -> Caller:
    """That person's browser without scripts, signed in."""
    browser = Caller(site.url)
    answer = browser.post("/sign-in", {"email": f"{name.lower()}@example.org", "password": PASSWORD})
    assert answer.status == 303, answer.text
    return browser


def enter(page: Page, name: str, *, then: str = "/") -> None:
    """That person signs in, in this browser, on the way to a page."""
    page.goto(f"/sign-in?next={then}")
    page.fill("[name=email]", f"{name.lower()}@example.org")
    page.fill("[name=password]", PASSWORD)
    page.click("main form button:not([type=button])")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def sign_out(page: Page) -> None:
    page.click(".account")
    page.click("form[action='/sign-out'] button")
    page.wait_for_url("**/sign-in*")
