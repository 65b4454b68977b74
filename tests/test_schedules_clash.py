"""Two who change one session at once: the second reads both versions in the words of the form, and loses nothing."""

import html
import re

import pytest

from tests.everybody import School
from webapp.core.stores import db
from webapp.schedules.models import Schedule

SESSION = "/mentor/schedules/{session}"
OPENED = {"title": "Loops by hand", "whom": "student:{ada}", "time_zone": "UTC", "starts": "2026-11-24T14:00"}
UNTOUCHED = {"minutes": "60", "remind_minutes": "30"}
ROW = re.compile(r"<div><dt[^>]*>(.*?)</dt>(.*?)</div>", re.DOTALL)
TEXT = re.compile(r"<span[^>]*>(.*?)</span>\s*<pre[^>]*>(.*?)</pre>", re.DOTALL)


@pytest.fixture
def app(everybody):
    return everybody.app


def sequence_of(school: School) -> str:
    """As a form that is opened now has it."""
    page = school.look("mira", f"{SESSION}/edit")
    return page.partition('name="sequence" value="')[2].partition('"')[0]


def save(school: School, who: str, **more: str):
    given = {name: value.format(**school.ids) for name, value in (OPENED | UNTOUCHED | more).items()}
    return school.browsers[who].post(SESSION.format(**school.ids), data=given)


def differs(page: str) -> dict[str, list[tuple[str, str]]]:
    """By field the two texts, each with whose it is."""
    rows = {}
    for name, texts in ROW.findall(page.partition('<dl class="versions">')[2].partition("</dl>")[0]):
        rows[name] = [(whose, html.unescape(text)) for whose, text in TEXT.findall(texts)]
    return rows


def session(school: School) -> Schedule:
    db.session.rollback()
    return db.session.get_one(Schedule, school.ids["session"])


def test_both_versions_are_shown_where_they_differ_in_words(everybody):
    opened = sequence_of(everybody)
    everybody.post(
        "otto",
        SESSION,
        **OPENED
        | {
            "title": "Knots at sea",
            "whom": "cohort:{sailors}",
            "starts": "2026-11-25T09:30",
            "minutes": "90",
            "place": "Room 4",
            "course_id": "{knots}",
            "focus_stack": "Bends",
            "remind_minutes": "60",
            "description": "Bring\na rope.",
        },
    )
    everybody.time.forward(minutes=2)
    answer = save(
        everybody,
        "mira",
        sequence=opened,
        title="Bights",
        focus_stack="Hitches , Bends",
        description="<b>Mine</b>",
    )
    assert answer.status_code == 409
    assert 'Otto changed this <time datetime="' in answer.text
    assert differs(answer.text) == {
        "Title": [("Otto", "Knots at sea"), ("You", "Bights")],
        "With": [("Otto", "sailors"), ("You", "Ada")],
        "Starts, UTC": [
            ("Otto", "Wednesday 25 November 2026, 09:30"),
            ("You", "Tuesday 24 November 2026, 14:00"),
        ],
        "Length": [("Otto", "1 h 30 min"), ("You", "1 h")],
        "Place or link": [("Otto", "Room 4"), ("You", "Nothing")],
        "Course": [("Otto", "Knots"), ("You", "Nothing")],
        "Topics, comma-separated": [("Otto", "Bends"), ("You", "Hitches, Bends")],
        "Remind before": [("Otto", "an hour"), ("You", "30 minutes")],
        "Description": [("Otto", "Bring\na rope."), ("You", "<b>Mine</b>")],
    }
    assert 'value="Bights"' in answer.text
    assert "&lt;b&gt;Mine&lt;/b&gt;</textarea>" in answer.text
    assert session(everybody).title == "Knots at sea"


def test_mine_is_kept_by_sending_the_form_again_and_theirs_by_opening_it_anew(everybody):
    opened = sequence_of(everybody)
    everybody.post("otto", f"{SESSION}/move", minutes="30")
    answer = save(everybody, "mira", sequence=opened, title="Bights")
    assert '<button class="button" form="schedule-form">Keep mine</button>' in answer.text
    assert f'href="{SESSION.format(**everybody.ids)}/edit">Take theirs</a>' in answer.text
    theirs = everybody.look("mira", f"{SESSION}/edit")
    assert 'value="2026-11-24T14:30"' in theirs
    assert "changed this" not in theirs
    [now] = re.findall(r'name="sequence" value="(\d+)"', answer.text)
    assert save(everybody, "mira", sequence=now, title="Bights").status_code == 303
    assert (session(everybody).title, session(everybody).starts_wall) == ("Bights", "2026-11-24T14:00")


def test_a_third_version_is_shown_again(everybody):
    opened = sequence_of(everybody)
    everybody.post("otto", f"{SESSION}/move", minutes="30")
    first = save(everybody, "mira", sequence=opened)
    everybody.post("otto", f"{SESSION}/move", minutes="30")
    [now] = re.findall(r'name="sequence" value="(\d+)"', first.text)
    again = save(everybody, "mira", sequence=now)
    assert again.status_code == 409
    assert differs(again.text)["Starts, UTC"][0] == ("Otto", "Tuesday 24 November 2026, 15:00")


def test_both_are_shown_beside_what_is_wrong_and_where_only_the_time_is_asked_about(everybody):
    opened = sequence_of(everybody)
    everybody.post("otto", f"{SESSION}/move", minutes="30")
    wrong = save(everybody, "mira", sequence=opened, title="", starts="next week", minutes="soon")
    assert wrong.status_code == 422
    assert "to put right" in wrong.text
    assert differs(wrong.text)["Title"] == [("Otto", "Loops by hand"), ("You", "Nothing")]
    assert differs(wrong.text)["Starts, UTC"][1] == ("You", "next week")
    assert differs(wrong.text)["Length"][1] == ("You", "soon")
    given = {name: value.format(**everybody.ids) for name, value in OPENED.items()}
    asked = given | {"sequence": opened, "schedule_id": f"{everybody.ids['session']}"}
    checked = everybody.browsers["mira"].post("/mentor/schedules/check", data=asked).text
    assert differs(checked)["Starts, UTC"][0] == ("Otto", "Tuesday 24 November 2026, 14:30")


def test_ones_own_other_tab_is_named_as_such(everybody):
    opened = sequence_of(everybody)
    everybody.post("mira", f"{SESSION}/move", minutes="30")
    page = save(everybody, "mira", sequence=opened).text
    assert "You changed this" in page
    assert [whose for whose, _ in differs(page)["Starts, UTC"]] == ["Saved", "Typed here"]
    assert "Take what is saved" in page


def test_an_end_that_was_typed_is_compared_as_an_end(everybody):
    opened = sequence_of(everybody)
    everybody.post("otto", f"{SESSION}/move", longer="30")
    page = save(everybody, "mira", sequence=opened, ends="2026-11-24T15:15").text
    assert differs(page)["Or ends, UTC"] == [
        ("Otto", "Tuesday 24 November 2026, 15:30"),
        ("You", "Tuesday 24 November 2026, 15:15"),
    ]
    assert "Length" not in differs(page)


def test_times_are_compared_on_the_clocks_of_the_form_and_of_two_equal_ones_it_is_said_which(everybody):
    night = {"time_zone": "America/New_York", "starts": "2027-11-07T01:30"}
    opened = sequence_of(everybody)
    everybody.post("otto", SESSION, **OPENED | night | {"turn": "second"})
    page = save(everybody, "mira", sequence=opened, turn="first", **night).text
    assert differs(page) == {
        "Starts, New York time": [
            ("Otto", "Sunday 7 November 2027, 01:30, the second time"),
            ("You", "Sunday 7 November 2027, 01:30, the first time"),
        ]
    }


def test_a_form_that_is_opened_now_clashes_with_nothing(everybody):
    everybody.post("otto", f"{SESSION}/move", minutes="30")
    refused = save(everybody, "mira", sequence=sequence_of(everybody), title="")
    assert refused.status_code == 422
    assert "changed this" not in refused.text


def test_several_students_are_named_each(everybody):
    everybody.post("otto", f"/admin/people/{everybody.ids['ben']}/mentor", mentor_id="{mira}")
    opened = sequence_of(everybody)
    both = [str(everybody.ids[name]) for name in ("ada", "ben")]
    everybody.post("otto", SESSION, **OPENED | {"whom": "several", "students": both})
    assert differs(save(everybody, "mira", sequence=opened).text) == {
        "With": [("Otto", "Ada, Ben"), ("You", "Ada")]
    }
    everybody.post("otto", SESSION, **OPENED | {"whom": "student:{ben}"})
    given = {name: value.format(**everybody.ids) for name, value in (OPENED | UNTOUCHED).items()}
    answer = everybody.browsers["mira"].post(
        SESSION.format(**everybody.ids),
        data=given | {"whom": "several", "students": both, "sequence": opened},
    )
    assert differs(answer.text) == {"With": [("Otto", "Ben"), ("You", "Ada, Ben")]}
