"""Who may need a hand: the rules, all of them here. Each says its level, when it holds, and the reason in words.

A reason is a fact that the student may read as well; there is no score. `docs/performance.md` says how often the levels
are right on a real course.
"""

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from webapp.core.words import plural

SILENT_DAYS = 14
QUIET_DAYS = 5
WINDOW_DAYS = 14
"""The days that activity is compared over."""
LOWEST_SHARE = 0.2
SMALLEST_GROUP = 5
"""In a smaller group nobody is compared with the others."""
QUIZ_DAYS = 7
QUIZ_PERCENT = 50
RETURNED_DAYS = 7
LAST_SESSIONS = 3


class Level(enum.IntEnum):
    """How much a reason weighs: the most urgent first."""

    red = 0
    amber = 1
    note = 2


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of a student today, in their own days."""

    silent_days: int
    """Since they last learned something, or registered."""
    has_begun: bool
    days_here: int
    """Since they registered."""
    active_days: int
    """Of the last 14, with learning on them."""
    group_size: int
    fewer: int
    """How many of the group were active on fewer days."""
    group_median: int
    low_quizzes: int = 0
    """Quizzes of the last 7 days that ended under 50%."""
    returned_days: int = 0
    """How long the oldest entry lies untouched that was returned to them."""
    missed_sessions: int = 0
    """Of the last three that they should have attended."""


@dataclass(frozen=True)
class Rule:
    """When a student may need a hand, and why, in words."""

    key: str
    level: Level
    holds: Callable[[Facts], bool]
    reason: Callable[[Facts], str]


def _is_among_the_lowest(facts: Facts) -> bool:
    """Fewer than a fifth of the group were active on fewer days, and most of it on more. Nobody is compared over days
    on which they were not here yet.
    """
    if facts.days_here < WINDOW_DAYS:
        return False
    is_low = facts.fewer < LOWEST_SHARE * facts.group_size and facts.active_days < facts.group_median
    return facts.group_size >= SMALLEST_GROUP and is_low


def _silence(facts: Facts) -> str:
    if not facts.has_begun:
        return f"Registered {plural(facts.silent_days, 'day')} ago and has not begun"
    return f"Nothing learned for {plural(facts.silent_days, 'day')}"


RULES: Sequence[Rule] = (
    Rule("silent", Level.red, lambda facts: facts.silent_days >= SILENT_DAYS, _silence),
    Rule(
        "lowest",
        Level.amber,
        _is_among_the_lowest,
        lambda facts: (
            f"Active on {facts.active_days} of the last {WINDOW_DAYS} days; "
            f"half of the group on {facts.group_median} or more"
        ),
    ),
    Rule(
        "quizzes",
        Level.amber,
        lambda facts: facts.low_quizzes >= 2,
        lambda facts: f"{facts.low_quizzes} quizzes under {QUIZ_PERCENT}% in {QUIZ_DAYS} days",
    ),
    Rule(
        "returned",
        Level.amber,
        lambda facts: facts.returned_days >= RETURNED_DAYS,
        lambda facts: f"An entry was returned {plural(facts.returned_days, 'day')} ago and is untouched",
    ),
    Rule(
        "missed",
        Level.amber,
        lambda facts: facts.missed_sessions >= 2,
        lambda facts: f"Missed {facts.missed_sessions} of the last {LAST_SESSIONS} sessions",
    ),
    Rule("quiet", Level.note, lambda facts: QUIET_DAYS <= facts.silent_days < SILENT_DAYS, _silence),
)


@dataclass(frozen=True)
class Concern:
    """That a student may need a hand: how much, and every reason for it."""

    level: Level
    reasons: Sequence[str]


def concern_of(facts: Facts) -> Concern | None:
    """What the rules say of these facts."""
    holding = [rule for rule in RULES if rule.holds(facts)]
    if not holding:
        return None
    return Concern(min(rule.level for rule in holding), [rule.reason(facts) for rule in holding])
