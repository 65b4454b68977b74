"""What a test needs from the machine."""

import os
from pathlib import Path

import pytest

SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"

NOT_OURS = "other people's courses and logs are no part of the project"
"""The one reason for which a test may be skipped even where everything is required."""


def need(condition: object, reason: str) -> None:
    """Go on only if the machine has it. Otherwise skip and say why; with `REQUIRE_ALL=1` (CI) fail."""
    if condition:
        return
    if everything_is_required():
        pytest.fail(f"REQUIRE_ALL=1, but {reason}", pytrace=False)
    pytest.skip(reason)


def need_data(name: str) -> Path:
    """A file of real data that lies beside the project. A plain clone has none: then skip and say so, in CI too."""
    path = SHARED_DATA / name
    if not path.exists():
        pytest.skip(f"../shared/data/{name} is not here: {NOT_OURS}")
    return path


def everything_is_required() -> bool:
    return os.environ.get("REQUIRE_ALL", "") not in ("", "0")
