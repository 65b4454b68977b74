"""A page is printed in its reader's zone, scripts or none; what is redrawn is the same for every reader."""

import re

import pytest

from tests.attending import opened
from tests.journal import wrote
from tests.planning import agreed
from webapp import accounts
from webapp.accounts import User
from webapp.core.localtimes import in_zone
from webapp.core.stores import db
from webapp.entries.regions import review_queue
from webapp.flow import commit

PRINTED = re.compile(r"<time[^>]*>([^<]*)</time>")


@pytest.fixture
def lived(enrolled, course, mira, time):
    """Ada, in Lagos, with an entry, a session of hers, and attendance that is open."""
    accounts.change_zone(db.session.get_one(User, mira.id), "America/New_York")
    commit()
    agreed(enrolled, mira)
    opened(course, mira)
    time.set("2026-11-20T14:07:00Z")
    wrote(enrolled)
    return enrolled


@pytest.mark.parametrize(
    "path", ["/", "/entries", "/entries/1", "/notifications", "/attendance", "/schedule"]
)
def test_every_time_on_a_students_page_is_in_their_own_zone(sign_in, lived, path):
    printed = PRINTED.findall(sign_in(lived).get(path).text)
    assert printed
    assert not [words for words in printed if "UTC" in words or "14:0" in words]


def test_each_reader_has_the_same_instant_by_their_own_clocks(sign_in, lived, mira, otto):
    assert "20 Nov 2026, 15:07" in PRINTED.findall(sign_in(lived).get("/entries").text)
    assert "20 Nov 2026, 09:07" in PRINTED.findall(sign_in(mira).get("/mentor").text)
    assert "20 Nov 2026, 14:07" in PRINTED.findall(sign_in(otto).get("/mentor").text)


def test_a_redraw_is_the_same_for_every_reader(app, lived, mira):
    with app.test_request_context():
        drawn = review_queue(mira.id).inner()
    assert "20 Nov 2026, 14:07 UTC" in PRINTED.findall(drawn)


def test_the_last_hour_begins_by_the_readers_clocks(sign_in, lived, mira):
    assert "08:08" in PRINTED.findall(sign_in(mira).get("/mentor").text)


@pytest.mark.parametrize(
    ("attributes", "zone", "words"),
    [
        ('datetime="2026-11-20T23:30:00Z" data-ago', "Africa/Lagos", "21 Nov 2026, 00:30"),
        ('class="tiny" datetime="2026-11-20T23:30:00Z" data-ago', "Africa/Lagos", "21 Nov 2026, 00:30"),
        ('datetime="2026-11-20T23:30:00Z" data-fmt="time"', "Asia/Kathmandu", "05:15"),
        ('datetime="2026-11-20T23:30:00Z" data-fmt="day"', "Asia/Kathmandu", "21 November"),
        ('datetime="2026-11-20T23:30:00Z" data-fmt="date"', "America/New_York", "20 November 2026"),
        ('datetime="2026-07-01T12:00:00Z" data-fmt="datetime"', "America/New_York", "1 Jul 2026, 08:00"),
        ('datetime="2026-11-24"', "Africa/Lagos", "as it was"),
    ],
)
def test_what_it_is_shown_as_says_how_it_is_written(attributes, zone, words):
    page = f"<p>é <time {attributes}>as it was</time></p>".encode()
    assert in_zone(page, zone).decode() == f"<p>é <time {attributes}>{words}</time></p>"
