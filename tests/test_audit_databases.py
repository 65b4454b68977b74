"""The trail on each database: one chain however many write at once, and no row of it changed."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from tests.conftest import join
from tests.one_stage import browser_of
from webapp import audit
from webapp.accounts import Role
from webapp.audit import AuditLog
from webapp.core.stores import db


@pytest.fixture(scope="module")
def school(store):
    """An admin, and eight students whom they may do things to."""
    with store.app.app_context():
        join("Otto", Role.admin)
        return [join(f"Student{number}").id for number in range(8)]


def test_eight_changes_at_once_make_one_chain(store, school):
    browsers = [browser_of(store.app, "otto@example.org") for _ in school]
    before, _, _ = audit.verify()
    db.session.remove()

    def close(place):
        with store.app.app_context():
            return browsers[place].post(f"/admin/people/{school[place]}/closing").status_code

    with ThreadPoolExecutor(8) as hands:
        assert set(hands.map(close, range(8))) == {303}
    number, _, fault = audit.verify()
    assert (number - before, fault) == (8, None)
    closed = db.session.scalars(sa.select(AuditLog.subject).where(AuditLog.number > before)).all()
    assert sorted(closed) == sorted(str(id) for id in school)
    db.session.rollback()


@pytest.mark.parametrize("deed", ["UPDATE audit_logs SET label = 'nothing'", "DELETE FROM audit_logs"])
def test_the_database_refuses_to_change_it(store, school, deed):
    with pytest.raises(DBAPIError, match="never changed"):
        db.session.execute(sa.text(deed))
    db.session.rollback()
    assert audit.verify()[2] is None
    db.session.rollback()
