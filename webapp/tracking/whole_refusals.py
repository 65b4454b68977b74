"""Requests of the intake that are refused whole: too large, not JSON, not gzip, not a batch. Each leaves a dead letter,
as a single event does, so that a script which sends nothing else is seen too.

Of what could not be read only its length is kept. How many letters a student may leave is bounded as for single events
(`letters.MOST_OF_ONE`), and how often they may send at all by their bucket.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app, request

from webapp.accounts import User
from webapp.core.errors import Invalid, Problem, TooLarge, Unsupported
from webapp.core.json import NotGzip, NotJson
from webapp.core.stores import db
from webapp.flow import commit
from webapp.tracking.letters import Refused, keep_letters

REASONS: dict[type[Problem], str] = {
    TooLarge: "too_large_at_once",
    Unsupported: "media_type",
    NotGzip: "not_gzip",
    NotJson: "not_json",
    Invalid: "not_a_batch",
}
"""Why a request was refused whole; of two that fit, the narrower."""

_TRACKER = re.compile(rb'"tracker"\s*:\s*"([A-Za-z0-9._/+-]{1,40})"')


@contextmanager
def noted(student: User) -> Iterator[None]:
    """What refuses the request inside leaves a letter that is durable before the refusal is answered."""
    student_id = student.id
    try:
        yield
    except (Invalid, TooLarge, Unsupported) as problem:
        db.session.rollback()
        keep_letters(student_id, [_letter(problem)])
        commit()
        raise


def _letter(problem: Problem) -> Refused:
    data = _data()
    script = _TRACKER.search(data)
    return Refused(
        reason=next(reason for kind, reason in REASONS.items() if isinstance(problem, kind)),
        field=next(iter(problem.fields), ""),
        body={"bytes": max(len(data), request.content_length or 0)},
        tracker=script[1].decode() if script else "",
    )


def _data() -> bytes:
    """What was sent, where that was read; a longer body is not read for this."""
    most: int = current_app.config["MAX_CONTENT_LENGTH"]
    return request.get_data() if (request.content_length or 0) <= most else b""
