"""`bench.replay` in small: what is played through the product is what the file says, also twice and through a crash."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bench import replay
from bench.replay_check import differences
from bench.replay_stage import set_up
from bench.statements import EXTENSION, read
from tests.serving import serving

REAL = Path(__file__).parent.parent.parent / "shared" / "data" / "xapi-video-statements.jsonl.gz"
VERBS = ["initialized", "played", "paused", "played", "seeked", "paused", "completed", "terminated"]


@pytest.fixture
def small_file(tmp_path):
    """Five learners, two videos of one course, over three days and a midnight; the third learner gives up."""
    lines = []
    for learner in range(5):
        began = datetime(2026, 3, 7, 20 + learner % 3, 50, tzinfo=UTC)
        for video in range(2):
            for step, verb in enumerate(VERBS[: 4 if learner == 2 else 8]):
                at = began + timedelta(days=video, minutes=step)
                lines.append(a_statement(f"learner {learner}", f"video {video}", verb, at, played=step * 55))
    path = tmp_path / "statements.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in sorted(lines, key=lambda line: line["timestamp"])))
    return path


def a_statement(learner, video, verb, at, *, played):
    result = {
        "played-segments": f"0[.]{played / 2}[,]{played / 2}[.]{played}",
        "progress": min(1, played / 330),
    }
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{learner} {video} {at}")),
        "actor": {"account": {"name": learner}},
        "verb": {"id": f"https://w3id.org/xapi/video/verbs/{verb}"},
        "object": {"id": video},
        "context": {
            "extensions": {f"{EXTENSION}session-id": "one"},
            "contextActivities": {"parent": [{"id": "a course"}]},
        },
        "result": {"extensions": {EXTENSION + name: value for name, value in result.items()}},
        "timestamp": at.isoformat(),
    }


@pytest.mark.parametrize("where", ["rows", "mongodb"])
def test_twice_and_through_a_crash(small_file, capsys, request, where):
    home = (
        f"{request.getfixturevalue('mongodb_uri').rpartition('/')[0]}/replay" if where == "mongodb" else where
    )
    with replay.log_at(home) as environment:
        played = replay.replay(
            list(read(small_file)), twice=True, kill=True, hands=2, environment=environment
        )
    assert played == []
    first, again = capsys.readouterr().out.splitlines()
    assert "72 statements" in first
    assert "stored" in first
    assert "stored" not in again


def test_the_check_sees_what_is_missing(small_file):
    statements = list(read(small_file))
    with serving(TANDEM_THROTTLE="off") as site:
        stage = set_up(site, statements, lambda *_: None)
        watched = next(one for one in statements if one.verb == "completed")
        replay.Play(site, stage, [one for one in statements if one is not watched]).all(1, kill=False)
        found = differences(site, stage, statements)
    assert {line.partition(":")[0] for line in found} == {watched.learner}


def test_real_statements_where_they_are_at_hand():
    if REAL.exists():
        assert replay.replay(list(read(REAL, 60))) == []
