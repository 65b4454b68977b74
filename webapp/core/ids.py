"""Ids that follow from what happened, so that the same deed always has the same one."""

import uuid

NAMESPACE = uuid.UUID("6f1c2a52-9f0e-5b51-8d4e-3c1f6b7a9e10")


def deed_id(student_id: int, *parts: object) -> str:
    """The id of a deed that can be done once: a version 5 UUID (RFC 9562, section 5.5) of who, what and where."""
    return str(uuid.uuid5(NAMESPACE, "|".join(str(part) for part in (student_id, *parts))))
