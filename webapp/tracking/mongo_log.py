"""The activity log on MongoDB, for schools whose log outgrows the database of the rows.

Written with majority and journal: what is answered as stored survives the loss of a server. Only a portable part of
MongoDB is used: flat documents, whole numbers for instants, string keys that are unique by themselves, groups by one
field; no transactions. The order of writes makes a crash in between harmless: what an activity measured is merged
before the activity is kept, and claims settle also when one is repeated.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from pymongo import MongoClient
from pymongo.errors import BulkWriteError, PyMongoError

from webapp.core.errors import Unavailable
from webapp.tracking import mongo_claims, mongo_views
from webapp.tracking import mongo_documents as documents
from webapp.tracking.activity import Activity, DayTally, Kept, Snapshot, UnitFinish, Watched, sort_key_at
from webapp.tracking.kinds import KEPT_FOR_GOOD, ActivityType
from webapp.tracking.mongo_reading import among, matching, with_keys
from webapp.tracking.tally import tally_of

P = ParamSpec("P")
T = TypeVar("T")

DUPLICATE_KEY = 11000
PATIENCE_MS = 3_000
ANSWER_MS = 20_000


def _answered(work: Callable[P, T]) -> Callable[P, T]:
    """A MongoDB that does not answer is a 503: nothing is acknowledged, and asking again is safe."""

    @wraps(work)
    def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return work(*args, **kwargs)
        except PyMongoError as error:
            raise Unavailable(
                "The activity log did not answer. Nothing was lost; please try again."
            ) from error

    return asked


class MongoActivityLog:
    """`ActivityLog` in two collections, `activities` and `views`."""

    is_among_rows = False

    def __init__(self, uri: str, *, database: str = "tandem") -> None:
        self._client: MongoClient[dict[str, Any]] = MongoClient(
            uri,
            w="majority",
            journal=True,
            serverSelectionTimeoutMS=PATIENCE_MS,
            connectTimeoutMS=PATIENCE_MS,
            socketTimeoutMS=ANSWER_MS,
        )
        home = self._client.get_default_database(default=database)
        self._activities = home["activities"]
        self._views = home["views"]

    def prepare(self) -> None:
        """Make the indexes. Raises in words, at start, if MongoDB is not there."""
        try:
            self._activities.create_index([("student_id", 1), ("day", 1)])
            self._activities.create_index([("student_id", 1), ("is_on_feed", 1), ("sort_key", 1)])
            self._activities.create_index([("student_id", 1), ("unit_id", 1)])
            self._views.create_index([("student_id", 1), ("day", 1)])
            self._views.create_index([("student_id", 1), ("view_id", 1)])
            self._views.create_index([("student_id", 1), ("view_day", 1)])
            self._views.create_index([("student_id", 1), ("unit_id", 1)])
            self._activities.create_index([("student_id", 1), ("event_id", 1)])
        except PyMongoError as error:
            self.close()
            raise ValueError(f"MONGODB_URI is set, but MongoDB does not answer there: {error}") from error

    def is_reachable(self) -> bool:
        try:
            self._client.admin.command("ping")
        except PyMongoError:
            return False
        return True

    def close(self) -> None:
        self._client.close()

    @_answered
    def append(self, activities: Sequence[Activity], snapshots: Sequence[Snapshot] = ()) -> Kept:
        known = self._known(activities)
        answers: list[str] = []
        accepted: list[Activity] = []
        fresh: list[Activity] = []
        days: set[str] = set()
        for activity in activities:
            key = documents.key_of(activity)
            if key not in known:
                known[key] = (activity.fingerprint, activity.day)
                fresh.append(activity)
                answers.append("stored")
            elif known[key][0] == activity.fingerprint:
                answers.append("duplicate")
            else:
                answers.append("conflict")
                continue
            accepted.append(activity)
            days.add(known[key][1])
        measured = [activity.measured for activity in fresh if activity.measured]
        repeated = [activity.measured for activity in accepted if activity.measured]
        mongo_views.merge(self._views, [*measured, *snapshots])
        self._insert([documents.of_activity(activity) for activity in fresh])
        days |= mongo_claims.settle(self._activities, accepted) | mongo_views.days_of(
            self._views, [*repeated, *snapshots]
        )
        return Kept(answers, days)

    @_answered
    def tallies(self, student_id: int, days: Iterable[str]) -> Mapping[str, DayTally]:
        wanted = list(days)
        counted: list[dict[str, Any]] = [
            {"$match": {"student_id": student_id, "day": among(wanted), "counts": True}},
            {"$group": {"_id": "$day_type", "n": {"$sum": 1}}},
        ]
        counts: dict[str, dict[ActivityType, int]] = defaultdict(dict)
        for group in self._activities.aggregate(counted):
            day, _, type_ = group["_id"].partition(" ")
            counts[day][ActivityType(type_)] = group["n"]
        active = mongo_views.active_on(self._views, student_id, wanted)
        return {
            day: tally_of(counts.get(day, {}), active.get(day, 0)) for day in counts.keys() | active.keys()
        }

    @_answered
    def finishes(self, student_id: int, unit_ids: Iterable[int] | None = None) -> list[UnitFinish]:
        wanted: dict[str, Any] = {"student_id": student_id, "is_finish": True}
        if unit_ids is not None:
            wanted["unit_id"] = among(unit_ids)
        earliest: dict[int, int] = {}
        for found in matching(self._activities, wanted, fields=["unit_id", "at_us"]):
            unit_id = found["unit_id"]
            if unit_id is not None:
                earliest[unit_id] = min(found["at_us"], earliest.get(unit_id, found["at_us"]))
        return [
            UnitFinish(unit_id=unit_id, at=documents.instant(us)) for unit_id, us in sorted(earliest.items())
        ]

    @_answered
    def watched(self, student_id: int, unit_ids: Iterable[int]) -> Mapping[int, Watched]:
        return mongo_views.watched(self._views, student_id, unit_ids)

    @_answered
    def page(self, student_id: int, *, before: str = "", limit: int = 20) -> list[Activity]:
        return self._page({"student_id": student_id, "is_on_feed": True}, before, limit)

    @_answered
    def counted(
        self, student_id: int, types: Iterable[ActivityType], *, before: str = "", limit: int = 20
    ) -> list[Activity]:
        of_types = among(type_.value for type_ in types)
        return self._page({"student_id": student_id, "counts": True, "type": of_types}, before, limit)

    @_answered
    def views_on(self, student_id: int, days: Iterable[str]) -> list[Snapshot]:
        found = matching(self._views, {"student_id": student_id, "day": among(days)})
        views = [documents.to_snapshot(document) for document in found]
        return sorted(views, key=lambda view: (view.day, view.at, view.view_id))

    @_answered
    def page_of(
        self,
        student_ids: Collection[int],
        *,
        before: str = "",
        since: str = "",
        types: Collection[ActivityType] | None = None,
        limit: int = 20,
    ) -> list[Activity]:
        wanted: dict[str, Any] = {"student_id": among(student_ids), "is_on_feed": True}
        between = {"$lt": before} if before else {}
        between |= {"$gte": since} if since else {}
        wanted |= {"sort_key": between} if between else {}
        wanted |= {"type": among(type_.value for type_ in types)} if types is not None else {}
        found = matching(self._activities, wanted, sort=("sort_key", -1), limit=limit)
        return [documents.to_activity(document) for document in found]

    @_answered
    def per_minute(self, student_ids: Collection[int], *, since: datetime) -> Mapping[int, int]:
        wanted = {"student_id": among(student_ids), "sort_key": {"$gte": sort_key_at(since)}}
        found = matching(self._activities, wanted, fields=["sort_key"])
        return Counter(int(document["sort_key"][:13]) // 60_000 for document in found)

    @_answered
    def all_days(self, student_id: int) -> list[str]:
        of_student = {"student_id": student_id}
        logged = _days(matching(self._activities, of_student, fields=["day"]))
        return sorted(logged | _days(matching(self._views, of_student, fields=["day"])))

    @_answered
    def students(self) -> Iterator[int]:
        by_student: list[dict[str, Any]] = [{"$group": {"_id": "$student_id", "n": {"$sum": 1}}}]
        groups = [*self._activities.aggregate(by_student), *self._views.aggregate(by_student)]
        return iter(sorted({group["_id"] for group in groups}))

    @_answered
    def activities_of(self, student_id: int, *, after: str = "", limit: int = 500) -> list[Activity]:
        wanted = {"student_id": student_id, "event_id": {"$gt": after}}
        found = matching(self._activities, wanted, sort=("event_id", 1), limit=limit)
        return [documents.to_activity(document) for document in found]

    @_answered
    def views_of(self, student_id: int, *, after: str = "", limit: int = 500) -> list[Snapshot]:
        wanted = {"student_id": student_id, "view_day": {"$gt": after}}
        found = matching(self._views, wanted, sort=("view_day", 1), limit=limit)
        return [documents.to_snapshot(document) for document in found]

    @_answered
    def forget(self, student_id: int) -> None:
        for collection in (self._activities, self._views):
            collection.delete_many({"student_id": student_id})

    @_answered
    def sizes_of(self, student_id: int) -> tuple[int, int]:
        theirs = {"student_id": student_id}
        return self._activities.count_documents(theirs), self._views.count_documents(theirs)

    @_answered
    def retire(self, before: str, limit: int) -> int:
        passing = [type_.value for type_ in ActivityType if type_ not in KEPT_FOR_GOOD]
        lasting = [type_.value for type_ in KEPT_FOR_GOOD]
        is_old = {"day": {"$lt": before}}
        gone = 0
        for collection, wanted in (
            (self._activities, is_old | {"type": among(passing)}),
            (self._activities, is_old | {"type": among(lasting), "counts": False}),
            (self._views, is_old),
        ):
            if gone < limit:
                old = matching(collection, wanted, fields=["_id"], limit=limit - gone)
                keys = [document["_id"] for document in old]
                gone += collection.delete_many({"_id": {"$in": keys}}).deleted_count if keys else 0
        return gone

    def _page(self, wanted: dict[str, Any], before: str, limit: int) -> list[Activity]:
        if before:
            wanted = wanted | {"sort_key": {"$lt": before}}
        found = matching(self._activities, wanted, sort=("sort_key", -1), limit=limit)
        return [documents.to_activity(document) for document in found]

    def _known(self, activities: Sequence[Activity]) -> dict[str, tuple[str, str]]:
        """What is kept already under these ids: what each stands for, and its day."""
        if not activities:
            return {}
        keys = [documents.key_of(activity) for activity in activities]
        found = with_keys(self._activities, keys, ["fingerprint", "day"])
        return {document["_id"]: (document["fingerprint"], document["day"]) for document in found}

    def _insert(self, fresh: list[dict[str, Any]]) -> None:
        if not fresh:
            return
        try:
            self._activities.insert_many(fresh, ordered=False)
        except BulkWriteError as error:
            if any(fault["code"] != DUPLICATE_KEY for fault in error.details["writeErrors"]):
                raise


def _days(found: Iterable[Mapping[str, Any]]) -> set[str]:
    return {document["day"] for document in found}
