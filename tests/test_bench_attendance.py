"""The benchmark of attendance can be run at any time: here with few students, for what it finds, not how fast."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_twenty_students_check_in_and_nothing_is_lost_or_wrong():
    command = [sys.executable, "-m", "bench.attendance", "--students", "20", "--seconds", "1"]
    command += ["--only", "SQLite, one worker"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "final statistics (20, 0, 20)" in ended.stdout
