"""The description of the API says what the code says: every route and method, valid, with examples that hold."""

import json
import re

import pytest
from openapi_spec_validator import validate

from webapp.api.areas import AREAS
from webapp.api.declaration import DECLARED
from webapp.api.openapi import REFUSALS, description


@pytest.fixture
def described(visitor, otto):
    return visitor.get("/api/openapi.json").json


def test_it_is_valid_openapi(described):
    validate(described)
    assert described["openapi"].startswith("3.1")


def test_every_route_under_api_is_declared_with_each_of_its_methods(app):
    routes = {
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert routes == set(DECLARED)


@pytest.mark.parametrize("at", DECLARED, ids=" ".join)
def test_every_door_says_what_it_is_and_shows_what_it_takes_and_gives(at):
    door = DECLARED[at]
    assert door.words, "no docstring"
    assert door.area in AREAS
    assert set(door.refusals) <= set(REFUSALS)
    if door.takes is not None:
        door.takes.of(door.example)
    for status, model in door.gives.items():
        if model is not None:
            assert status != 204
            model.model_validate_json(json.dumps(model.example), by_alias=True)  # type: ignore[attr-defined]


def test_every_answer_has_an_example_but_those_without_a_body(described):
    lacking = []
    for path, methods in described["paths"].items():
        for method, door in methods.items():
            for status, answer in door["responses"].items():
                told = described["components"]["responses"][status] if "$ref" in answer else answer
                shown = [content.get("example") for content in told.get("content", {}).values()]
                if status not in ("204", "304") and not (shown and all(shown)):
                    lacking.append(f"{method} {path} {status}")
    assert lacking == []


def test_every_door_describes_each_status_that_it_may_answer_with(described):
    for (rule, method), door in DECLARED.items():
        path = _renamed(described, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule))
        told = described["paths"][path][method.lower()]["responses"]
        assert {int(status) for status in told} == door.answers, (method, rule)


def _renamed(described, path):
    """A path's parts are called as in the first door of its shape."""
    shape = re.sub(r"{\w+}", "{}", path)
    (found,) = [one for one in described["paths"] if re.sub(r"{\w+}", "{}", one) == shape]
    return found


def test_no_two_addresses_differ_only_in_the_names_of_their_parts(described):
    shapes = [re.sub(r"{\w+}", "{}", path) for path in described["paths"]]
    assert len(shapes) == len(set(shapes))


def test_names_of_operations_are_unique(described):
    names = [door["operationId"] for methods in described["paths"].values() for door in methods.values()]
    assert len(names) == len(set(names))


def test_the_page_shows_every_door_and_every_shape(visitor, otto, described):
    page = visitor.get("/api/docs").text
    for methods in described["paths"].values():
        for method, door in methods.items():
            assert f'id="{method}-{door["operationId"]}"' in page
    for name in described["components"]["schemas"]:
        assert f'id="s-{name}"' in page


def test_the_file_is_the_same_for_every_reader_and_names_the_school(app):
    with app.test_request_context():
        assert description(title="T", server="http://h") == description(title="T", server="http://h")
