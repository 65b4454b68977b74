"""Passwords: argon2id, checked off the event loop; length and a list of common ones instead of composition rules."""

import threading
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from webapp.core.errors import Invalid
from webapp.core.threads import off_loop

LEAST = 12
MOST = 200

_few = threading.BoundedSemaphore(4)
"""A hash takes 64 MB: a class that signs in at the same minute waits in line instead of filling the memory."""

_hasher = PasswordHasher()
_nobody = "$argon2id$v=19$m=65536,t=3,p=4$ryDZvt6FLfUjAVwK4W85vw$T8BLF/YMq8ILSCSCtzxEBNTjP8Ra5BvDNOiOdYv9QZg"


def hashed(password: str) -> str:
    """The argon2id hash to keep (parameters of RFC 9106's second choice, argon2-cffi's default)."""
    with _few:
        return off_loop(_hasher.hash, password)


def matches(password: str, kept: str | None) -> bool:
    """Whether it is the password. With nothing to compare to, it takes as long and says no."""
    try:
        with _few:
            off_loop(_hasher.verify, kept or _nobody, password[: MOST * 4])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def acceptable(password: str) -> str:
    """The password, if it is not one that is guessed first (OWASP ASVS v5.0.0-6.2.1, 6.2.4). Raises `ValueError`."""
    if len(password) < LEAST:
        raise ValueError(f"Use at least {LEAST} characters.")
    if len(password) > MOST:
        raise ValueError(f"Use at most {MOST} characters.")
    plain = password.casefold()
    if plain in _common() or len(set(plain)) < 5:
        raise ValueError("This password is too common. A few unrelated words are strong and easy to keep.")
    return password


def check(password: str, *, field: str, personal: tuple[str, ...] = ()) -> None:
    """Refuse what is guessed first, the person's own name and address too (6.2.11). Raises `Invalid` on that field."""
    try:
        acceptable(password)
    except ValueError as error:
        raise Invalid.of({field: str(error)}) from error
    if password.casefold() in {word.casefold() for word in personal}:
        raise Invalid.of({field: "Choose something other than your name or address."})


@cache
def _common() -> frozenset[str]:
    text = files(__package__).joinpath("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(text.split())
