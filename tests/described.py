"""While the tests of the API run, no door answers with a status that its description does not have."""

from pathlib import Path

import pytest
from flask import Flask, Response, request

from webapp.api.declaration import DECLARED


@pytest.fixture(autouse=True)
def answers_are_described(request: pytest.FixtureRequest) -> None:
    if Path(request.path).name.startswith("test_api_") and "app" in request.fixturenames:
        app: Flask = request.getfixturevalue("app")
        app.after_request_funcs.setdefault(None, []).append(_is_described)


def _is_described(response: Response) -> Response:
    method = "GET" if request.method == "HEAD" else request.method
    door = DECLARED.get((request.url_rule.rule, method)) if request.url_rule else None
    if door is not None:
        seen = f"{method} {door.rule} answers {response.status_code}"
        assert response.status_code in door.answers, f"{seen}, which its description does not have."
    return response
