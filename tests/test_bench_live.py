"""The benchmark of the live tier can be run at any time: here with few streams, for what it finds, not how fast."""

import subprocess
import sys
from pathlib import Path

import pytest

from bench.streams.crowd import Faults, Reader, faults_of
from bench.streams.trial import PAYLOAD_BYTES, payload

ROOT = Path(__file__).parent.parent


def test_fifty_streams_hear_everything_once_and_in_order():
    command = [
        sys.executable,
        "-m",
        "bench.live",
        "--streams",
        "50",
        "--rounds",
        "1",
        "--only",
        "tandem alone",
    ]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "pass: tandem alone: nothing lost, repeated or out of order" in ended.stdout
    assert "| lost, repeated, out of order | 0 / 0 / 0 |" in ended.stdout


@pytest.mark.parametrize(
    ("heard", "faults"),
    [
        ([1, 2, 3], Faults(lost=0, repeated=0, disordered=0, foreign=0, ended=0)),
        ([1, 3], Faults(lost=1, repeated=0, disordered=0, foreign=0, ended=0)),
        ([1, 2, 2, 3], Faults(lost=0, repeated=1, disordered=0, foreign=0, ended=0)),
        ([2, 1, 3], Faults(lost=0, repeated=0, disordered=1, foreign=0, ended=0)),
        ([1, 2, 3, 9], Faults(lost=0, repeated=0, disordered=0, foreign=1, ended=0)),
    ],
)
def test_what_goes_wrong_is_counted(heard, faults):
    assert faults_of([Reader("common", heard)], {"common": [1, 2, 3], "another": [9]}) == faults


def test_a_message_weighs_what_the_table_says():
    assert {len(payload(number)) for number in (1, 99, 12_345)} == {PAYLOAD_BYTES}
