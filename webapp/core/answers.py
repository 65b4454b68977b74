"""One place that turns a refusal into an answer: JSON under /api, the form again, or a page of its own."""

import functools
import logging
import secrets
from collections.abc import Callable
from typing import Any, cast

from flask import Flask, Response, g, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from webapp.core.again import is_clash
from webapp.core.errors import Conflict, Invalid, NotSignedIn, Problem, TooMany, Unavailable
from webapp.core.forms import Form
from webapp.core.stores import db

log = logging.getLogger("tandem")

View = Callable[..., ResponseReturnValue]


def reshow(view: View) -> Callable[[View], View]:
    """When this deed is refused, show `view`'s page again, with what was typed and what is wrong with it (422, 409)."""

    def decorate(deed: View) -> View:
        @functools.wraps(deed)
        def attempt(**path: Any) -> ResponseReturnValue:
            try:
                return deed(**path)
            except (Invalid, Conflict, TooMany) as problem:
                if wants_json():
                    raise
                db.session.rollback()
                g.form = Form.refused(request.form, problem)
                return make_response(view(**path)), problem.status, problem.headers

        return attempt

    return decorate


def form(deed: str | None = None) -> Form:
    """The form of this page: as it was typed if it was just refused, else blank.

    Where a page has several, each is named by the endpoint that it is sent to.
    """
    kept: Form | None = g.get("form")
    return kept if kept is not None and deed in (None, request.endpoint) else Form.blank()


def wants_json() -> bool:
    return request.path.startswith("/api/") or request.path == "/api"


def _is_page() -> bool:
    """Asked for by a person going somewhere, not by a script or a stream."""
    return request.method in ("GET", "HEAD") and not wants_json() and request.endpoint != "live.stream"


def install(app: Flask) -> None:
    """Answer every failure of this app in words, never with a stack."""
    app.register_error_handler(Problem, _answer)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(OperationalError, _answer_store)
    app.register_error_handler(InterfaceError, _answer_store)
    app.register_error_handler(PoolTimeout, _answer_store)
    app.register_error_handler(IntegrityError, _answer_race)
    app.register_error_handler(Exception, _answer_fault)


def _answer(problem: Problem) -> Response:
    db.session.rollback()
    if isinstance(problem, NotSignedIn) and _is_page():
        return cast(Response, redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303))
    status = (problem.status_in_json if wants_json() else None) or problem.status
    return _say(status, problem.code, problem.title, problem.message, problem.fields, problem.headers)


def _answer_http(error: HTTPException) -> Response:
    db.session.rollback()
    if error.response is not None:
        return cast(Response, error.response)
    status = error.code or 500
    code, title, message = _HTTP_WORDS.get(status, ("error", error.name, error.description or error.name))
    headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    return _say(status, code, title, message, {}, headers)


def _answer_store(error: Exception) -> Response:
    if is_clash(error):
        log.warning("Two changes waited for each other (%s): %s", reference(), error)
        return _answer(Unavailable("Others are changing the same. Please try again.", retry_after=1))
    log.error("A store did not answer (%s)", reference(), exc_info=error)
    return _answer(Unavailable("The database did not answer. Your work is safe; please try again."))


def _answer_race(error: Exception) -> Response:
    log.warning("Two writers met (%s): %s", reference(), error)
    return _answer(Conflict("Somebody else just changed this. Please look again."))


def _answer_fault(error: Exception) -> Response:
    db.session.rollback()
    log.error("Unexpected fault (%s) at %s", reference(), request.path, exc_info=error)
    words = "This is our fault. Nothing you did is lost; please try again."
    return _say(500, "fault", "Something broke", words, {}, {})


def reference() -> str:
    """What a person can quote: the same in the answer and in the log."""
    if "reference" not in g:
        g.reference = secrets.token_hex(4)
    return cast(str, g.reference)


def _say(status: int, code: str, title: str, message: str, fields: Any, headers: dict[str, str]) -> Response:
    if wants_json():
        answer = jsonify(
            error={"code": code, "message": message, "fields": dict(fields), "reference": reference()}
        )
    else:
        fragment = "HX-Request" in request.headers
        template = "errors/fragment.html" if fragment else "errors/error.html"
        given = {
            "code": status,
            "title": title,
            "message": message,
            "reference": reference(),
            "faults": fields,
        }
        answer = Response(render_template(template, **given))
    answer.status_code = status
    answer.headers.update(headers)
    return answer


_HTTP_WORDS = {
    400: ("bad_request", "That did not work", "We could not read this request."),
    403: ("not_allowed", "That is not yours to do", "You are not allowed to do this."),
    404: ("not_found", "Nothing here", "There is no such page, or it is not yours to see."),
    405: ("method_not_allowed", "Not this way", "This address does not take that kind of request."),
    413: ("too_large", "That is too large", "This is more than we take at once."),
    415: ("unsupported_media_type", "Not in a form we can read", "Send this in another form."),
    429: ("too_many_requests", "A little too fast", "Please wait a moment and try again."),
}
