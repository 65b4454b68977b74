"""For whom beacons are sent. A page says it with each request (`?as=7`), since its browser may have another person's
session by now: on a shared tablet nobody's work is taken for somebody else's.
"""

from flask import request

from webapp import accounts
from webapp.core.errors import NotSignedIn


def refuse_for_another() -> None:
    """Raises `NotSignedIn` for what one person did and another would send; the page keeps it until they are back."""
    person = request.args.get("as")
    reader = accounts.reader() if person is not None else None
    if reader is not None and str(reader.id) != person:
        raise NotSignedIn("Somebody else is signed in here now.")
