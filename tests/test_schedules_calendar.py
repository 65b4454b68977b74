"""Sessions in calendar apps: read back by icalendar, their times by its zone rules; secrets that end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from tests.conftest import PASSWORD
from tests.planning import agreed, cohort_of, planned, sessions, the_session
from webapp import accounts
from webapp.accounts import User
from webapp.core.stores import db
from webapp.flow import commit
from webapp.schedules import calendars
from webapp.schedules.models import CalendarFeed


def feed_path(browser):
    """The path of a new secret link, from the page that shows it once."""
    page = browser.post("/schedule/feed").text
    return "/calendar/" + page.partition('<code id="link">')[2].partition("</code>")[0].rpartition("/")[2]


def events_of(answer):
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    return Calendar.from_ical(answer.data).walk("VEVENT")


def when(event: Any, name: str) -> datetime:
    value = event[name].dt
    assert isinstance(value, datetime)
    return value


@pytest.fixture
def feed(sign_in, ada):
    """Ada's calendar app, which has nothing but the address."""
    return feed_path(sign_in(ada))


def test_a_session_arrives_as_it_was_planned(sign_in, visitor, feed, ada, mira):
    planned(
        sign_in(mira),
        ada,
        title="Knots; bends, and loops",
        description="Bring **two** ropes.\n\nAnd time.",
        focus_stack="rope, hands",
        place="Room 4, upstairs",
    )
    [event] = events_of(visitor.get(feed))
    assert event["SUMMARY"] == "Knots; bends, and loops"
    assert event["LOCATION"] == "Room 4, upstairs"
    assert "With Mira" in event["DESCRIPTION"]
    assert "Bring **two** ropes.\n\nAnd time." in event["DESCRIPTION"]
    assert event["CATEGORIES"].cats == ["rope", "hands"]
    assert event["UID"] == f"{the_session().uid}@tandem"
    assert event["STATUS"] == "CONFIRMED"
    assert event["SEQUENCE"] == 0
    assert when(event, "DTSTAMP") == datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
    assert when(event, "DTSTART") == datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
    assert when(event, "DTEND") == datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    assert event["URL"].endswith(f"/schedule/{the_session().id}")


def test_what_the_format_asks_of_the_whole(sign_in, visitor, feed, ada, mira):
    planned(sign_in(mira), ada)
    text = visitor.get(feed).data
    calendar = Calendar.from_ical(text)
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"] == "-//Tandem//Schedules//EN"
    assert calendar["METHOD"] == "PUBLISH"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in text
    lines = text.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)


@pytest.mark.parametrize(
    ("zone", "winter", "summer"),
    [
        ("America/New_York", -5, -4),
        ("Europe/London", 0, 1),
        ("Australia/Sydney", 10, 11),
        ("Africa/Lagos", 1, 1),
    ],
)
def test_times_come_with_the_rules_of_their_zone(visitor, feed, ada, mira, zone, winter, summer):
    """An app that knows no zones by name finds the right instant in both halves of the year."""
    for wall in ("2026-12-15T09:00", "2027-06-15T09:00"):
        agreed(ada, mira, wall, zone)
    calendar = Calendar.from_ical(visitor.get(feed).data)
    [rules] = calendar.timezones
    assert rules["TZID"] == zone
    own = rules.to_tz()
    offsets = {
        own.utcoffset(when(event, "DTSTART").replace(tzinfo=None)) for event in calendar.walk("VEVENT")
    }
    assert offsets == {timedelta(hours=winter), timedelta(hours=summer)}
    for event, schedule in zip(calendar.walk("VEVENT"), sessions(), strict=True):
        assert event["DTSTART"].params["TZID"] == zone
        assert when(event, "DTSTART") == schedule.starts_at


def test_a_change_has_a_higher_number_and_the_same_name(sign_in, visitor, time, feed, ada, mira):
    browser = sign_in(mira)
    planned(browser, ada)
    [before] = events_of(visitor.get(feed))
    time.forward(minutes=5)
    browser.post(f"/mentor/schedules/{the_session().id}/move", data={"minutes": "15"})
    [after] = events_of(visitor.get(feed))
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert when(after, "DTSTAMP") > when(before, "DTSTAMP")
    assert when(after, "DTSTART") - when(before, "DTSTART") == timedelta(minutes=15)


@pytest.mark.parametrize(("deed", "data"), [("status", {"status": "canceled"}), ("deletion", {})])
def test_what_is_called_off_or_deleted_is_cancelled(sign_in, visitor, feed, ada, mira, deed, data):
    browser = sign_in(mira)
    planned(browser, ada)
    browser.post(f"/mentor/schedules/{the_session().id}/{deed}", data=data)
    [event] = events_of(visitor.get(feed))
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)


def test_a_feed_that_has_not_changed_is_not_sent_again(sign_in, visitor, feed, ada, mira):
    browser = sign_in(mira)
    planned(browser, ada)
    first = visitor.get(feed)
    tag = first.headers["ETag"]
    assert "no-store" not in first.headers["Cache-Control"]
    again = visitor.get(feed, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    browser.post(f"/mentor/schedules/{the_session().id}/move", data={"minutes": "15"})
    assert visitor.get(feed, headers={"If-None-Match": tag}).status_code == 200


def test_a_feed_is_ones_own_sessions_as_they_are_now(sign_in, visitor, feed, ada, ben, mira, otto):
    crew = cohort_of(ada, mira, by=otto)
    for whom in (ada, ben, crew):
        agreed(whom, mira)
    assert len(events_of(visitor.get(feed))) == 2
    accounts.leave_cohort(db.session.get_one(User, ada.id), crew, by=otto)
    commit()
    assert len(events_of(visitor.get(feed))) == 1
    assert len(events_of(visitor.get(feed_path(sign_in(mira))))) == 3


def test_a_new_link_ends_the_old_one_and_it_can_be_turned_off(sign_in, visitor, feed, ada):
    browser = sign_in(ada)
    second = feed_path(browser)
    assert (visitor.get(feed).status_code, visitor.get(second).status_code) == (404, 200)
    browser.post("/schedule/feed/removal")
    assert visitor.get(second).status_code == 404


def test_the_secret_itself_is_kept_nowhere(sign_in, visitor, feed, ada):
    """OWASP ASVS v5.0.0-11.4.1: only a hash of it is stored."""
    [row] = db.session.query(CalendarFeed).all()
    secret = feed.rpartition("/")[2].removesuffix(".ics")
    assert len(secret) >= 43
    assert secret not in (row.token_hash, str(row.__dict__))
    assert secret not in sign_in(ada).get("/schedule").text


def test_the_feed_of_a_closed_account_is_gone(visitor, feed, ada, otto):
    accounts.close_account(db.session.get_one(User, ada.id), by=otto)
    commit()
    assert visitor.get(feed).status_code == 404


PASSWORDS = {"current_password": PASSWORD, "new_password": "five other quiet words"}


@pytest.mark.parametrize(
    ("door", "data"),
    [
        ("/settings/password", PASSWORDS),
        ("/settings/sign-outs", {}),
        ("/settings/sign-outs", {"here": "true"}),
    ],
    ids=["a new password", "signing out elsewhere", "signing out everywhere"],
)
def test_who_ends_all_their_sessions_ends_the_link(sign_in, visitor, feed, ada, door, data):
    """As with tokens, nobody knows who else has it (OWASP ASVS v5.0.0-7.4.3)."""
    browser = sign_in(ada)
    assert visitor.get(feed).status_code == 200
    assert browser.post(door, data=data).status_code == 303
    assert visitor.get(feed).status_code == 404


def test_one_session_as_a_file(sign_in, ada, ben, mira):
    path = f"/schedule/{agreed(ada, mira).id}.ics"
    answer = sign_in(ada).get(path)
    assert "attachment" in answer.headers["Content-Disposition"]
    assert len(events_of(answer)) == 1
    assert sign_in(ben).get(path).status_code == 404


def test_a_feed_is_written_beside_the_loop_and_asks_for_nothing_there(
    sign_in, visitor, feed, ada, mira, monkeypatch
):
    planned(sign_in(mira), ada, place="Room 4")
    handed = []

    def in_a_thread(work, *args, **kwargs):
        handed.append(work)
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(work, *args, **kwargs).result()

    monkeypatch.setattr(calendars, "off_loop", in_a_thread)
    [event] = events_of(visitor.get(feed))
    assert (event["LOCATION"], len(handed)) == ("Room 4", 1)
