"""Claims of deeds that count once, on MongoDB."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from webapp.tracking.activity import Activity
from webapp.tracking.kinds import ONCE_PER_UNIT
from webapp.tracking.mongo_reading import Documents, among, matching

_FIELDS = ["unit_id", "sort_key", "counts", "day"]


def settle(documents: Documents, activities: Sequence[Activity]) -> set[str]:
    """Of all claims of a deed that counts once, let the earliest count, and only it stand on the feed. Answers the days
    of these claims.
    """
    claimed: dict[int, set[int]] = defaultdict(set)
    for activity in activities:
        if activity.type in ONCE_PER_UNIT and activity.unit_id is not None:
            claimed[activity.student_id].add(activity.unit_id)
    once = among(type_.value for type_ in ONCE_PER_UNIT)
    days: set[str] = set()
    for student_id, units in claimed.items():
        wanted = {"student_id": student_id, "unit_id": among(units), "type": once}
        by_unit: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for found in matching(documents, wanted, fields=_FIELDS):
            by_unit[found["unit_id"]].append(found)
            days.add(found["day"])
        for claims in by_unit.values():
            _settle_claims(documents, claims)
    return days


def _settle_claims(documents: Documents, claims: list[dict[str, Any]]) -> None:
    earliest = min(claims, key=lambda claim: str(claim["sort_key"]))
    for claim in claims:
        counts = claim is earliest
        if bool(claim["counts"]) != counts:
            settled = {"$set": {"counts": counts, "is_on_feed": counts}}
            documents.update_one({"_id": claim["_id"]}, settled)
