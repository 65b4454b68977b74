"""`GET /api/health`: whether each part of the product answers, and how many people are active."""

from typing import Any, ClassVar

from flask import current_app
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from webapp import courses, tracking
from webapp.api import door
from webapp.api.shapes import Answer
from webapp.core.stores import db
from webapp.flow import ticker
from webapp.live.stream import hub_of


class HealthAnswer(Answer):
    """`status` is ok or degraded; a component is ok, unreachable or (the ticker) late. `activeUsers` is null while
    nobody knows who is here.
    """

    status: str
    active_users: int | None
    components: dict[str, str]

    example: ClassVar[Any] = {
        "status": "ok",
        "activeUsers": 17,
        "components": {"database": "ok", "live": "ok", "log": "ok", "presence": "ok", "ticker": "ok"},
    }


@door.get("/api/health", gives={200: HealthAnswer, 503: HealthAnswer}, is_public=True)
def health() -> tuple[HealthAnswer, int]:
    """Whether each part answers, and how many people are active. 503 when one does not."""
    active_users = courses.active_count()
    components = parts()
    components["presence"] = "unreachable" if active_users is None else "ok"
    components["ticker"] = _ticker(components["database"])
    status = status_of(components)
    answer = HealthAnswer(status=status, active_users=active_users, components=components)
    return answer, 200 if status == "ok" else 503


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


def _ticker(database: str) -> str:
    """Whether what is due gets done: "late" once something has waited for minutes."""
    if database != "ok":
        return database
    return "late" if any(run.is_late for run in ticker.last_runs()) else "ok"


def _database_answers() -> bool:
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True
