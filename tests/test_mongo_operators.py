"""The log on MongoDB keeps to the operators on which the server and its stand-ins agree (decision 0006)."""

import ast
from pathlib import Path

import pytest

import webapp.tracking

KNOWN = {
    *("$match", "$sort", "$limit", "$project", "$group", "$sum"),
    *("$in", "$lt", "$gt", "$gte", "$lte"),
    *("$set", "$setOnInsert", "$max", "$min"),
}
FOLDER = Path(webapp.tracking.__file__).parent
SOURCES = sorted(
    path for path in FOLDER.glob("*.py") if "pymongo" in path.read_text() or "mongo" in path.stem
)


def operators(source: str) -> set[str]:
    """Keys of documents that begin with a dollar. A value like "$day" names a field."""
    nodes = list(ast.walk(ast.parse(source)))
    keys = [key for node in nodes if isinstance(node, ast.Dict) for key in node.keys]
    keys += [node.slice for node in nodes if isinstance(node, ast.Subscript)]
    names = {key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
    return {name for name in names if name.startswith("$")}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_operator_of_which_they_make_different_things(path):
    assert operators(path.read_text()) <= KNOWN


def test_every_operator_that_is_known_is_used():
    assert set.union(*(operators(path.read_text()) for path in SOURCES)) == KNOWN


def test_it_would_find_another_one():
    assert operators('{"$or": [{"a": {"$not": "$b"}}]}["$inc"]') == {"$or", "$not", "$inc"}
