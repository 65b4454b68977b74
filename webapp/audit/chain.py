"""The chain: each row's digest covers the row and the digest before it, so a row cannot be changed or lost unseen.

Whoever can write the whole database can make a whole new chain. Against that, keep the last digest somewhere else:
`flask audit-verify` prints it.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from webapp.audit.models import NO_DIGEST, AuditHead, AuditLog
from webapp.core.stores import db

COVERED = (
    "number",
    "at",
    "actor_id",
    "actor_role",
    "deed",
    "kind",
    "subject",
    "label",
    "door",
    "before",
    "after",
    "previous",
)
CHUNK = 1_000


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold, and in what way."""

    number: int
    reason: str


def json_of(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(row: Mapping[str, Any] | sa.RowMapping) -> str:
    """SHA-256 over the columns in order, as one JSON list."""
    facts = [row["at"].isoformat(timespec="microseconds") if name == "at" else row[name] for name in COVERED]
    return hashlib.sha256(json.dumps(facts, separators=(",", ":")).encode()).hexdigest()


def verify() -> tuple[int, str, Break | None]:
    """Walk the whole trail. The number of rows that hold, the last digest among them, and the first break, if any."""
    number, digest = 0, NO_DIGEST
    query = sa.select(AuditLog.__table__).order_by(AuditLog.number).limit(CHUNK)
    while rows := db.session.execute(query.where(AuditLog.number > number)).mappings().all():
        for row in rows:
            if row["number"] != number + 1:
                return number, digest, Break(number + 1, "is missing")
            if row["previous"] != digest:
                return number, digest, Break(row["number"], "does not follow the one before it")
            if digest_of(row) != row["digest"]:
                return number, digest, Break(row["number"], "was changed")
            number, digest = row["number"], row["digest"]
    head = db.session.get_one(AuditHead, 1)
    if head.number != number:
        return number, digest, Break(number + 1, "is missing")
    if head.digest != digest:
        return number, digest, Break(number, "is not the one that was written last")
    return number, digest, None
