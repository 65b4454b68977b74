"""The doors of beacons (contract, section 4), and the page of older activities."""

import re

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from webapp import accounts
from webapp.accounts import Role
from webapp.core import clock
from webapp.core.errors import Conflict, Invalid, NotAllowed, NotFound, TooLarge
from webapp.core.json import body_of
from webapp.core.limits import throttle
from webapp.core.words import iso
from webapp.flow import commit
from webapp.tracking import feed_lines
from webapp.tracking.inputs import LARGEST_BODY, LARGEST_EVENT, MOST_EVENTS, BatchInput, HeartbeatInput
from webapp.tracking.intake import Result, take_all, take_heartbeat

bp = Blueprint("tracking", __name__)

NEXT_FLUSH_SECONDS = 30
SORT_KEY = re.compile(r"\d{13}-[0-9a-f-]{36}", re.ASCII)
FORBIDDEN = "There is no such place in a course that you are enrolled in."


@bp.post("/api/courses/activity/track")
@accounts.only(Role.student)
def track() -> ResponseReturnValue:
    """One activity. 201 when stored, 200 when it was known already."""
    student = accounts.me()
    _slow_down(student.id)
    (result,) = take_all(student, [body_of(request, limit=LARGEST_EVENT)])
    commit()
    if result.code == "forbidden":
        raise NotAllowed(FORBIDDEN, code="forbidden")
    if result.code == "conflict":
        raise Conflict("This event_id belongs to another event.", **(result.fields or {}))
    if result.fields is not None:
        raise Invalid.of(result.fields)
    return jsonify(_shape(result) | _frame()), 201 if result.status == "stored" else 200


@bp.post("/api/courses/activity/batch")
@bp.post("/api/student/activity/batch")
@accounts.only(Role.student)
def batch() -> ResponseReturnValue:
    """Up to 100 activities. 200 when any of them is kept; else 400, or 403 if all fail for lack of access."""
    student = accounts.me()
    _slow_down(student.id)
    body = BatchInput.of(body_of(request, limit=LARGEST_BODY))
    if not body.events:
        raise Invalid.of({"events": "Send at least one event."})
    if len(body.events) > MOST_EVENTS:
        raise TooLarge(f"Send at most {MOST_EVENTS} events at once.")
    results = take_all(student, body.events)
    commit()
    answer = _frame() | {"results": [_shape(result) for result in results]}
    if any(result.is_kept for result in results):
        return jsonify(answer), 200
    all_forbidden = all(result.code == "forbidden" for result in results)
    words = FORBIDDEN if all_forbidden else "None of these events could be taken in."
    fields = {
        f"events.{n}.{path}".rstrip("."): text
        for n, r in enumerate(results)
        for path, text in (r.fields or {}).items()
    }
    code = "forbidden" if all_forbidden else "invalid"
    return jsonify(
        answer | {"error": {"code": code, "message": words, "fields": fields}}
    ), 403 if all_forbidden else 400


@bp.post("/api/courses/activity/heartbeat")
@accounts.only(Role.student)
def heartbeat() -> ResponseReturnValue:
    """That a student is there, and active or not."""
    student = accounts.me()
    _slow_down(student.id)
    beat = HeartbeatInput.of(body_of(request, limit=LARGEST_EVENT))
    if not take_heartbeat(student, beat):
        raise NotAllowed(FORBIDDEN, code="forbidden")
    student_id = student.id
    commit()
    accounts.seen(student_id, is_active=beat.is_active)
    return jsonify({"status": "stored"} | _frame()), 200


@bp.get("/activity")
@accounts.only()
def older() -> ResponseReturnValue:
    """Older activities, a page of their own. The profile's feed takes the lines out of it."""
    student = accounts.me()
    before = request.args.get("before", "")
    if before and not SORT_KEY.fullmatch(before):
        raise NotFound("There is no such place in the feed.")
    return render_template("tracking/older.html", page=feed_lines.page(student.id, before, limit=20))


def _slow_down(student_id: int) -> None:
    throttle("240 per minute", "beacons", str(student_id), message="Too many beacons.")


def _frame() -> dict[str, object]:
    return {"received_at": iso(clock.now()), "next_flush_s": NEXT_FLUSH_SECONDS}


def _shape(result: Result) -> dict[str, object]:
    shape: dict[str, object] = {"event_id": result.event_id, "status": result.status}
    if result.code is not None:
        shape["code"] = result.code
        shape["fields"] = result.fields or {}
        shape["field"] = next(iter(result.fields or {}), None)
    return shape
