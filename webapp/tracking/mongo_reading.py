"""How the collections of the log are asked.

By `aggregate` with a `$match`, which MongoDB plans like the same `find`. Documents are found by equality, and by a span
where several values are meant: stores that speak MongoDB's protocol use an index for both, and not all of them do for
`$in` alone or for `find`. Only by `_id` is `find` used, which is quick everywhere.
"""

from collections.abc import Collection as Several
from collections.abc import Iterable, Sequence
from typing import Any

from pymongo.collection import Collection

Documents = Collection[dict[str, Any]]


def matching(
    documents: Documents,
    wanted: dict[str, Any],
    *,
    fields: Sequence[str] = (),
    sort: tuple[str, int] | None = None,
    limit: int = 0,
) -> list[dict[str, Any]]:
    """The documents that match, sorted by one field; with these fields only, and at most `limit`, where given."""
    stages: list[dict[str, Any]] = [{"$match": wanted}]
    if sort:
        stages.append({"$sort": dict([sort])})
    if limit:
        stages.append({"$limit": limit})
    if fields:
        stages.append({"$project": dict.fromkeys(fields, 1)})
    return list(documents.aggregate(stages))


def with_keys(documents: Documents, keys: Several[str], fields: Sequence[str]) -> Iterable[dict[str, Any]]:
    """The documents of these ids, with these fields."""
    return documents.find({"_id": {"$in": list(keys)}}, dict.fromkeys(fields, 1))


def among(values: Iterable[Any]) -> Any:
    """What a field is compared with so that it is one of these: the value itself, or all with their span."""
    several = sorted(set(values))
    if len(several) == 1:
        return several[0]
    return {"$in": several} | ({"$gte": several[0], "$lte": several[-1]} if several else {})
