"""`GET /api/health`: whether each part of the product answers, and how many people are active."""

from flask import current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from webapp import accounts, tracking
from webapp.api.door import bp
from webapp.core.stores import db
from webapp.live.stream import hub_of


@bp.get("/api/health")
def health() -> ResponseReturnValue:
    """503 when a part does not answer. While nobody knows who is here, `activeUsers` is null."""
    active_users = accounts.active_count()
    components = parts()
    components["presence"] = "unreachable" if active_users is None else "ok"
    answer = jsonify(status=status_of(components), activeUsers=active_users, components=components)
    return answer, 200 if status_of(components) == "ok" else 503


def parts() -> dict[str, str]:
    """The stores and the way of live messages, each "ok" or "unreachable"."""
    answers = {
        "database": _database_answers(),
        "live": hub_of(current_app).broker.is_reachable,
        "log": tracking.log().is_reachable(),
    }
    return {name: "ok" if answer else "unreachable" for name, answer in answers.items()}


def status_of(components: dict[str, str]) -> str:
    return "ok" if set(components.values()) == {"ok"} else "degraded"


def _database_answers() -> bool:
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True
