"""Analytics: the figures that follow from the log."""

from webapp.analytics.board_actions import (
    follow_leaving,
    follow_members,
    follow_person,
    hide,
    move_boards,
    take_part,
)
from webapp.analytics.boards import agreed_to, board, boards, group_of, groups_of, takes_part
from webapp.analytics.class_actions import count_mark, count_session
from webapp.analytics.class_regions import concerns, progress_of_students
from webapp.analytics.concern_actions import ask_again, dismiss, snooze
from webapp.analytics.concern_queries import concern_about
from webapp.analytics.corrections import Amount, begin_anew, correct
from webapp.analytics.days import measured_days
from webapp.analytics.events import AchievementUnlocked, ConcernsMoved, FiguresCorrected, FiguresUpdated
from webapp.analytics.measures import Measure, Span
from webapp.analytics.measures import chosen as chosen_measure
from webapp.analytics.projection import project, reconsider, refresh
from webapp.analytics.queries import Figures, figures
from webapp.analytics.rebuild import rebuild
from webapp.analytics.regions import (
    achievements,
    board_pulse,
    corrections,
    heat,
    ledger,
    ledger_seen,
    streak,
    week,
)
from webapp.analytics.roster import Order, roster
from webapp.analytics.weights import LESSON_MINUTES, VIDEO_MINUTES, VIEW_MINUTES

__all__ = [
    "LESSON_MINUTES",
    "VIDEO_MINUTES",
    "VIEW_MINUTES",
    "AchievementUnlocked",
    "Amount",
    "ConcernsMoved",
    "Figures",
    "FiguresCorrected",
    "FiguresUpdated",
    "Measure",
    "Order",
    "Span",
    "achievements",
    "agreed_to",
    "ask_again",
    "begin_anew",
    "board",
    "board_pulse",
    "boards",
    "chosen_measure",
    "concern_about",
    "concerns",
    "correct",
    "corrections",
    "count_mark",
    "count_session",
    "dismiss",
    "figures",
    "follow_leaving",
    "follow_members",
    "follow_person",
    "group_of",
    "groups_of",
    "heat",
    "hide",
    "ledger",
    "ledger_seen",
    "measured_days",
    "move_boards",
    "progress_of_students",
    "project",
    "rebuild",
    "reconsider",
    "refresh",
    "roster",
    "snooze",
    "streak",
    "take_part",
    "takes_part",
    "week",
]
