"""Third-party scripts are exactly the published ones, and every one of them is accounted for."""

import hashlib
from pathlib import Path

VENDOR = Path(__file__).parent.parent / "webapp" / "static" / "vendor"


def test_every_vendored_script_has_the_recorded_checksum():
    lines = (VENDOR / "CHECKSUMS").read_text().splitlines()
    recorded = {name: digest for digest, name in (line.split() for line in lines)}
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.iterdir()
        if path.name not in ("CHECKSUMS", "README.md")
    }
    assert found == recorded
