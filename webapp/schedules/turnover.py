"""Who comes to take part in sessions, who stays, and who does not any more, when it is said anew with whom they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from webapp.accounts import User
from webapp.core.stores import db
from webapp.flow import record
from webapp.schedules.events import ScheduleCreated, ScheduleDeleted, ScheduleUpdated
from webapp.schedules.models import Schedule, ScheduleRemoval, Sighting
from webapp.schedules.participants import Party, names_of
from webapp.schedules.weeks import weeks_touched

Span = tuple[datetime, datetime]
Groups = list[tuple[list[Schedule], list[int]]]
"""Sessions, and the ids of the students who share just these."""


@dataclass(frozen=True)
class Turnover:
    """Sessions in the order in which they are told; when they were, and which had been reminded of, before they change;
    and what becomes of whose part in them.
    """

    sessions: Sequence[Schedule]
    spans: Sequence[Span]
    reminded: Sequence[int]
    gone: Groups
    stayed: Groups
    come: Groups

    @classmethod
    def of(cls, sessions: Sequence[Schedule], parties: Mapping[int, Party]) -> "Turnover":
        """Before they change. `parties` says by a session's id with whom it will be."""
        students = {party: set(names_of(party)) for party in {*parties.values(), *map(Party.at, sessions)}}
        gone: dict[int, list[Schedule]] = {}
        stayed: dict[int, list[Schedule]] = {}
        come: dict[int, list[Schedule]] = {}
        for one in sessions:
            before, after = students[Party.at(one)], students[parties[one.id]]
            for part, ids in ((gone, before - after), (stayed, before & after), (come, after - before)):
                for id in ids:
                    part.setdefault(id, []).append(one)
        reminded = [one.id for one in sessions if one.reminded_at]
        return cls(sessions, spans_of(sessions), reminded, _alike(gone), _alike(stayed), _alike(come))

    @property
    def is_any(self) -> bool:
        return bool(self.gone or self.come)

    @property
    def student_ids(self) -> set[int]:
        return {id for _, ids in (*self.gone, *self.stayed, *self.come) for id in ids}

    def tell_gone(self, *, by: User, at: datetime) -> None:
        """Before the sessions change: who goes knows them as they were."""
        for sessions, student_ids in self.gone:
            gone: dict[str, Any] = {"hearers": student_ids, "is_mentors": False, "is_taken_off": True}
            record(ScheduleDeleted.of(sessions, by=by, **gone))
            _forget_removals(sessions, student_ids)
            _forget_sightings(sessions, student_ids)
            db.session.add_all(_removal(one, id, at) for one in sessions for id in student_ids)

    def tell_others(self, *, by: User, **changes: Any) -> None:
        """After they changed: who stays, their mentor, and who comes. `changes` are facts of `ScheduleUpdated`."""
        began = {one.id: starts_at for one, (starts_at, _) in zip(self.sessions, self.spans, strict=True)}
        changes |= {"by": by, "weeks": weeks_touched([*self.spans, *spans_of(self.sessions)])}
        changes |= {"reminded": self.reminded}

        def tell(sessions: Sequence[Schedule], **whom: Any) -> None:
            first, was = sessions[0], began[sessions[0].id]
            moved_from = was if was != first.starts_at else None
            record(ScheduleUpdated.of(sessions, moved_from=moved_from, **whom, **changes))

        all_of_them = [ids for sessions, ids in self.stayed if len(sessions) == len(self.sessions)]
        hearers = all_of_them[0] if all_of_them else []
        others = sorted(self.student_ids.difference(hearers))
        tell(self.sessions, hearers=hearers, others=others)
        for sessions, student_ids in self.stayed:
            if student_ids is not hearers:
                tell(sessions, hearers=student_ids, is_mentors=False)
        for sessions, student_ids in self.come:
            _forget_removals(sessions, student_ids)
            joined: dict[str, Any] = {"hearers": student_ids, "is_mentors": False, "is_joined": True}
            record(ScheduleCreated.of(sessions, by=by, **joined))


def spans_of(sessions: Iterable[Schedule]) -> list[Span]:
    """When each begins and ends."""
    return [(one.starts_at, one.ends_at) for one in sessions]


def _alike(part: Mapping[int, list[Schedule]]) -> Groups:
    groups: dict[tuple[int, ...], tuple[list[Schedule], list[int]]] = {}
    for student_id, sessions in sorted(part.items()):
        key = tuple(one.id for one in sessions)
        groups.setdefault(key, (sessions, []))[1].append(student_id)
    return list(groups.values())


def _removal(schedule: Schedule, student_id: int, at: datetime) -> ScheduleRemoval:
    return ScheduleRemoval(
        student_id=student_id,
        uid=schedule.uid,
        title=schedule.title,
        starts_at=schedule.starts_at,
        ends_at=schedule.ends_at,
        time_zone=schedule.time_zone,
        sequence=schedule.sequence + 1,
        removed_at=at,
    )


def _forget_sightings(sessions: Sequence[Schedule], student_ids: Sequence[int]) -> None:
    """Who comes back sees it anew."""
    theirs = sa.delete(Sighting).where(
        Sighting.schedule_id.in_([one.id for one in sessions]), Sighting.student_id.in_(student_ids)
    )
    db.session.execute(theirs.execution_options(synchronize_session=False))


def _forget_removals(sessions: Sequence[Schedule], student_ids: Sequence[int]) -> None:
    uids = [one.uid for one in sessions]
    theirs = sa.delete(ScheduleRemoval).where(
        ScheduleRemoval.uid.in_(uids), ScheduleRemoval.student_id.in_(student_ids)
    )
    db.session.execute(theirs.execution_options(synchronize_session=False))
