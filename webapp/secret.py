"""The key that signs sessions: given, or made on first run and kept where only its owner reads."""

import os
import secrets

from webapp.settings import Settings

LEAST = 32


def keys_before(settings: Settings) -> list[str]:
    """The earlier keys that are still read."""
    return [_long_enough("SECRET_KEYS_BEFORE", key.get_secret_value()) for key in settings.secret_keys_before]


def key_of(settings: Settings) -> str:
    """The secret key. One that is given must have at least 32 characters; else the kept one, made when missing."""
    given = settings.secret_key.get_secret_value()
    if given:
        return _long_enough("SECRET_KEY", given)
    path = settings.data_dir / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept = path.read_text().strip()
        if len(kept) < LEAST:
            raise ValueError(f"{path} holds no usable key; delete it, and a new one is made.") from None
        return kept
    with os.fdopen(descriptor, "w") as file:
        key = secrets.token_urlsafe(48)
        file.write(key + "\n")
    return key


def _long_enough(name: str, key: str) -> str:
    if len(key) < LEAST:
        raise ValueError(f"{name} has {len(key)} characters; use at least {LEAST} random ones.")
    return key
