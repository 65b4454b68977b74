"""Tracking: what students do, validated and kept. Everything that is counted is counted from here."""

from webapp.settings import Settings
from webapp.tracking import time_routes
from webapp.tracking.activity import DayTally
from webapp.tracking.doors import bp
from webapp.tracking.events import ActivitiesLogged, ActivityOwed
from webapp.tracking.feed_lines import FeedItem, FeedPage
from webapp.tracking.feed_lines import item as line_of
from webapp.tracking.intake import take_all
from webapp.tracking.kinds import NOT_LEARNING, ActivityType
from webapp.tracking.letters import purge as purge_letters
from webapp.tracking.log import ActivityLog, log
from webapp.tracking.mongo_log import MongoActivityLog
from webapp.tracking.owed import owed_count, write_at_once, write_what_is_owed
from webapp.tracking.regions import feed, feed_of_students, feed_seen, last_activity, of_students, tape
from webapp.tracking.retention import horizon, retire, retired_of
from webapp.tracking.seconds import percent_of
from webapp.tracking.sql_log import SqlActivityLog
from webapp.tracking.stated import (
    forget,
    log_attendance,
    log_certificate,
    log_enrolment,
    log_entry,
    log_finish,
    log_goal,
    log_quiz,
    log_sign_in,
    log_skill,
    log_submission,
)
from webapp.tracking.students_feed import KINDS

__all__ = [
    "KINDS",
    "NOT_LEARNING",
    "ActivitiesLogged",
    "ActivityLog",
    "ActivityOwed",
    "ActivityType",
    "DayTally",
    "FeedItem",
    "FeedPage",
    "MongoActivityLog",
    "SqlActivityLog",
    "bp",
    "feed",
    "feed_of_students",
    "feed_seen",
    "forget",
    "horizon",
    "last_activity",
    "line_of",
    "log",
    "log_attendance",
    "log_certificate",
    "log_enrolment",
    "log_entry",
    "log_finish",
    "log_goal",
    "log_of",
    "log_quiz",
    "log_sign_in",
    "log_skill",
    "log_submission",
    "of_students",
    "owed_count",
    "percent_of",
    "purge_letters",
    "retire",
    "retired_of",
    "take_all",
    "tape",
    "time_routes",
    "write_at_once",
    "write_what_is_owed",
]


def log_of(settings: Settings) -> ActivityLog:
    """The log of this installation. Raises at start when the MongoDB that is named does not answer."""
    if not settings.mongodb_uri:
        return SqlActivityLog()
    store = MongoActivityLog(settings.mongodb_uri)
    if not settings.takes_over:
        store.prepare()
    return store
