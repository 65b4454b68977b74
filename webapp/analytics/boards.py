"""Leaderboards within a cohort or a course, of those who take part. Effort, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from webapp import accounts
from webapp.accounts import Role, User
from webapp.accounts.models import cohort_members
from webapp.analytics.board_models import BoardEntry
from webapp.analytics.measures import Measure, Span, amounts, amounts_by_day, chosen
from webapp.analytics.weeks import best_week
from webapp.core.errors import NotFound
from webapp.core.stores import ask, db
from webapp.courses.models import Course, Enrollment, course_teachers
from webapp.courses.queries import OPEN

FEWEST = 5
"""With fewer who take part, a board would tell more of each than a rank."""
AROUND = 3


@dataclass(frozen=True)
class Group:
    """Within which people are ranked: a cohort or a course."""

    kind: str
    id: int
    name: str

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.id}"


@dataclass(frozen=True)
class Place:
    """A rank. Those with the same amount share it."""

    rank: int
    student_id: int
    name: str
    amount: int
    is_me: bool


@dataclass(frozen=True)
class Board:
    """A leaderboard as one person sees it. `places` is empty where fewer than five take part. `behind_by` is how
    much they are behind the next one above; None at the top, and for who takes no part. `best_week` is their own: the
    most in seven days in a row; None before the first, and of all time. Amounts are as the measure counts.
    """

    group: Group
    span: Span
    measure: Measure
    taking_part: int
    places: Sequence[Place]
    behind_by: int | None
    best_week: int | None = None

    @property
    def is_shown(self) -> bool:
        return self.taking_part >= FEWEST


def takes_part(student_id: int) -> bool:
    """Whether they are seen there, as the boards count now."""
    return agreed_to(student_id) is chosen()


def agreed_to(student_id: int) -> Measure | None:
    """What was counted when they said that they take part; None where they have not, or have hidden since."""
    entry = db.session.get(BoardEntry, student_id)
    return entry.measure if entry is not None else None


def groups_of(viewer: User) -> Sequence[Group]:
    """The cohorts and courses that this person is in; for staff, those that they look after."""
    cohorts = [Group("cohort", cohort.id, cohort.name) for cohort, _ in accounts.cohorts(of=viewer)]
    if viewer.is_student:
        own = sa.select(Enrollment.course_id).where(
            Enrollment.student_id == viewer.id, Enrollment.status.in_(OPEN)
        )
    else:
        own = sa.select(course_teachers.c.course_id).where(course_teachers.c.user_id == viewer.id)
    theirs = sa.select(Course.id, Course.title).where(Course.id.in_(own)).order_by(Course.title, Course.id)
    return [*cohorts, *(Group("course", row.id, row.title) for row in db.session.execute(theirs))]


def group_of(viewer: User, key: str) -> Group:
    """The group of that key, if this person is in it. Raises `NotFound`."""
    for group in groups_of(viewer):
        if group.key == key:
            return group
    raise NotFound("There is no such leaderboard.")


def board(viewer: User, group: Group, span: Span, *, whole: bool = False) -> Board:
    """Oneself with three above and below; the first seven for who takes no part; where `whole` is asked, everybody."""
    (only,) = boards(viewer, [group], span, whole=whole)
    return only


def boards(viewer: User, groups: Sequence[Group], span: Span, *, whole: bool = False) -> list[Board]:
    """The same of several groups, in as many statements as of one."""
    measure, members = chosen(), _members(groups)
    reached = amounts(measure, _ids_in(groups), span) if members else {}
    ranked = [_ranked(viewer.id, members.get((group.kind, group.id), []), reached) for group in groups]
    is_on_one = any(place.is_me for places in ranked if len(places) >= FEWEST for place in places)
    best = None
    if is_on_one and span is Span.week and not whole:
        best = best_week(amounts_by_day(measure, viewer)) or None
    pairs = zip(groups, ranked, strict=True)
    return [_as_seen(Board(group, span, measure, len(all), all, None), best, whole) for group, all in pairs]


def groups_moved_by(student_id: int) -> list[str]:
    """The channels on which the boards of this student's groups are heard to move; none for who takes no part."""
    return [f"{kind}:{id}" for kind, id in ask(_MOVED, {"student": student_id, "measure": chosen()})]


def _moved() -> sa.CompoundSelect[Any]:
    """Asked at every change of a student's figures, so it is built once."""
    student: sa.BindParameter[int] = sa.bindparam("student")
    agreed = (BoardEntry.student_id == student, BoardEntry.measure == sa.bindparam("measure"))
    takes = sa.exists(sa.select(BoardEntry.student_id).where(*agreed))
    cohorts = sa.select(sa.literal("cohort").label("kind"), cohort_members.c.cohort_id.label("id")).where(
        cohort_members.c.user_id == student, takes
    )
    taken = sa.select(sa.literal("course").label("kind"), Enrollment.course_id.label("id")).where(
        Enrollment.student_id == student, Enrollment.status.in_(OPEN), takes
    )
    return cohorts.union_all(taken)


_MOVED = _moved()


def _as_seen(board: Board, best: int | None, whole: bool) -> Board:
    """Of a board of all its places, what its viewer is shown. Their own best week stands there if they are on it."""
    ranked = board.places
    if len(ranked) < FEWEST:
        return replace(board, places=[])
    mine = next((number for number, place in enumerate(ranked) if place.is_me), None)
    if mine is None or whole:
        return board if whole else replace(board, places=ranked[: 2 * AROUND + 1])
    above = [place for place in ranked[:mine] if place.rank < ranked[mine].rank]
    behind_by = above[-1].amount - ranked[mine].amount if above else None
    around = ranked[max(0, mine - AROUND) : mine + AROUND + 1]
    return replace(board, places=around, behind_by=behind_by, best_week=best)


def _ranked(viewer_id: int, members: Sequence[tuple[int, str]], reached: Mapping[int, int]) -> list[Place]:
    people = [(reached.get(id, 0), id, name) for id, name in members]
    ranks: dict[int, int] = {}
    places = []
    for number, (amount, id, name) in enumerate(sorted(people, key=_from_the_top), 1):
        rank = ranks.setdefault(amount, number)
        places.append(Place(rank, id, name, amount, id == viewer_id))
    return places


def _from_the_top(person: tuple[int, int, str]) -> tuple[int, str, int]:
    amount, id, name = person
    return -amount, name.casefold(), id


def _members(groups: Sequence[Group]) -> dict[tuple[str, int], list[tuple[int, str]]]:
    """Who takes part in each of these groups, by its kind and id: ids and names. One statement."""
    found: dict[tuple[str, int], list[tuple[int, str]]] = {}
    pairs = _pairs(groups)
    rows = sa.select(pairs.c.kind, pairs.c.id, User.id, User.name).join(User, User.id == pairs.c.student_id)
    for kind, group_id, id, name in db.session.execute(rows.where(_takes_part())):
        found.setdefault((kind, group_id), []).append((id, name))
    return found


def _ids_in(groups: Sequence[Group]) -> sa.Select[int]:
    """The ids of those who take part in one of these groups."""
    return sa.select(User.id).where(User.id.in_(sa.select(_pairs(groups).c.student_id)), _takes_part())


def _pairs(groups: Sequence[Group]) -> sa.Subquery:
    """Of these groups, who is in which."""
    ids = {kind: [group.id for group in groups if group.kind == kind] for kind in ("cohort", "course")}
    members, enrolled = cohort_members.c, Enrollment
    in_cohorts = sa.select(
        sa.literal("cohort").label("kind"), members.cohort_id.label("id"), members.user_id.label("student_id")
    ).where(members.cohort_id.in_(ids["cohort"]))
    in_courses = sa.select(
        sa.literal("course").label("kind"),
        enrolled.course_id.label("id"),
        enrolled.student_id.label("student_id"),
    ).where(enrolled.course_id.in_(ids["course"]), enrolled.status.in_(OPEN))
    return in_cohorts.union_all(in_courses).subquery()


def _takes_part() -> sa.ColumnElement[bool]:
    """Of a `User`: a student who is there and has said so of what is counted."""
    is_here = sa.and_(User.role == Role.student, User.closed_at.is_(None))
    agreed = sa.select(BoardEntry.student_id).where(BoardEntry.measure == chosen())
    return sa.and_(is_here, User.id.in_(agreed))
