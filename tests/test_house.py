"""What can be read from the source alone: the habits of the house, kept."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "webapp").rglob("*.py"))
TEMPLATES = sorted((ROOT / "webapp" / "templates").rglob("*.html"))
PARTIALS = [path for path in TEMPLATES if path.parent.name == "_partials"]
ROOMS = {
    "accounts", "analytics", "api", "attendance", "core", "courses", "dashboard",
    "entries", "flow", "live", "notifications", "schedules", "tracking",
}  # fmt: skip
NOT_USED = {"util", "utils", "helper", "helpers", "manager", "handler", "service", "processor"}


def test_a_file_stays_small_enough_to_read():
    assert not _faults(SOURCES, lambda text: len(text.splitlines()) > 300 and len(text.splitlines()))


def test_names_say_what_a_thing_is():
    def misnamed(text):
        return [name for name in _defined_in(ast.parse(text)) if NOT_USED & set(_words(name))]

    assert not _faults(SOURCES, misnamed)
    assert not [path for path in SOURCES if NOT_USED & set(_words(path.stem))]


def test_no_variable_carries_the_name_of_a_room():
    assert not _faults(SOURCES, lambda text: ROOMS & set(_local_names(ast.parse(text))))


def test_a_partial_says_first_what_it_is_given():
    assert not _faults(PARTIALS, lambda text: not re.match(r"\{#-? \w", text) and text[:40])


def test_a_partial_never_asks_who_reads_it():
    asks = re.compile(r"\b(current_user|request|session|g)\b(?=[.\[])")
    assert not _faults(PARTIALS, lambda text: asks.findall(_expressions_in(text)))


def test_no_text_is_typed_inside_a_region():
    harmless = re.compile(r'type="(hidden|checkbox|radio|submit|button)"')

    def typed(text):
        return [field for field in re.findall(r"<textarea|<input[^>]*>", text) if not harmless.search(field)]

    assert not _faults(PARTIALS, typed)


def test_a_page_runs_and_loads_nothing_that_the_content_policy_refuses():
    inline = r"<script(?![^>]*\bsrc=)[^>]*>|<style|\son[a-z]+=|\shx-on|javascript:"
    foreign = r"<(?:script|link|img|source|video|iframe)[^>]*(?:src|href)=\"(?:https?:)?//"
    assert not _faults(TEMPLATES, lambda text: re.findall(f"{inline}|{foreign}", text))


def test_what_follows_from_an_event_stands_on_one_line():
    """In a dict a second line of the same event would take the place of the first, and nobody would see it."""
    tree = ast.parse((ROOT / "webapp" / "reactions.py").read_text())
    named = [
        ast.unparse(key) for node in ast.walk(tree) if isinstance(node, ast.Dict) for key in node.keys if key
    ]
    assert len(named) == len(set(named)), sorted({name for name in named if named.count(name) > 1})


def _faults(paths, find):
    """What the question finds, by file; files without a fault are left out."""
    found = {str(path.relative_to(ROOT)): find(path.read_text()) for path in paths}
    return {name: fault for name, fault in found.items() if fault}


def _defined_in(tree):
    return [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef | ast.FunctionDef)]


def _local_names(tree):
    """Names that a function gives: its arguments, and what it assigns."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.Lambda):
            for node in ast.walk(function):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    yield node.id
                elif isinstance(node, ast.arg):
                    yield node.arg


def _words(name):
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower().split("_")


def _expressions_in(template):
    return " ".join(re.findall(r"\{\{.*?\}\}|\{%.*?%\}", template, flags=re.S))
