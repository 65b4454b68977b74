"""The description of the API (OpenAPI 3.1), made from what the doors declare."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from webapp.api import areas
from webapp.api.declaration import DECLARED, Declaration
from webapp.api.shapes import Refusal
from webapp.api.texts import told
from webapp.core.inputs import Input
from webapp.core.paths import LARGEST_ROW

_PATH_PART = re.compile(r"<(?:(\w+):)?(\w+)>")
_UUID = {"type": "string", "format": "uuid"}
_HERE = "#/components/schemas/{model}"

REFUSALS = {
    400: ("invalid", "What was sent breaks its rules; `fields` names every fault by its path."),
    401: ("not_signed_in", "No sign-in, or a token that is not good (any more)."),
    403: ("not_allowed", "Known, but not theirs to do; or a token whose scope does not reach this."),
    404: ("not_found", "There is no such thing, or it is not theirs to see: the two look the same."),
    405: ("method_not_allowed", "This address does not take that kind of request."),
    409: ("conflict", "True when it was asked, no longer true now; or it meets something that is there."),
    413: ("too_large", "More than this door takes at once."),
    415: ("unsupported_media_type", "Not JSON."),
    429: ("too_many_requests", "Too fast. `Retry-After` says how many seconds to wait."),
    503: ("unavailable", "A store does not answer. Nothing was written; ask again."),
}
SAID = {200: "Done.", 201: "Made.", 204: "Done; there is nothing to say."}


def description(*, title: str, server: str) -> dict[str, Any]:
    """The whole file."""
    names, components = _schemas()
    paths: dict[str, dict[str, Any]] = {}
    shapes: dict[str, Declaration] = {}
    for door in DECLARED.values():
        first = shapes.setdefault(_PATH_PART.sub("{}", door.rule), door)
        renamed = dict(zip(_names_in(door.rule), _names_in(first.rule), strict=True))
        paths.setdefault(_path(first.rule), {})[door.method.lower()] = _operation(door, names, renamed)
    used = {door.area for door in DECLARED.values()}
    return {
        "openapi": "3.1.1",
        "info": {"title": title, "version": areas.VERSION, "description": areas.INTRODUCTION},
        "servers": [{"url": server}],
        "tags": [{"name": name, "description": words} for name, words in areas.AREAS.items() if name in used],
        "security": [{"token": []}, {"cookie": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "responses": {str(status): _refusal(status) for status in REFUSALS},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": areas.BEARER_WORDS},
                "cookie": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "tandem",
                    "description": areas.COOKIE_WORDS,
                },
            },
        },
    }


Names = Mapping[tuple[Any, str], str]


def _schemas() -> tuple[Names, dict[str, Any]]:
    """Every model once, with what it is called."""
    wanted: dict[tuple[type[BaseModel], Any], None] = {(Refusal, "serialization"): None}
    for door in DECLARED.values():
        if door.takes is not None:
            wanted[door.takes, "validation"] = None
        for model in door.gives.values():
            if model is not None:
                wanted[model, "serialization"] = None
    references, definitions = models_json_schema(list(wanted), by_alias=True, ref_template=_HERE)
    names: Names = {(model, mode): reference["$ref"] for (model, mode), reference in references.items()}
    return names, told(definitions["$defs"])


def _operation(door: Declaration, names: Names, renamed: Mapping[str, str]) -> dict[str, Any]:
    """`renamed`: what its path's parts are called where another door came first at the same address."""
    parameters = [*_path_parameters(door.rule, renamed), *_query_parameters(door.asks)]
    operation: dict[str, Any] = {
        "operationId": door.name,
        "tags": [door.area],
        "summary": door.summary,
        "description": door.words + _who(door),
        "responses": {
            **{str(status): _answer(door, status, model, names) for status, model in door.gives.items()},
            **({"304": {"description": "Nothing has changed."}} if door.has_tag else {}),
            **{str(status): {"$ref": f"#/components/responses/{status}"} for status in door.refusals},
        },
    }
    if parameters:
        operation["parameters"] = parameters
    if door.takes is not None:
        content = {"schema": {"$ref": names[door.takes, "validation"]}, "example": door.example}
        operation["requestBody"] = {"required": True, "content": {"application/json": content}}
    if door.is_public:
        operation["security"] = []
    return operation


def _who(door: Declaration) -> str:
    if door.is_public:
        return "\n\nNeeds no sign-in."
    roles = " or ".join(role.value for role in door.roles)
    return f"\n\nScope `{door.needed_scope}`." + (f" For: {roles}." if roles else "")


def _answer(door: Declaration, status: int, model: type[BaseModel] | None, names: Names) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": SAID.get(status, "An answer.")}
    if model is not None:
        content: dict[str, Any] = {"schema": {"$ref": names[model, "serialization"]}}
        example = getattr(model, "example", None)
        if example is not None:
            content["example"] = example
        answer["content"] = {door.media_type: content}
    elif status == 200:
        answer["content"] = {door.media_type: {"schema": {}, "example": door.shows}}
    if door.has_tag and status == 200:
        answer["headers"] = {
            "ETag": {"schema": {"type": "string"}, "description": "Send it back as If-None-Match."}
        }
    return answer


def _refusal(status: int) -> dict[str, Any]:
    code, words = REFUSALS[status]
    fields = {"limit": "Enter 100 or less."} if status == 400 else {}
    example = {"error": {"code": code, "message": words, "fields": fields, "reference": "5f1c2a9e"}}
    schema = {"$ref": _HERE.format(model="Refusal")}
    answer: dict[str, Any] = {
        "description": words,
        "content": {"application/json": {"schema": schema, "example": example}},
    }
    if status in (429, 503):
        answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "In seconds."}}
    return answer


def _path(rule: str) -> str:
    return _PATH_PART.sub(r"{\2}", rule)


def _names_in(rule: str) -> list[str]:
    return [name for _, name in _PATH_PART.findall(rule)]


def _path_parameters(rule: str, renamed: Mapping[str, str]) -> list[dict[str, Any]]:
    number = {"type": "integer", "minimum": 1, "maximum": LARGEST_ROW}
    kinds = {"int": number, "person": {"oneOf": [{"const": "me"}, number]}, "uuid": _UUID}
    return [
        {
            "name": renamed[name],
            "in": "path",
            "required": True,
            "schema": kinds.get(kind, {"type": "string"}),
        }
        for kind, name in _PATH_PART.findall(rule)
    ]


def _query_parameters(asks: type[Input] | None) -> list[dict[str, Any]]:
    if asks is None:
        return []
    schema = told(asks.model_json_schema(by_alias=True))
    shared = schema.get("$defs", {})
    found = []
    for name, field in schema.get("properties", {}).items():
        given = _inlined({key: value for key, value in field.items() if key != "description"}, shared)
        parameter = {"name": name, "in": "query", "schema": _never_null(given)}
        if name in schema.get("required", ()):
            parameter["required"] = True
        if "description" in field:
            parameter["description"] = field["description"]
        found.append(parameter)
    return found


def _inlined(schema: Any, shared: Mapping[str, Any]) -> Any:
    if isinstance(schema, dict):
        if "$ref" in schema:
            return _inlined(shared[schema["$ref"].rpartition("/")[2]], shared)
        return {key: _inlined(value, shared) for key, value in schema.items()}
    return [_inlined(one, shared) for one in schema] if isinstance(schema, list) else schema


def _never_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A query has no null: what may be missing is simply left out."""
    if "anyOf" not in schema:
        return schema
    kinds: list[dict[str, Any]] = [one for one in schema["anyOf"] if one.get("type") != "null"]
    rest = {key: value for key, value in schema.items() if key not in ("anyOf", "default")}
    return kinds[0] | rest
