"""What a test needs from the machine."""

import os

import pytest


def need(condition: object, reason: str) -> None:
    """Go on only if the machine has it. Otherwise skip and say why; with `REQUIRE_ALL=1` (CI) fail."""
    if condition:
        return
    if everything_is_required():
        pytest.fail(f"REQUIRE_ALL=1, but {reason}", pytrace=False)
    pytest.skip(reason)


def everything_is_required() -> bool:
    return os.environ.get("REQUIRE_ALL", "") not in ("", "0")
