"""How a door for programs is made: one declaration reads, guards, answers and describes it.

    @door.post("/api/goals", takes=GoalInput, example={"title": "Tie ten knots"}, gives={201: GoalAnswer})
    def add_goal(given: GoalInput) -> GoalAnswer:
        "Write down a goal."
        goal = goals.add(accounts.me(), title=given.title)
        commit()
        return GoalAnswer.of(goal)

`takes` is the input model of its JSON body, `asks` that of its query, `gives` what it answers by status (the first one
unless the view answers with a pair of answer and status; None is an answer without a body). Views get `given` and
`wanted`, and what the path names; `<person:user_id>` in a path may be `me`. No rule lives here: a door finds through
the rooms' finders, acts through their actions, commits, and shapes the answer.
"""

import functools
from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel

from webapp import accounts, courses
from webapp.accounts import Role, Scope, User
from webapp.api.declaration import Declaration, Gives, declare
from webapp.core.errors import NotAllowed, NotFound, Problem
from webapp.core.inputs import Input
from webapp.core.json import body_of
from webapp.core.limits import throttle
from webapp.courses import Course

bp = Blueprint("api", __name__)

LARGEST_BODY = 256 * 1024
FORBIDDEN = "There is no such person, or they are not yours to look after."

NO_COURSE = "There is no such course, or it is not yours to see."

View = Callable[..., Any]


def whose(user_id: int) -> User:
    """The person that a path names: oneself, or a student whom one may see. Refused in the same words for somebody who
    does not exist and for somebody else's student (contract, section 1).
    """
    asking = accounts.me()
    if user_id == asking.id:
        return asking
    try:
        return courses.student_of(asking, user_id)
    except NotFound:
        raise NotAllowed(FORBIDDEN, code="forbidden") from None


def which(course_id: int, finder: Callable[[User, int], Course] = courses.visible_to) -> Course:
    """The course that a path names, if the finder gives it to who asks; refused alike where there is none."""
    try:
        return finder(accounts.me(), course_id)
    except NotFound:
        raise NotAllowed(NO_COURSE, code="forbidden") from None


def _door(
    method: str,
    rule: str,
    *,
    gives: Gives,
    takes: type[Input] | None = None,
    asks: type[Input] | None = None,
    example: object = None,
    refuses: Sequence[int] = (),
    roles: Sequence[Role] = (),
    scope: Scope | None = None,
    is_public: bool = False,
    largest: int = LARGEST_BODY,
) -> Callable[[View], View]:
    names = {name: field.alias or name for name, field in (takes.model_fields if takes else {}).items()}

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def answered(**path: Any) -> ResponseReturnValue:
            if not is_public and method != "GET":
                throttle("240 per minute", "api", str(accounts.me().id), message="Too many requests.")
            path = {name: accounts.me().id if value is None else value for name, value in path.items()}
            if asks is not None:
                path["wanted"] = asks.asked(request.args)
            if takes is not None:
                path["given"] = takes.of(body_of(request, limit=largest))
            try:
                return _said(view(**path), next(iter(gives)))
            except Problem as refused:
                refused.rename(names)
                raise

        guarded = answered if is_public else accounts.only(*roles, scope=scope)(answered)
        bp.add_url_rule(rule, view.__name__, guarded, methods=[method])
        declare(
            Declaration(
                method=method,
                rule=rule,
                view=view,
                gives=gives,
                takes=takes,
                asks=asks,
                example=example,
                refuses=refuses,
                roles=roles,
                scope=scope,
                is_public=is_public,
                has_tag=method == "GET",
                area=view.__module__.rpartition(".")[2],
            )
        )
        return view

    return decorate


get = functools.partial(_door, "GET")
post = functools.partial(_door, "POST")
patch = functools.partial(_door, "PATCH")
delete = functools.partial(_door, "DELETE")


def _said(outcome: Any, usual: int) -> Response:
    """The answer as JSON. What was read has a tag, by which a program that asks again is told that nothing changed."""
    answer, status = outcome if isinstance(outcome, tuple) else (outcome, usual)
    if answer is None:
        return Response(status=status)
    body = answer.model_dump(mode="json", by_alias=True) if isinstance(answer, BaseModel) else answer
    response = jsonify(body)
    response.status_code = status
    if request.method in ("GET", "HEAD") and status == 200:
        response.headers["Cache-Control"] = "private, no-cache"
        response.vary.update(("Authorization", "Cookie"))
        response.add_etag()
        response.make_conditional(request)
    return response
