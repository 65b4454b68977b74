"""Sets up an installation of this environment, signs so many students in, and prints their ids and cookies."""

import secrets
import sys

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from webapp import create_app
from webapp.accounts import Role, User
from webapp.accounts.models import SignIn
from webapp.core import clock
from webapp.core.stores import db


def sign_in(app: Flask, count: int) -> None:
    """The rows that registering and signing in leave, without the work of hashing that many passwords."""
    sign = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    name, now = app.config["SESSION_COOKIE_NAME"], clock.now()
    people = [
        {
            "id": n,
            "email": f"student{n}@bench.example",
            "name": f"Student {n}",
            "role": Role.student,
            "password_hash": "none",
            "time_zone": "UTC",
            "created_at": now,
        }
        for n in range(1, count + 1)
    ]
    keys = [{"key": secrets.token_urlsafe(32), "user_id": n["id"], "created_at": now} for n in people]
    db.session.execute(sa.insert(User), people)
    db.session.execute(sa.insert(SignIn), keys)
    db.session.commit()
    for row in keys:
        session = {"_user_id": row["key"], "_fresh": True, "seen_at": int(now.timestamp())}
        print(row["user_id"], f"{name}={sign.dumps(session)}")


if __name__ == "__main__":
    app = create_app()
    with app.app_context():
        upgrade()
        sign_in(app, int(sys.argv[1]))
