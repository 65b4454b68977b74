"""The doors of beacons (contract, section 4), and the page of older activities."""

import re
from collections.abc import Sequence

from flask import Blueprint, Request, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from webapp import accounts, courses
from webapp.accounts import Role, Scope
from webapp.core import clock
from webapp.core.answers import reference
from webapp.core.errors import Conflict, Invalid, NotAllowed, NotFound, TooLarge
from webapp.core.json import body_of
from webapp.core.words import iso
from webapp.flow import commit
from webapp.tracking import feed_lines, students_feed
from webapp.tracking.inputs import LARGEST_BODY, LARGEST_EVENT, MOST_EVENTS, BatchInput
from webapp.tracking.intake import Result, Taken, take, take_all, take_heartbeat
from webapp.tracking.pressure import draw_events, draw_request, next_flush_seconds, room
from webapp.tracking.sender import refuse_for_another
from webapp.tracking.whole_refusals import noted

bp = Blueprint("tracking", __name__)
bp.before_request(refuse_for_another)

SORT_KEY = re.compile(r"\d{13}-[0-9a-f-]{36}", re.ASCII)
FORBIDDEN = "There is no such place in a course that you are enrolled in."


@bp.post("/api/courses/activity/track")
@accounts.only(Role.student, scope=Scope.beacon)
def track() -> ResponseReturnValue:
    """One activity. 201 when stored, 200 when it was known already."""
    student = accounts.me()
    left = draw_request(student.id)
    with room.entered():
        with noted(student):
            raw = body_of(request, limit=LARGEST_EVENT)
        (result,) = take_all(student, [raw])
        commit()
    _raise_refusal(result)
    g.statuses = [result.status]
    return jsonify(_shape("event_id", result) | _frame(left)), 201 if result.status == "stored" else 200


@bp.post("/api/courses/activity/batch")
@bp.post("/api/student/activity/batch")
@accounts.only(Role.student, scope=Scope.beacon)
def batch() -> ResponseReturnValue:
    """Up to 100 activities and heartbeats. 200 when any is kept; else 400, or 403 if all fail for lack of access."""
    student = accounts.me()
    left = draw_request(student.id)
    with room.entered():
        with noted(student):
            body, number = _batch_of(request)
        left = min(left, draw_events(student.id, number))
        student_id, is_active = student.id, _is_active(body)
        taken = take(student, body)
        commit()
    g.statuses = [result.status for result in taken.all]
    beats = [raw for raw, beat in zip(body.heartbeats, taken.heartbeats, strict=True) if beat.is_kept]
    if beats:
        courses.seen(student_id, is_active=is_active, unit_id=_unit_of(beats))
    answer = _frame(left) | {"results": [_shape("event_id", result) for result in taken.events]}
    if taken.heartbeats:
        answer["heartbeats"] = [_shape("view_id", result) for result in taken.heartbeats]
    if any(result.is_kept for result in taken.all):
        return jsonify(answer), 200
    error, status = _refusal_of(taken)
    return jsonify(answer | {"error": error | {"reference": reference()}}), status


@bp.post("/api/courses/activity/heartbeat")
@accounts.only(Role.student, scope=Scope.beacon)
def heartbeat() -> ResponseReturnValue:
    """That a student is there, and active or not."""
    student = accounts.me()
    left = draw_request(student.id)
    with room.entered():
        with noted(student):
            raw = body_of(request, limit=LARGEST_EVENT)
        student_id = student.id
        result = take_heartbeat(student, raw)
        commit()
    _raise_refusal(result)
    g.statuses = [result.status]
    is_active = isinstance(raw, dict) and raw.get("is_active") is True
    courses.seen(student_id, is_active=is_active, unit_id=_unit_of([raw]))
    return jsonify({"status": "stored"} | _frame(left)), 200


@bp.get("/activity")
@accounts.only()
def older() -> ResponseReturnValue:
    """Older activities, a page of their own. The profile's feed takes the lines out of it."""
    student = accounts.me()
    return render_template("tracking/older.html", page=feed_lines.page(student.id, _before(), limit=20))


@bp.get("/mentor/students/<int:student_id>/activity")
@accounts.only(Role.mentor)
def older_of_student(student_id: int) -> ResponseReturnValue:
    """The same of one's student."""
    student = courses.student_of(accounts.me(), student_id)
    page = feed_lines.page(student.id, _before(), limit=20)
    return render_template("tracking/older_of_student.html", page=page, student=student)


@bp.get("/mentor/activity")
@accounts.only(Role.mentor)
def older_of_students() -> ResponseReturnValue:
    """Older activities of one's students, a page of their own. The dashboard's feed takes the lines out of it."""
    kind = request.args.get("kind", "all")
    if kind not in students_feed.KINDS:
        raise NotFound("There is no such place in the feed.")
    page = students_feed.page(courses.scope_of(accounts.me()), kind, _before(), limit=20)
    return render_template("tracking/older_of_students.html", page=page, kinds=students_feed.KINDS)


def _batch_of(request: Request) -> tuple[BatchInput, int]:
    """What was sent, and how many events and heartbeats that is."""
    body = BatchInput.of(body_of(request, limit=LARGEST_BODY))
    number = len(body.events) + len(body.heartbeats)
    if not number:
        raise Invalid.of({"events": "Send at least one event."})
    if number > MOST_EVENTS:
        raise TooLarge(f"Send at most {MOST_EVENTS} events at once.")
    return body, number


def _before() -> str:
    """Where the lines that are asked for begin."""
    before = request.args.get("before", "")
    if before and not SORT_KEY.fullmatch(before):
        raise NotFound("There is no such place in the feed.")
    return before


def _raise_refusal(result: Result) -> None:
    """A single beacon that was refused is refused as a whole."""
    if result.code == "forbidden":
        raise NotAllowed(FORBIDDEN, code="forbidden")
    if result.code == "conflict":
        raise Conflict("This event_id belongs to another event.", **(result.fields or {}))
    if result.fields is not None:
        raise Invalid.of(result.fields)


def _refusal_of(taken: Taken) -> tuple[dict[str, object], int]:
    """Of a batch of which nothing was kept: the error in words, and its status."""
    if all(result.code == "forbidden" for result in taken.all):
        return {"code": "forbidden", "message": FORBIDDEN, "fields": {}}, 403
    fields = {
        f"{name}.{number}.{path}".rstrip("."): text
        for name, results in (("events", taken.events), ("heartbeats", taken.heartbeats))
        for number, result in enumerate(results)
        for path, text in (result.fields or {}).items()
    }
    message = "None of these events could be taken in."
    return {"code": "invalid", "message": message, "fields": fields}, 400


def _unit_of(beats: Sequence[object]) -> int | None:
    """Where the student was last, by these heartbeats, which were taken in."""
    units = [beat.get("unit_id") for beat in beats if isinstance(beat, dict)]
    return next((unit for unit in reversed(units) if isinstance(unit, int)), None)


def _is_active(body: BatchInput) -> bool:
    return any(isinstance(beat, dict) and beat.get("is_active") is True for beat in body.heartbeats)


def _frame(left: float) -> dict[str, object]:
    return {"received_at": iso(clock.now()), "next_flush_s": next_flush_seconds(left)}


def _shape(id_name: str, result: Result) -> dict[str, object]:
    shape: dict[str, object] = {id_name: result.id, "status": result.status}
    if result.is_trimmed:
        shape["trimmed"] = True
    if result.code is not None:
        shape["code"] = result.code
        shape["fields"] = result.fields or {}
        shape["field"] = next(iter(result.fields or {}), None)
    return shape
