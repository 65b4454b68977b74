"""Entries for tests: written and reviewed by the product's own actions."""

from typing import Any

import pytest
from flask import Flask

from webapp import entries
from webapp.accounts import User
from webapp.core.stores import db
from webapp.entries import Deed, Entry, EntryInput
from webapp.flow import commit


def wrote(student: User, title: str = "Loops, explained", **more: Any) -> Entry:
    """This student sends an entry."""
    given = {"title": title, "body": "A loop is a *bight* that crosses itself."} | more
    entry = entries.submit(
        EntryInput.model_validate(given, by_name=True), by=db.session.get_one(User, student.id)
    )
    commit()
    return entry


def judged(entry: Entry, by: User, verdict: Deed = Deed.approve, remarks: str = "Well put.") -> Entry:
    entries.decide(entry, verdict, by=by, remarks=remarks)
    commit()
    return entry


@pytest.fixture
def entry(app: Flask, ada: User) -> Entry:
    """What Ada wrote; it waits for Mira."""
    return wrote(ada)
