"""What the templates ask of the stylesheets and icons is there, and stays small."""

import gzip
import re
from pathlib import Path

WEBAPP = Path(__file__).parent.parent / "webapp"
TEMPLATES = sorted((WEBAPP / "templates").rglob("*.html"))
SHEETS = sorted((WEBAPP / "static" / "css").glob("*.css"))


def test_every_icon_asked_for_is_drawn():
    drawn = set(re.findall(r'<symbol id="i-([a-z]+)"', (WEBAPP / "static" / "icons.svg").read_text()))
    asked = {name for path in TEMPLATES for name in re.findall(r"\bicon\(\"([a-z]+)\"\)", path.read_text())}
    assert asked <= drawn


def test_every_stylesheet_linked_exists():
    linked = {name for path in TEMPLATES for name in re.findall(r"css/([a-z]+)\.css", path.read_text())}
    assert linked <= {sheet.stem for sheet in SHEETS}


def test_all_stylesheets_together_stay_within_eleven_kilobytes():
    assert len(gzip.compress(b"".join(sheet.read_bytes() for sheet in SHEETS))) <= 11 * 1024
