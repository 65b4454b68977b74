"""Every log keeps the contract: among the rows on three databases, and on MongoDB."""

import pytest

from tests.activity_log_contract import ActivityLogContract
from webapp.accounts import User
from webapp.core import clock
from webapp.core.stores import db
from webapp.tracking import MongoActivityLog, SqlActivityLog


@pytest.fixture(scope="module")
def mongo_log(mongodb_uri):
    mongo = MongoActivityLog(mongodb_uri)
    yield mongo
    mongo.close()


class TestAmongTheRows(ActivityLogContract):
    @pytest.fixture
    def log(self, store):
        yield SqlActivityLog()
        db.session.rollback()

    @pytest.fixture
    def kept(self):
        return db.session.commit

    @pytest.fixture
    def known(self):
        def make(*ids):
            for id in ids:
                mail = f"{id}@example.org"
                one = User(id=id, name=f"Student {id}", email=mail, password_hash="", time_zone="UTC")
                one.created_at = clock.now()
                db.session.add(one)
            db.session.flush()

        return make


class TestOnMongoDB(ActivityLogContract):
    @pytest.fixture
    def log(self, mongo_log):
        return mongo_log

    @pytest.fixture
    def kept(self):
        return lambda: None

    @pytest.fixture
    def known(self):
        return lambda *_: None
