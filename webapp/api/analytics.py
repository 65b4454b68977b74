"""`/api/analytics/…`: a student's figures, and their corrections (contract, section 5)."""

from datetime import date, datetime
from typing import Any, ClassVar

from webapp import accounts
from webapp import analytics as room
from webapp.accounts import Role
from webapp.analytics import Amount, Measure, Span
from webapp.analytics.boards import Board
from webapp.analytics.correction_models import Correction, CorrectionKind, newest_corrections
from webapp.analytics.forms import figures_form
from webapp.analytics.inputs import Counted, HoursInput, IncrementInput, InitInput, StreakInput, WeeklyInput
from webapp.api import door
from webapp.api.shapes import Answer
from webapp.api.student import StatsAnswer
from webapp.core.inputs import Input
from webapp.flow import commit

WHY = "Worked at the harbour without a connection."

_COUNTED = {
    Counted.lessons: CorrectionKind.lessons,
    Counted.videos: CorrectionKind.videos,
    Counted.course_views: CorrectionKind.views,
}


class CorrectionAnswer(Answer):
    """What somebody set right: on which day, by how much, who and why. `minutes`, `lessons`, `videos` and `views` are
    differences; `streak` is 1 for a day that counts and -1 for one that does not; `init` took back all before it. One
    that was taken back has `withdrawnAt` and counts no more.
    """

    id: int
    kind: CorrectionKind
    day: date
    amount: int
    reason: str
    author: str | None
    created_at: datetime
    withdrawn_at: datetime | None

    example: ClassVar[Any] = {
        "id": 4,
        "kind": "minutes",
        "day": "2026-11-19",
        "amount": 90,
        "reason": WHY,
        "author": "Mira",
        "createdAt": "2026-11-20T14:05:00Z",
        "withdrawnAt": None,
    }

    @classmethod
    def of(cls, correction: Correction) -> "CorrectionAnswer":
        return cls(
            id=correction.id,
            kind=correction.kind,
            day=correction.local_day,
            amount=correction.amount,
            reason=correction.reason,
            author=correction.author.name if correction.author else None,
            created_at=correction.created_at,
            withdrawn_at=correction.withdrawn_at,
        )


class AnalyticsAnswer(StatsAnswer):
    """The figures of a person, and the last 20 corrections of them, newest first. The figures have them in."""

    user_id: int
    corrections: list[CorrectionAnswer]

    example: ClassVar[Any] = StatsAnswer.example | {"userId": 7, "corrections": [CorrectionAnswer.example]}


def _told(user_id: int) -> dict[str, Any]:
    corrections = [CorrectionAnswer.of(one) for one in newest_corrections(user_id)]
    listed = [correction.model_dump(mode="json", by_alias=True) for correction in corrections]
    return {"userId": user_id, **figures_form(user_id), "corrections": listed}


class PlaceAnswer(Answer):
    """A rank. Those with the same amount share it. `hours` is null where something else is counted."""

    rank: int
    user_id: int
    name: str
    amount: float
    hours: float | None
    is_me: bool


class BoardAnswer(Answer):
    """The leaderboard of a cohort or a course. `places` is empty where fewer than five take part. `measure` says what
    is counted: hours, lessons, or sessions attended on time.
    """

    kind: str
    group_id: int
    name: str
    span: Span
    measure: Measure
    taking_part: int
    is_shown: bool
    places: list[PlaceAnswer]

    example: ClassVar[Any] = {
        "kind": "cohort",
        "groupId": 2,
        "name": "Sailors",
        "span": "week",
        "measure": "hours",
        "takingPart": 9,
        "isShown": True,
        "places": [{"rank": 1, "userId": 3, "name": "Ada", "amount": 4.5, "hours": 4.5, "isMe": True}],
    }

    @classmethod
    def of(cls, board: Board) -> "BoardAnswer":
        measure = board.measure
        places = [
            PlaceAnswer(
                rank=place.rank,
                user_id=place.student_id,
                name=place.name,
                amount=measure.for_programs(place.amount),
                hours=measure.for_programs(place.amount) if measure is Measure.hours else None,
                is_me=place.is_me,
            )
            for place in board.places
        ]
        group = board.group
        return cls(
            kind=group.kind,
            group_id=group.id,
            name=group.name,
            span=board.span,
            measure=measure,
            taking_part=board.taking_part,
            is_shown=board.is_shown,
            places=places,
        )


class BoardsInput(Input):
    """Of the last seven days, or of all time."""

    span: Span = Span.week


class BoardsAnswer(Answer):
    """The leaderboards of all cohorts and courses that one is in, and whether one takes part in them."""

    takes_part: bool
    boards: list[BoardAnswer]

    example: ClassVar[Any] = {"takesPart": True, "boards": [BoardAnswer.example]}


@door.get("/api/analytics/leaderboard/all", asks=BoardsInput, gives={200: BoardsAnswer})
def show_leaderboards(wanted: BoardsInput) -> BoardsAnswer:
    """Those who take part: oneself and three above and below; for staff, everybody in their cohorts and courses."""
    asking = accounts.me()
    found = room.boards(asking, room.groups_of(asking), wanted.span, whole=asking.is_staff)
    return BoardsAnswer(
        takes_part=room.takes_part(asking.id), boards=[BoardAnswer.of(board) for board in found]
    )


@door.get("/api/analytics/<person:user_id>", gives={200: AnalyticsAnswer})
def show_analytics(user_id: int) -> dict[str, Any]:
    """A person's figures: one's own, or those of a student whom one looks after."""
    return _told(door.whose(user_id).id)


@door.post(
    "/api/analytics/<person:user_id>/init",
    roles=[Role.mentor],
    takes=InitInput,
    example={"reason": "The corrections of last term were meant for somebody else."},
    gives={201: AnalyticsAnswer},
)
def begin_analytics_anew(user_id: int, given: InitInput) -> dict[str, Any]:
    """Go back to what was recorded: all corrections so far count no more."""
    student = door.whose(user_id)
    room.begin_anew(student, by=accounts.me(), reason=given.reason)
    commit()
    return _told(user_id)


@door.patch(
    "/api/analytics/<person:user_id>/learning-hours",
    roles=[Role.mentor],
    takes=HoursInput,
    example={"hours": 1.5, "day": "2026-11-19", "reason": WHY},
    gives={200: AnalyticsAnswer},
)
def correct_hours(user_id: int, given: HoursInput) -> dict[str, Any]:
    """Add hours of learning to a day, or (below 0) take them away; never more than the day has."""
    minutes = round(given.hours * 60)
    return _corrected(user_id, [Amount(CorrectionKind.minutes, minutes, given.day)], given.reason)


@door.patch(
    "/api/analytics/<person:user_id>/streak",
    roles=[Role.mentor],
    takes=StreakInput,
    example={"day": "2026-11-18", "counts": True, "reason": WHY},
    gives={200: AnalyticsAnswer},
)
def correct_streak(user_id: int, given: StreakInput) -> dict[str, Any]:
    """Say that a day counts as a day of learning, or that it does not. The streaks follow from the days."""
    amount = 1 if given.counts else -1
    return _corrected(user_id, [Amount(CorrectionKind.streak, amount, given.day)], given.reason)


@door.patch(
    "/api/analytics/<person:user_id>/increment",
    roles=[Role.mentor],
    takes=IncrementInput,
    example={"figure": "lessons", "by": 1, "reason": WHY},
    gives={200: AnalyticsAnswer},
)
def correct_count(user_id: int, given: IncrementInput) -> dict[str, Any]:
    """Count a lesson, a video or a visit to a course more often than it was recorded, or (below 0) less often."""
    return _corrected(user_id, [Amount(_COUNTED[given.figure], given.by, given.day)], given.reason)


@door.post(
    "/api/analytics/<person:user_id>/weekly",
    roles=[Role.mentor],
    takes=WeeklyInput,
    example={"reason": WHY, "days": [{"day": "2026-11-18", "minutes": 60}]},
    gives={201: AnalyticsAnswer},
)
def correct_week(user_id: int, given: WeeklyInput) -> dict[str, Any]:
    """Add minutes of learning to several days, or take them away."""
    amounts = [Amount(CorrectionKind.minutes, one.minutes, one.day) for one in given.days]
    return _corrected(user_id, amounts, given.reason)


def _corrected(user_id: int, amounts: list[Amount], reason: str) -> dict[str, Any]:
    room.correct(door.whose(user_id), amounts, by=accounts.me(), reason=reason)
    commit()
    return _told(user_id)
