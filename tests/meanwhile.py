"""What somebody else does while a deed waits for its turn."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from webapp.core.stores import db


@pytest.fixture
def before_its_turn(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`before_its_turn(accounts, "hold", deed)` has the deed done, whole, the next time somebody calls `accounts.hold`,
    before it holds.
    """

    def arrange(place: object, name: str, deed: Callable[[], object]) -> None:
        hold = getattr(place, name)

        def do() -> None:
            with app.app_context():
                deed()
                db.session.remove()

        def wait(*given: Any, **more: Any) -> Any:
            monkeypatch.setattr(place, name, hold)
            other = threading.Thread(target=do)
            other.start()
            other.join()
            return hold(*given, **more)

        monkeypatch.setattr(place, name, wait)

    return arrange
