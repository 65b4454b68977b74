"""How the code says no. Raise one of these; `core.answers` turns it into a page, a fragment or JSON."""

from collections.abc import Mapping
from typing import Self


class Problem(Exception):
    """A refusal that its reader can understand. `code` is public, `message` is for people."""

    status = 400
    status_in_json: int | None = None
    """Told to programs, where that is another one."""
    code = "bad_request"
    title = "That did not work"

    _faults: Mapping[str, str] = {}

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code:
            self.code = code

    @property
    def fields(self) -> Mapping[str, str]:
        """What is wrong, by its path."""
        return self._faults

    def rename(self, names: Mapping[str, str]) -> None:
        """Call the fields as who asked calls them: a room names them as its forms do."""
        self._faults = {names.get(path, path): words for path, words in self._faults.items()}

    @property
    def headers(self) -> dict[str, str]:
        return {}


class Invalid(Problem):
    """Input that breaks its rules. `fields` names every fault by its path; "" is the whole of it."""

    status = 422
    status_in_json = 400
    code = "invalid"
    title = "Something needs fixing"

    def __init__(self, message: str = "Please check what you entered.", **faults: str) -> None:
        super().__init__(message)
        self._faults: Mapping[str, str] = faults

    @classmethod
    def of(cls, faults: Mapping[str, str]) -> Self:
        problem = cls()
        problem._faults = dict(faults)
        return problem


class NotOpen(Invalid):
    """A field names a course or a person that is not open to who asks, or never was: the two look the same."""

    status_in_json = 403
    code = "forbidden"


class NotSignedIn(Problem):
    """Nobody is signed in, and somebody must be."""

    status = 401
    code = "not_signed_in"
    title = "Please sign in"

    @property
    def headers(self) -> dict[str, str]:
        return {"WWW-Authenticate": "Bearer"}


class NotAllowed(Problem):
    """Known, but not this person's to do."""

    status = 403
    code = "not_allowed"
    title = "That is not yours to do"


class NotFound(Problem):
    """It does not exist, or not for this person: the two look the same from outside."""

    status = 404
    code = "not_found"
    title = "Nothing here"


class Conflict(Problem):
    """True when it was asked, no longer true now. `fields` may name what it conflicts with."""

    status = 409
    code = "conflict"
    title = "That has changed"

    def __init__(self, message: str, **faults: str) -> None:
        super().__init__(message)
        self._faults = faults


class TooLarge(Problem):
    """More than this door takes at once."""

    status = 413
    code = "too_large"
    title = "That is too large"


class Unsupported(Problem):
    """Not in a form that this door reads."""

    status = 415
    code = "unsupported_media_type"
    title = "Not in a form we can read"


class TooMany(Problem):
    """Asked too often. `retry_after` is in seconds; `reason` is the message without it, for pages that count down."""

    status = 429
    code = "too_many_requests"
    title = "A little too fast"

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(f"{message} Try again in {retry_after} s.")
        self.reason = message
        self.retry_after = retry_after

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_after)}


class Unavailable(Problem):
    """A store did not answer. Nothing was written; asking again is safe. `retry_after` is in seconds."""

    status = 503
    code = "unavailable"
    title = "Not available right now"

    def __init__(self, message: str, *, retry_after: int = 5) -> None:
        super().__init__(message)
        self.retry_after = retry_after

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_after)}
