"""Proving who one is, by address and password."""

from webapp.accounts.models import User
from webapp.accounts.passwords import matches
from webapp.accounts.queries import by_email
from webapp.core.limits import throttle
from webapp.core.stores import db, let_go

WRONG = "That address and password do not belong together."


def proven(email: str, password: str, *, address: str) -> User | None:
    """Whose address and password these are. None comes in the same time for an unknown address and a wrong password.

    Tries are counted per network address (a whole class may share one) and per account at one address, so that
    nobody's tries elsewhere lock a person out (OWASP ASVS v5.0.0-6.3.1, 6.1.1).
    """
    throttle("200 per 5 minutes", "sign-in address", address, message="Too many sign-ins from here.")
    throttle(
        "10 per 5 minutes", "sign-in account", email, address, message="Too many tries for this account."
    )
    user = by_email(email)
    kept, user_id = (user.password_hash, user.id) if user is not None else (None, 0)
    let_go()
    if not matches(password, kept):
        return None
    user = db.session.get(User, user_id)
    if user is None or not user.is_active or user.password_hash != kept:
        return None
    return user
