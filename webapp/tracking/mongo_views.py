"""Views on MongoDB: merging what is said of them, and what they come to."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from pymongo import UpdateOne
from pymongo.collection import Collection

from webapp.tracking import mongo_documents as documents
from webapp.tracking.active_time import active_ms
from webapp.tracking.activity import Snapshot, Watched
from webapp.tracking.mongo_reading import among, matching, with_keys
from webapp.tracking.seconds import joined

Views = Collection[dict[str, Any]]


def merge(views: Views, snapshots: Sequence[Snapshot]) -> None:
    """Keep each view's furthest point per day: greatest and least, so that order and repeats do not matter. What was
    played is joined here, which the student's lock makes safe.
    """
    if not snapshots:
        return
    played: dict[str, str] = {}
    if keys := sorted({documents.key_of_view(one) for one in snapshots if one.played}):
        for found in with_keys(views, keys, ["played"]):
            played[found["_id"]] = found.get("played", "")
    for one in snapshots:
        if one.played:
            key = documents.key_of_view(one)
            played[key] = joined([played.get(key, ""), one.played])
    writes = []
    for one in snapshots:
        key = documents.key_of_view(one)
        writes.append(UpdateOne({"_id": key}, documents.merge_of(one, played.get(key, "")), upsert=True))
    views.bulk_write(writes, ordered=False)


def days_of(views: Views, snapshots: Sequence[Snapshot]) -> set[str]:
    """Every day that these views were open on."""
    by_student: dict[int, set[str]] = defaultdict(set)
    for one in snapshots:
        by_student[one.student_id].add(one.view_id)
    days: set[str] = set()
    for student_id, view_ids in by_student.items():
        theirs = {"student_id": student_id, "view_id": among(view_ids)}
        days |= {found["day"] for found in matching(views, theirs, fields=["day"])}
    return days


def active_on(views: Views, student_id: int, days: Sequence[str]) -> dict[str, int]:
    """Active milliseconds by day, of those of these days that have any."""
    on_days = matching(views, {"student_id": student_id, "day": among(days)}, fields=["view_id"])
    view_ids = sorted({found["view_id"] for found in on_days})
    if not view_ids:
        return {}
    theirs = {"student_id": student_id, "view_id": among(view_ids)}
    found = matching(views, theirs, fields=documents.OF_SPAN)
    by_day = active_ms(documents.to_span(document) for document in found)
    return {day: by_day[day] for day in days if by_day.get(day)}


def watched(views: Views, student_id: int, unit_ids: Iterable[int]) -> dict[int, Watched]:
    """What was played of the videos of these units, in all views together."""
    wanted = {"student_id": student_id, "unit_id": among(unit_ids)}
    by_unit: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for found in matching(views, wanted, fields=["unit_id", "played", "video_seconds"]):
        if found.get("played"):
            by_unit[found["unit_id"]].append(found)
    return {
        unit_id: Watched(
            played=joined(view["played"] for view in parts),
            video_seconds=max(view["video_seconds"] for view in parts),
        )
        for unit_id, parts in by_unit.items()
    }
