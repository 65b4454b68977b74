"""Who may need a hand, as the dashboard shows it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from webapp import courses
from webapp.accounts import User
from webapp.analytics.concern_facts import facts_of_all
from webapp.analytics.concern_models import ConcernAnswer
from webapp.analytics.concerns import Concern, Facts, concern_of
from webapp.analytics.models import DayFigures
from webapp.core import clock
from webapp.core.stores import db

D = DayFigures
LINE_DAYS = 28
SHOWN = 6


@dataclass(frozen=True)
class Line:
    """The last 28 days of a student: how much was learned on each, today last."""

    amounts: Sequence[int]

    @property
    def points(self) -> str:
        """As a polyline, 84 wide and 22 high."""
        top = max(1, *self.amounts)
        step = 84 / (LINE_DAYS - 1)
        return " ".join(
            f"{n * step:.1f},{21 - 20 * amount / top:.1f}" for n, amount in enumerate(self.amounts)
        )

    @property
    def active_days(self) -> int:
        return sum(amount > 0 for amount in self.amounts)


@dataclass(frozen=True)
class Concerned:
    """A student who may need a hand, why, and what was answered to that."""

    student: User
    concern: Concern
    line: Line
    answer: ConcernAnswer | None


@dataclass(frozen=True)
class Concerns:
    """Those who may need a hand, the most urgent first; how many there are; and who is set aside for now."""

    shown: Sequence[Concerned]
    total: int
    set_aside: Sequence[Concerned]


def concerns(scope: int | None, *, limit: int = SHOWN) -> Concerns:
    """Who of the students of that scope may need a hand."""
    found = concerns_of(courses.students_in(scope))
    answers = answers_to(found)
    by_urgency = sorted(found, key=lambda id: (found[id][0].level, -found[id][1].silent_days, id))
    open_ids = [id for id in by_urgency if id not in answers]
    aside = [id for id in by_urgency if id in answers]
    wanted = [*open_ids[:limit], *aside]
    students = {user.id: user for user in db.session.scalars(sa.select(User).where(User.id.in_(wanted)))}
    lines = lines_of(students.values())

    def shown(ids: Iterable[int]) -> list[Concerned]:
        return [Concerned(students[id], found[id][0], lines[id], answers.get(id)) for id in ids]

    return Concerns(shown(open_ids[:limit]), len(open_ids), shown(aside))


@dataclass(frozen=True)
class AboutStudent:
    """What is known of one student, the concern that it gives, and what was answered to that."""

    facts: Facts | None
    concern: Concern | None
    line: Line
    answer: ConcernAnswer | None


def concern_about(student: User) -> AboutStudent:
    """One student, by the same rules. There are no facts of who has completed all their courses."""
    facts = facts_of_all(sa.select(User.id).where(User.id == student.id)).get(student.id)
    concern = concern_of(facts) if facts else None
    answer = answers_to([student.id]).get(student.id) if concern else None
    return AboutStudent(facts, concern, lines_of([student])[student.id], answer)


def concerns_of(students: sa.Select[int]) -> dict[int, tuple[Concern, Facts]]:
    """Of these students, those who may need a hand, with why."""
    concerns = {id: (concern_of(facts), facts) for id, facts in facts_of_all(students).items()}
    return {id: (concern, facts) for id, (concern, facts) in concerns.items() if concern is not None}


def answers_to(ids: Iterable[int]) -> dict[int, ConcernAnswer]:
    """What holds at the moment of what was answered about these students, the newest of each."""
    return {answer.student_id: answer for answer in holding(ids)}


def holding(ids: Iterable[int]) -> Sequence[ConcernAnswer]:
    """Every answer about these students that holds at the moment, the newest last: two mentors may both have given one,
    or one of them pressed twice.
    """
    still = sa.select(ConcernAnswer).where(
        ConcernAnswer.student_id.in_(list(ids)), ConcernAnswer.until > clock.now()
    )
    return db.session.scalars(still.options(joinedload(ConcernAnswer.by)).order_by(ConcernAnswer.id)).all()


def lines_of(students: Iterable[User]) -> Mapping[int, Line]:
    """The last 28 days of each of these students."""
    todays = {student.id: clock.local_day(clock.now(), student.time_zone) for student in students}
    if not todays:
        return {}
    since = (min(todays.values()) - timedelta(days=LINE_DAYS)).isoformat()
    days = sa.select(D.student_id, D.day, D.learning).where(D.student_id.in_(todays), D.day >= since)
    learned = {(row.student_id, row.day): row.learning for row in db.session.execute(days)}
    return {
        id: Line(
            [learned.get((id, (today - timedelta(days=back)).isoformat()), 0) for back in range(LINE_DAYS)][
                ::-1
            ]
        )
        for id, today in todays.items()
    }
