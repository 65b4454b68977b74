"""A video of a course: where it plays, what is said in it, what goes with it."""

import pytest

from tests.olx_courses import page
from webapp.courses.olx import read_course

SRT = """0
00:00:01,199 --> 00:00:04,380
We&#39;re going to <i>hear</i>

1
00:00:04,500 --> 00:00:06,240
about it.
second line
"""


def read(tmp_path, video, files=None):
    outline = read_course(page(tmp_path, video, files=files))
    units = outline.modules[0].units
    return (units[0] if units else None), outline


@pytest.mark.parametrize(
    "said", ['youtube_id_1_0="lVPPPpyUOR4"', 'youtube="0.75:aaaaaaaaaaa,1.00:lVPPPpyUOR4"']
)
def test_a_film_on_youtube_is_known_by_its_id(tmp_path, said):
    unit, _ = read(tmp_path, f'<video url_name="f" display_name="Film" {said}/>')
    assert (unit.kind, unit.title, unit.video_youtube, unit.video_url) == ("video", "Film", "lVPPPpyUOR4", "")


def test_a_film_elsewhere_is_known_by_its_address(tmp_path):
    said = 'html5_sources=\'["javascript:alert(1)", "https://e.org/a b.mp4"]\''
    unit, _ = read(tmp_path, f'<video url_name="f" {said}><source src="https://e.org/other.mp4"/></video>')
    assert unit.video_url == "https://e.org/a%20b.mp4"
    assert unit.title == "First page"


def test_a_film_among_the_files_of_the_course_comes_along(tmp_path):
    unit, outline = read(
        tmp_path,
        '<video url_name="f" html5_sources="broken"><source src="/static/a.mp4"/></video>',
        {"static/a.mp4": b"film"},
    )
    assert unit.video_url == "asset:a.mp4"
    assert outline.assets["a.mp4"].read() == b"film"


def test_a_film_from_nowhere_is_left_out(tmp_path):
    unit, outline = read(tmp_path, '<video url_name="f" youtube_id_1_0="short"/>')
    assert unit is None
    assert outline.report.left_out[0].reason == "it names no place from which it could play"


def test_what_is_said_is_kept_without_times(tmp_path):
    video = """<video url_name="f" youtube_id_1_0="lVPPPpyUOR4"><video_asset duration="77.5"/>
        <transcript language="de" src="de.srt"/><transcript language="en" src="en.srt"/></video>"""
    unit, _ = read(tmp_path, video, {"static/en.srt": SRT, "static/de.srt": SRT.replace("about it", "davon")})
    assert unit.transcript == "We're going to hear about it. second line"
    assert unit.duration_seconds == 77


def test_without_a_transcript_in_the_archive_that_is_said(tmp_path):
    video = (
        '<video url_name="f" youtube_id_1_0="lVPPPpyUOR4"><transcript language="en" src="en.srt"/></video>'
    )
    unit, outline = read(tmp_path, video)
    assert (unit.transcript, unit.duration_seconds) == ("", None)
    assert outline.report.notes[0].text == "the transcript en.srt is missing from the archive"


@pytest.mark.parametrize(
    ("times", "words"),
    [
        ('start_time="00:11:39" end_time="00:12:57"', "Watch from 00:11:39 to 00:12:57."),
        ('start_time="00:00:30" end_time="00:00:00"', "Watch from 00:00:30."),
        ('end_time="00:01:00"', "Watch until 00:01:00."),
        ('start_time="00:00:00"', ""),
    ],
)
def test_the_part_to_watch_is_said(tmp_path, times, words):
    unit, _ = read(tmp_path, f'<video url_name="f" youtube_id_1_0="lVPPPpyUOR4" {times}/>')
    assert unit.body == words


def test_a_handout_is_offered(tmp_path):
    video = (
        '<video url_name="f" youtube_id_1_0="lVPPPpyUOR4" handout="/static/h.pdf" track="/static/gone.pdf"/>'
    )
    unit, _ = read(tmp_path, video, {"static/h.pdf": b"%PDF"})
    assert unit.body == "[Handout](asset:h.pdf)"
