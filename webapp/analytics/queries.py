"""The figures as pages and programs read them. None of these does work in proportion to a student's history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from webapp.analytics.achievements import RULES, unlocked_by, values_of
from webapp.analytics.days import Day
from webapp.analytics.ledger import Ledger, ledger_of
from webapp.analytics.streaks import current_streak


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The figures of contract section 3. Learned time is in nominal minutes, active time in measured seconds."""

    learned_minutes: int
    active_seconds: int
    learning_streak: int
    longest_streak: int
    average_progress: int
    enrolled_courses: int
    completed_courses: int
    certificates: int
    logs_created: int
    goals_completed: int
    skills_added: int
    has_learned: bool

    @property
    def hours_learned(self) -> float:
        return self.learned_minutes / 60


@dataclass(frozen=True)
class Earned:
    """An achievement with how far it is."""

    key: str
    name: str
    icon: str
    unlocked_on: date | None
    value: float
    target: int
    unit: str


def figures(student_id: int, days: Mapping[str, Day] | None = None, ledger: Ledger | None = None) -> Figures:
    """Everything on the ledger. `days` are the last ones; they and the `ledger` may have been read already."""
    known = ledger or ledger_of(student_id)
    totals, standing = known.totals, known.standing
    return Figures(
        learned_minutes=totals.minutes,
        active_seconds=totals.active_seconds,
        learning_streak=current_streak(student_id, days),
        longest_streak=totals.longest_streak,
        average_progress=standing.average_progress,
        enrolled_courses=standing.enrolled_courses,
        completed_courses=standing.completed_courses,
        certificates=standing.certificates,
        logs_created=known.entries,
        goals_completed=known.aimed.goals_completed,
        skills_added=known.aimed.skills_added,
        has_learned=bool(totals.learning_days),
    )


def achievements(student_id: int) -> list[Earned]:
    """All achievements: the unlocked ones first, newest on top; then the nearest."""
    values, unlocked = values_of(ledger_of(student_id)), unlocked_by(student_id)
    earned = []
    for rule in RULES:
        day = date.fromisoformat(unlocked[rule.key]) if rule.key in unlocked else None
        earned.append(
            Earned(rule.key, rule.name, rule.icon, day, values[rule.figure], rule.target, rule.unit)
        )
    done = [one for one in earned if one.unlocked_on]
    ahead = [one for one in earned if not one.unlocked_on]
    return sorted(done, key=lambda one: one.unlocked_on or date.min, reverse=True) + sorted(
        ahead, key=lambda one: -one.value / one.target
    )
