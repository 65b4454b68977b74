"""Seconds of a video as runs: reading, writing and joining them are what sets of numbers say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.tracking.seconds import joined, percent_of, runs_of, seconds_of

runs = st.lists(
    st.tuples(st.integers(0, 500), st.integers(0, 80)).map(lambda run: (run[0], sum(run))), max_size=9
)


def written(spans):
    return ",".join(f"{first}-{last}" for first, last in spans)


def plain(text):
    spans = [tuple(map(int, run.split("-"))) for run in text.split(",") if run]
    return {second for first, last in spans for second in range(first, last + 1)}


@given(one=runs, other=runs, length=st.integers(1, 700))
def test_they_are_sets(one, other, length):
    a, b = written(one), written(other)
    assert plain(runs_of(seconds_of(a))) == plain(a)
    assert joined([a, b]) == joined([b, a, a]) == runs_of(seconds_of(joined([a, b])))
    assert plain(joined([a, b])) == plain(a) | plain(b)
    assert percent_of(a, length) == len(plain(a) & set(range(length))) * 100 // length


def test_a_video_of_broken_length_ends_with_its_last_second():
    assert percent_of("0-59", 59.4) == 100
    assert percent_of("0-58", 59.4) == 98
    assert percent_of("0-99", 10) == 100
    assert percent_of("", 10) == 0


def test_a_whole_day():
    assert joined(["0-86399"]) == "0-86399"
    with pytest.raises(ValueError, match="same day"):
        seconds_of("0-86400")
