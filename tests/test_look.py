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


def test_what_every_page_loads_stays_within_seven_and_a_half_kilobytes_and_a_room_within_two_and_a_half():
    base = (WEBAPP / "templates" / "base.html").read_text()
    [listed] = re.findall(r"for sheet in \[(.*?)\]", base)
    common = set(re.findall(r'"([a-z]+)"', listed))
    assert _packed(sheet for sheet in SHEETS if sheet.stem in common) <= 7680
    too_large = [sheet.stem for sheet in SHEETS if sheet.stem not in common and _packed([sheet]) > 2560]
    assert not too_large


def _packed(sheets):
    return len(gzip.compress(b"".join(sheet.read_bytes() for sheet in sheets)))
