"""Tracking: what students do, validated and kept. Everything that is counted is counted from here."""

from webapp.settings import Settings
from webapp.tracking.activity import DayTally
from webapp.tracking.events import ActivitiesLogged
from webapp.tracking.feed_lines import FeedPage
from webapp.tracking.intake import take_all
from webapp.tracking.kinds import ActivityType
from webapp.tracking.log import ActivityLog, log
from webapp.tracking.mongo_log import MongoActivityLog
from webapp.tracking.regions import feed
from webapp.tracking.routes import bp
from webapp.tracking.sql_log import SqlActivityLog
from webapp.tracking.stated import (
    log_certificate,
    log_enrolment,
    log_finish,
    log_quiz,
    log_sign_in,
    log_submission,
)

__all__ = [
    "ActivitiesLogged",
    "ActivityLog",
    "ActivityType",
    "DayTally",
    "FeedPage",
    "MongoActivityLog",
    "SqlActivityLog",
    "bp",
    "feed",
    "log",
    "log_certificate",
    "log_enrolment",
    "log_finish",
    "log_of",
    "log_quiz",
    "log_sign_in",
    "log_submission",
    "take_all",
]


def log_of(settings: Settings) -> ActivityLog:
    """The log of this installation. Raises at start when the MongoDB that is named does not answer."""
    if not settings.mongodb_uri:
        return SqlActivityLog()
    store = MongoActivityLog(settings.mongodb_uri)
    if not settings.takes_over:
        store.prepare()
    return store
