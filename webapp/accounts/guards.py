"""Who is asking, and whether they may."""

import functools
from collections.abc import Callable
from typing import Any

from flask import g
from flask.typing import ResponseReturnValue
from flask_login import current_user

from webapp.accounts.models import Role, User
from webapp.accounts.token_models import Scope
from webapp.audit import Actor
from webapp.core.errors import NotAllowed, NotSignedIn

View = Callable[..., ResponseReturnValue]


def reader() -> User | None:
    """Who is signed in, if anybody."""
    user = current_user._get_current_object()
    return user if isinstance(user, User) else None


def me() -> User:
    """Who is signed in. Raises `NotSignedIn`."""
    user = reader()
    if user is None:
        raise NotSignedIn("Sign in to go on.")
    return user


def staff_who_acts() -> Actor | None:
    """The mentor or admin whose request this is, for the trail. Asks nothing: nobody is who was not yet asked for."""
    user = g.get("_login_user")
    return user.as_actor() if isinstance(user, User) and user.is_staff else None


def only(*roles: Role, scope: Scope | None = None) -> Callable[[View], View]:
    """A door for these roles; without any, for everybody who is signed in. Admins pass where mentors do.

    `scope` is what a token needs here, where it is not simply reading or writing.
    """
    allowed = set(roles) or set(Role)
    if Role.mentor in allowed:
        allowed.add(Role.admin)

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            if me().role not in allowed:
                raise NotAllowed("This page is for others.")
            return view(*args, **kwargs)

        guarded.scope = scope  # type: ignore[attr-defined]
        return guarded

    return decorate
