"""What the product needs is pinned, used and explained; nothing else is asked for."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parent.parent
NOT_IMPORTED = {
    "jinja2": "reached through Flask",
    "psycopg": "loaded by SQLAlchemy for a PostgreSQL URL",
    "pymysql": "loaded by SQLAlchemy for a MariaDB URL",
    "tzdata": "read by zoneinfo",
}


def test_every_requirement_has_one_exact_version():
    for file in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / file).read_text().splitlines()
        asked = [line for line in lines if line and not line.startswith(("#", "-r "))]
        assert [line for line in asked if not re.fullmatch(r"[\w.-]+(\[\w+\])?==[\w.]+", line)] == []


def test_what_is_imported_is_required():
    assert _imported() - _required() == set()


def test_what_is_required_is_imported():
    assert _required() - _imported() - set(NOT_IMPORTED) == set()


def test_what_is_required_is_explained():
    decisions = " ".join(path.read_text() for path in (ROOT / "docs" / "decisions").glob("*.md")).lower()
    assert [name for name in sorted(_required()) if name not in decisions.replace("_", "-")] == []


def _required():
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    return {re.split(r"\[|==", line)[0].lower().replace("_", "-") for line in lines if "==" in line}


def _imported():
    """The distributions that the product's own files import from."""
    files = [*(ROOT / "webapp").rglob("*.py"), *(ROOT / "migrations").rglob("*.py"), *ROOT.glob("*.py")]
    names = {name for path in files for name in _top_names(ast.parse(path.read_text()))}
    foreign = names - sys.stdlib_module_names - {"webapp", "_typeshed"}
    found = packages_distributions()
    return {found[name][0].lower().replace("_", "-") if name in found else name for name in foreign}


def _top_names(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]
