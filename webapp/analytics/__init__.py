"""Analytics: the figures that follow from the log."""

from webapp.analytics.events import FiguresUpdated
from webapp.analytics.projection import project, refresh
from webapp.analytics.queries import Figures, figures
from webapp.analytics.rebuild import rebuild
from webapp.analytics.regions import achievements, heat, ledger, streak, week
from webapp.analytics.weights import LESSON_MINUTES, VIDEO_MINUTES, VIEW_MINUTES

__all__ = [
    "LESSON_MINUTES",
    "VIDEO_MINUTES",
    "VIEW_MINUTES",
    "Figures",
    "FiguresUpdated",
    "achievements",
    "figures",
    "heat",
    "ledger",
    "project",
    "rebuild",
    "refresh",
    "streak",
    "week",
]
