"""The scripts: their pure parts run in node, and what a page loads stays small."""

import gzip
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.needs import need

ROOT = Path(__file__).parent.parent
SCRIPTS = ROOT / "webapp" / "static" / "js"


def test_the_pure_parts_of_the_scripts():
    node = shutil.which("node")
    need(node, "node is not installed")
    tests = sorted(str(path) for path in (ROOT / "tests" / "js").glob("*.test.js"))
    run = subprocess.run(
        [str(node), "--test", *tests], check=False, cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize(
    ("scripts", "most"),
    [
        ([path for path in SCRIPTS.glob("*.js") if path.name != "tracker.js"], 6_550),
        (list(SCRIPTS.glob("deeds/*.js")), 2_100),
        (list(SCRIPTS.glob("tracker/*.js")), 5_120),
        ([SCRIPTS / "tracker.js", SCRIPTS / "reach.js", *SCRIPTS.glob("tracker/*.js")], 6_000),
        (list(SCRIPTS.glob("unit/*.js")), 1_750),
    ],
    ids=["page", "deeds", "tracker", "tracker elsewhere", "unit"],
)
def test_what_a_page_loads_stays_small(scripts, most):
    """Compressed, comments left out: an explanation must never be too dear."""
    code = re.sub(r"/\*.*?\*/", "", "".join(path.read_text() for path in scripts), flags=re.DOTALL)
    code = re.sub(r"\s+//.*|\n\s+", "\n", code)
    assert len(gzip.compress(code.encode(), 9)) <= most


def test_every_script_is_type_checked_and_explains_itself():
    for path in SCRIPTS.rglob("*.js"):
        head = path.read_text().splitlines()[:2]
        assert head[0] == "// @ts-check", path
        assert head[1].startswith("/**"), path
