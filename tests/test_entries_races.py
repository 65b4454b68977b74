"""Two at one entry at the same moment, on every database: one of them is told that it is decided (v5.0.0-15.4.2)."""

import threading

import pytest
import sqlalchemy as sa

from tests.journal import judged, wrote
from webapp import analytics
from webapp.core.stores import db
from webapp.entries import Deed, Entry, EntryStatus
from webapp.entries.models import EntryStep, EntryVersion
from webapp.settings import Settings


@pytest.fixture
def settings(tmp_path, each_database_url):
    return Settings(data_dir=tmp_path, DATABASE_URL=each_database_url, throttle="off")


@pytest.fixture
def at_once(app, sign_in):
    """`at_once((mira, path, data), …)` posts each from a browser of its own; the answers' statuses."""

    def post(*deeds):
        together = threading.Barrier(len(deeds), timeout=60)
        statuses = []

        def come(browser, path, data):
            with app.app_context():
                together.wait()
                statuses.append(browser.post(path, data=data).status_code)
                db.session.remove()

        browsers = [(sign_in(person), path, data) for person, path, data in deeds]
        db.session.rollback()
        threads = [threading.Thread(target=come, args=deed) for deed in browsers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        db.session.rollback()
        db.session.expire_all()
        return sorted(statuses)

    return post


def steps(entry):
    return db.session.scalars(sa.select(EntryStep).where(EntryStep.entry_id == entry.id)).all()


def test_of_two_verdicts_one_counts(at_once, mira, otto, ada):
    entry = wrote(ada)
    place = f"/mentor/entries/{entry.id}/verdict"
    approve = {"verdict": "approve", "version": "1"}
    ask = {"verdict": "ask_for_changes", "remarks": "Why?", "version": "1"}
    assert at_once((mira, place, approve), (otto, place, ask)) == [303, 409]
    assert len(steps(entry)) == 1
    assert db.session.get_one(Entry, entry.id).status is steps(entry)[0].after


def test_of_two_who_take_it_one_has_it(at_once, mira, otto, ada):
    entry = wrote(ada)
    place = f"/mentor/entries/{entry.id}/claim"
    assert at_once((mira, place, {}), (otto, place, {})) == [303, 409]
    assert len(steps(entry)) == 1


def test_a_form_sent_from_two_tabs_is_one_entry(at_once, mira, ada):
    sent = {"title": "Bights", "body": "x", "key": "8e2f4f3e-52a4-4d5a-9d0e-0f6a3d9b1c2d"}
    assert at_once((ada, "/entries", sent), (ada, "/entries", sent)) == [303, 303]
    assert len(db.session.scalars(sa.select(Entry)).all()) == 1
    assert analytics.figures(ada.id).logs_created == 1


def test_changing_from_two_tabs_loses_no_version(at_once, mira, ada):
    entry = wrote(ada)
    judged(entry, mira, Deed.ask_for_changes)
    place = f"/entries/{entry.id}/edit"
    assert at_once((ada, place, {"title": "A", "body": "a"}), (ada, place, {"title": "B", "body": "b"})) == [
        303,
        303,
    ]
    kept = db.session.scalars(sa.select(EntryVersion).order_by(EntryVersion.number)).all()
    assert [version.number for version in kept] == [1, 2, 3]
    assert {version.title for version in kept} == {"Loops, explained", "A", "B"}
    assert db.session.get_one(Entry, entry.id).title == kept[-1].title


def test_a_verdict_and_a_change_at_once_never_meet_unseen(at_once, mira, ada):
    entry = wrote(ada)
    statuses = at_once(
        (mira, f"/mentor/entries/{entry.id}/verdict", {"verdict": "approve", "version": "1"}),
        (ada, f"/entries/{entry.id}/edit", {"title": "A", "body": "a"}),
    )
    assert statuses == [303, 409]
    now = db.session.get_one(Entry, entry.id)
    assert (now.status, now.version) in ((EntryStatus.approved, 1), (EntryStatus.submitted, 2))


def test_long_texts_and_every_character_come_back(app, ada):
    body = "Knoten 🪢 结 é\n" * 1200
    entry = wrote(ada, "🪢 " * 60, body=body, skills=["🪢", "结"])
    db.session.expire_all()
    now = db.session.get_one(Entry, entry.id)
    assert (now.body, now.skills) == (body.strip(), ["🪢", "结"])
