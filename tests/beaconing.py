"""What a browser sends of what a student does, and what came of it."""

import io
import json
import sqlite3
import uuid
import wave
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.processes import PATIENCE, wait_until
from tests.serving import Served
from tests.staging import Stage, backstage
from webapp.core.stores import db
from webapp.courses import Unit, files
from webapp.courses.models import CourseFile
from webapp.flow import commit

BATCHES = "**/api/student/activity/batch?*"

WAITING = """person => new Promise((then) => {
  const asking = indexedDB.open(`tandem:${person}`);
  asking.onupgradeneeded = () => asking.result.createObjectStore("unsent", { keyPath: "id" });
  asking.onsuccess = () => {
    const all = asking.result.transaction("unsent").objectStore("unsent").getAll();
    all.onsuccess = () => (asking.result.close(), then(all.result.map(({ body }) => body)));
  };
})"""
"""What a browser keeps for a person, read from its disk."""

KEEP = """async ([person, bodies]) => {
  const { Store } = await import("/static/js/tracker/store.js");
  const store = new Store(person);
  await Promise.all(bodies.map((body) => store.put(body.event_id, body)));
}"""
"""Put events where the tracker of that person keeps them."""


def told_by(source: Page | BrowserContext) -> list[tuple[str, dict[str, Any]]]:
    """Every event and heartbeat that leaves a page or a browser from now on, with its type, as it goes."""
    seen: list[tuple[str, dict[str, Any]]] = []

    def note(request: Request) -> None:
        if "/activity/batch?" in request.url and request.post_data:
            batch = json.loads(request.post_data)
            seen.extend((event["activity_type"], event) for event in batch["events"])
            seen.extend(("heartbeat", beat) for beat in batch["heartbeats"])

    source.on("request", note)
    return seen


def view_of(page: Page, told: list[tuple[str, dict[str, Any]]]) -> str:
    """The last view that a page tells of, awaited."""

    def views() -> list[str]:
        return [str(event["view_id"]) for type_, event in told if type_ == "unit_view"]

    wait_for(page, views, "the view is told")
    return views()[-1]


def viewed(page: Page, site: Served, told: list[tuple[str, dict[str, Any]]]) -> str:
    """The same, once it is in the log, and the page has heard so and keeps nothing any more."""
    view = view_of(page, told)
    wait_for(page, lambda: stored(site, view), "the view is in the log")
    expect(page.locator("html:not([data-waiting])")).to_be_attached()
    return view


def look_at(page: Page, site: Served, unit_id: int, told: list[tuple[str, dict[str, Any]]]) -> str:
    """Open a unit with a time that only `page.clock.run_for` moves: a slow machine adds nothing to what is measured.
    Its view, which is in the log, has lasted a second.
    """
    now = datetime.now(UTC)
    page.clock.install(time=now - timedelta(minutes=1))
    page.clock.pause_at(now)
    page.goto(f"/units/{unit_id}")
    stir(page)
    page.clock.run_for(1_000)
    return viewed(page, site, told)


def waiting(page: Page, person: int) -> list[dict[str, Any]]:
    """What this browser keeps for that person."""
    kept: list[dict[str, Any]] = page.evaluate(WAITING, str(person))
    return kept


def keep(page: Page, person: int, events: list[dict[str, Any]]) -> None:
    page.evaluate(KEEP, [str(person), events])


def a_visit(unit_id: int) -> dict[str, Any]:
    """An event as the tracker makes it."""
    return {
        "activity_type": "unit_view",
        "event_id": str(uuid.uuid4()),
        "unit_id": unit_id,
        "start_time": "2026-11-20T08:00:00Z",
    }


def rows(site: Served, query: str, *given: object) -> list[Any]:
    """What the site's database has, seen from outside."""
    with closing(sqlite3.connect(f"file:{site.data / 'tandem.db'}?mode=ro", uri=True)) as database:
        return database.execute(query, given).fetchall()


def stored(site: Served, event_id: str) -> list[int]:
    """The students in whose log this event is."""
    return [
        student for (student,) in rows(site, "SELECT student_id FROM activities WHERE event_id = ?", event_id)
    ]


def active_ms(site: Served, view_id: str) -> int:
    """How far that view has come, as the site knows."""
    found = rows(site, "SELECT max(active_ms) FROM view_days WHERE view_id = ?", view_id)
    return int(found[0][0] or 0)


def wait_for(page: Page, is_so: Any, what: str, patience: float = PATIENCE) -> None:
    """As `wait_until`, while the page's own life goes on."""

    def once() -> bool:
        if not page.is_closed():
            page.wait_for_timeout(20)
        return bool(is_so())

    wait_until(once, what, patience)


def zone_far_from_midnight() -> str:
    """Where no new day begins for hours: what counts of today would begin again with nothing."""
    zones = ("Africa/Lagos", "America/New_York", "Asia/Tokyo")
    return next(zone for zone in zones if 1 <= datetime.now(ZoneInfo(zone)).hour < 20)


def stir(page: Page) -> None:
    """A sign of life. A key is heard before this returns; that a pointer moved may be told a frame later."""
    page.keyboard.press("Shift")


def put_film(site: Served, cast: Stage, title: str, *, seconds: int) -> int:
    """Give the video unit of that title a film of that length; its id."""
    unit_id = cast.units[title]
    with backstage(site):
        kept = files.keep(io.BytesIO(_film(seconds=seconds)), "bowline.wav", limit_mb=1)
        facts = {"key": kept.key, "name": kept.name, "media_type": kept.media_type, "size": kept.size}
        db.session.add(CourseFile(course_id=cast.course_id, **facts))
        db.session.get_one(Unit, unit_id).video_file = kept.name
        commit()
    return unit_id


def _film(*, seconds: int) -> bytes:
    """Silence of that length, which a player plays like any film."""
    with io.BytesIO() as file:
        with wave.open(file, "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(1)
            sound.setframerate(8000)
            sound.writeframes(b"\x80" * 8000 * seconds)
        return file.getvalue()
