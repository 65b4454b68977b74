"""Two of one's own deeds at one entry, the second done while the first waits for its turn (v5.0.0-15.4.2)."""

import pytest
import sqlalchemy as sa

from tests.journal import judged, wrote
from webapp.core.stores import db
from webapp.entries import Deed, Entry, EntryStatus, actions
from webapp.entries.models import EntryVersion
from webapp.settings import Settings


@pytest.fixture
def settings(tmp_path, each_server_url):
    return Settings(data_dir=tmp_path, DATABASE_URL=each_server_url, throttle="off")


def versions_of(entry):
    db.session.rollback()
    db.session.expire_all()
    own = sa.select(EntryVersion.number).where(EntryVersion.entry_id == entry.id)
    return sorted(db.session.scalars(own))


def test_another_title_and_another_text_at_once_are_both_kept(sign_in, before_its_turn, mira, ada):
    entry = wrote(ada)
    path, one, other = f"/api/entries/{entry.id}", sign_in(ada), sign_in(ada)
    statuses = []
    before_its_turn(
        actions, "_held", lambda: statuses.append(other.patch(path, json={"title": "Bights"}).status_code)
    )
    answer = one.patch(path, json={"body": "Another text."})
    assert (statuses, answer.status_code) == ([200], 200)
    assert (answer.json["title"], answer.json["body"]) == ("Bights", "Another text.")
    assert versions_of(entry) == [1, 2, 3]
    now = db.session.get_one(Entry, entry.id)
    assert (now.title, now.body) == ("Bights", "Another text.")


def test_what_was_sent_again_is_not_sent_again_once_more(sign_in, before_its_turn, mira, ada):
    entry = wrote(ada)
    judged(entry, mira, Deed.ask_for_changes)
    path, one, other = f"/api/entries/{entry.id}/status", sign_in(ada), sign_in(ada)
    again, statuses = {"status": "submitted"}, []
    before_its_turn(actions, "_held", lambda: statuses.append(other.patch(path, json=again).status_code))
    answer = one.patch(path, json=again)
    assert (statuses, answer.status_code) == ([200], 409)
    assert versions_of(entry) == [1, 2]
    assert db.session.get_one(Entry, entry.id).status is EntryStatus.submitted
