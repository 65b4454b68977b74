"""SQLite among greenlets: durable, and waiting by sleeps that yield."""

import sqlite3
import threading
import time as real_time
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from flask import Flask

from webapp.accounts import User
from webapp.core import stores
from webapp.core.stores import Instant, db


def pragma(name: str) -> object:
    return db.session.execute(sa.text(f"PRAGMA {name}")).scalar()


def test_what_is_acknowledged_survives_a_power_cut(app):
    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2, "FULL"
    assert pragma("foreign_keys") == 1
    assert pragma("busy_timeout") == 0, "SQLite's own wait would stop the whole worker"


class Other:
    """Another process that writes to the same file."""

    def __init__(self, app: Flask) -> None:
        self.connection = sqlite3.connect(
            app.extensions["settings"].data_dir / "tandem.db", isolation_level=None, check_same_thread=False
        )

    def hold(self) -> None:
        self.connection.execute("BEGIN IMMEDIATE")

    def let_go(self) -> None:
        self.connection.execute("COMMIT")


def test_a_writer_waits_for_another_and_then_writes(app, ada):
    db.session.rollback()
    other = Other(app)
    other.hold()
    timer = threading.Timer(0.3, other.let_go)
    timer.start()
    db.session.execute(sa.update(User).where(User.name == "Ada").values(name="Ada L."))
    db.session.commit()
    assert not timer.is_alive(), "it wrote while the other one held the lock"
    assert db.session.scalar(sa.select(User.name).where(User.name == "Ada L.")) == "Ada L."


def test_waiting_yields_to_the_others(app, ada, monkeypatch):
    """Each wait is a sleep, which under gevent is a switch to whoever is ready."""
    db.session.rollback()
    other, naps = Other(app), []

    def nap(seconds: float) -> None:
        naps.append(seconds)
        if len(naps) == 3:
            other.let_go()

    monkeypatch.setattr("webapp.core.stores.time.sleep", nap)
    other.hold()
    db.session.execute(sa.select(User.id))
    assert naps == [stores.LOCK_RETRY_SECONDS] * 3


def test_who_waits_too_long_is_told_to_come_back(app, sign_in, ada, monkeypatch):
    browser = sign_in(ada)
    monkeypatch.setattr(stores, "LOCK_WAIT_SECONDS", 0.05)
    other = Other(app)
    other.hold()
    answer = browser.post("/api/courses/activity/track", json={"activity_type": "profile_view"})
    other.let_go()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "1"
    assert answer.json["error"]["code"] == "unavailable"


def test_reading_does_not_wait_for_a_writer(app, sign_in, ada, monkeypatch):
    browser = sign_in(ada)
    monkeypatch.setattr(stores, "LOCK_WAIT_SECONDS", 0.05)
    other = Other(app)
    other.hold()
    assert browser.get("/").status_code == 200
    other.let_go()


def test_a_fault_that_is_no_lock_is_not_waited_for(app):
    connection = sqlite3.connect(":memory:")
    before = real_time.monotonic()
    with pytest.raises(sqlite3.OperationalError, match="syntax"):
        stores._patiently(connection, "BEGINN")
    assert real_time.monotonic() - before < stores.LOCK_WAIT_SECONDS


def test_an_instant_is_kept_in_utc_to_the_microsecond(app, ada):
    there = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    ada.created_at = there
    db.session.commit()
    db.session.expire_all()
    assert ada.created_at == there
    assert ada.created_at.tzinfo is UTC


def test_an_instant_without_its_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        Instant().process_bind_param(datetime(2026, 3, 1), sa.dialects.registry.load("sqlite")())  # noqa: DTZ001
