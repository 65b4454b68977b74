"""Sessions that are moved or resized by a drag, a key or a button: one or a series, over other sessions, and back."""

import re
from datetime import datetime, timedelta

import pytest

from tests.planning import TUESDAY, a_series, agreed, planned, sessions, the_session, typed
from webapp.core.errors import Invalid
from webapp.schedules.actions import slot_of
from webapp.schedules.move_inputs import in_field
from webapp.schedules.moving import Before, Shift
from webapp.schedules.weeks import Block

SCRIPT = {"HX-Request": "true"}
NEW_YORK = "America/New_York"
UNDO = re.compile(r'name="before" value="([^"]+)"')


def move(browser, schedule, **data):
    """By a script: the toast that answers."""
    return browser.post(f"/mentor/schedules/{schedule.id}/move", data=data, headers=SCRIPT).text


def before_in(toast):
    [before] = UNDO.findall(toast)
    return before


def undo(browser, schedule, toast):
    return move(browser, schedule, before=before_in(toast))


def spans():
    return [(one.starts_wall[8:], one.minutes) for one in sessions()]


@pytest.mark.parametrize(
    ("data", "wall"),
    [
        ({"minutes": "15"}, "2026-11-24T14:15"),
        ({"minutes": "-15"}, "2026-11-24T13:45"),
        ({"days": "1"}, "2026-11-25T14:00"),
        ({"days": "-1"}, "2026-11-23T14:00"),
    ],
)
def test_a_move_and_its_undoing(sign_in, ada, mira, data, wall):
    browser = sign_in(mira)
    planned(browser, ada)
    toast = move(browser, the_session(), **data)
    assert (the_session().starts_wall, the_session().minutes) == (wall, 60)
    assert "is now on" in toast
    assert "Undo" in toast
    back = undo(browser, the_session(), toast)
    assert "Loops by hand is back on Tuesday 24 November, 14:00." in back
    assert "Undo" not in back
    assert the_session().starts_wall == TUESDAY


@pytest.mark.parametrize(
    ("longer", "minutes", "until"), [(15, 75, "15:15"), (-45, 15, "14:15"), (660, 720, "02:00")]
)
def test_a_session_is_made_longer_or_shorter_and_that_is_undone(sign_in, ada, mira, longer, minutes, until):
    browser = sign_in(mira)
    planned(browser, ada)
    toast = move(browser, the_session(), longer=str(longer))
    assert spans() == [("24T14:00", minutes)]
    assert f"long, until {until}." in toast
    undo(browser, the_session(), toast)
    assert spans() == [("24T14:00", 60)]


@pytest.mark.parametrize(
    ("longer", "words"), [(-60, "no shorter than 15 minutes"), (-46, "no shorter"), (675, "at most 12 hours")]
)
def test_too_short_and_too_long_are_refused_with_the_reason(sign_in, ada, mira, longer, words):
    browser = sign_in(mira)
    planned(browser, ada)
    toast = move(browser, the_session(), longer=str(longer))
    assert "Not changed. " in toast
    assert words in toast
    assert "Undo" not in toast
    assert (spans(), the_session().sequence) == ([("24T14:00", 60)], 0)


def test_what_is_shorter_than_a_quarter_hour_can_be_moved_and_made_longer(sign_in, ada, mira):
    browser = sign_in(mira)
    planned(browser, ada, minutes="10")
    move(browser, the_session(), minutes="30")
    assert spans() == [("24T14:30", 10)]
    assert "no shorter" in move(browser, the_session(), longer="-5")
    move(browser, the_session(), longer="15")
    assert spans() == [("24T14:30", 25)]


@pytest.mark.parametrize(
    ("minutes", "steps"), [(60, range(-3, 45)), (20, range(47)), (10, range(48)), (720, range(-47, 1))]
)
def test_the_page_says_how_far_an_edge_goes(app, ada, mira, minutes, steps):
    schedule = agreed(ada, mira)
    schedule.ends_at = schedule.starts_at + timedelta(minutes=minutes)
    assert Block(schedule, 1, 2, 1).steps == steps
    for step in (steps.start, steps.stop - 1):
        Shift(longer=timedelta(minutes=15 * step)).of(slot_of(schedule))
    for step in (steps.start - 1, steps.stop):
        with pytest.raises(Invalid):
            Shift(longer=timedelta(minutes=15 * step)).of(slot_of(schedule))


def test_a_new_length_is_told_with_the_new_end(sign_in, heard, ada, mira):
    browser = sign_in(mira)
    planned(browser, ada)
    move(browser, the_session(), longer="15")
    told = heard(ada)["schedule:updated"].facts
    assert (told["is_resized"], told["moved_from"]) == (True, None)
    assert "Tuesday 24 November, 15:00, now until 16:15. By Mira." in sign_in(ada).get("/notifications").text


def test_nothing_moved_changes_nothing_and_tells_nobody(sign_in, heard, ada, mira):
    browser = sign_in(mira)
    planned(browser, ada)
    assert "stays on Tuesday 24 November, 14:00." in move(browser, the_session(), days="0", minutes="0")
    assert the_session().sequence == 0
    assert "schedule:updated" not in heard(ada)


@pytest.mark.parametrize("data", [{"minutes": "15"}, {"longer": "15"}])
def test_a_change_onto_taken_time_asks(sign_in, ada, mira, noor, data):
    browser = sign_in(mira)
    agreed(ada, noor, "2026-11-24T15:00")
    planned(browser, ada)
    [first, other] = sessions()
    toast = move(browser, first, **data)
    assert "This overlaps another session." in toast
    assert "anyway" in toast
    assert f'name="accepted" value="{other.id}"' in toast
    assert sessions()[0].sequence == 0
    move(browser, first, **data, accepted=f"{other.id}")
    assert sessions()[0].sequence == 1


@pytest.mark.parametrize(
    ("data", "starts", "chosen"),
    [
        ({"minutes": "15"}, "14:15", "60"),
        ({"longer": "15"}, "14:00", "75"),
        ({"longer": "30"}, "14:00", "90"),
    ],
)
def test_without_scripts_the_form_asks_with_the_time_in_it(sign_in, ada, ben, mira, data, starts, chosen):
    browser = sign_in(mira)
    planned(browser, ben, starts="2026-11-24T15:00")
    planned(browser, ada)
    answer = browser.post(f"/mentor/schedules/{sessions()[0].id}/move", data=data)
    page = browser.get(answer.headers["Location"]).text
    assert "Save anyway" in page
    assert f'value="2026-11-24T{starts}"' in page
    assert f'<option value="{chosen}" selected>' in page


def test_one_of_a_series_asks_which_and_no_more_once_it_is_alone(sign_in, ada, mira):
    browser = sign_in(mira)
    second = a_series(browser, ada)[1]
    toast = move(browser, second, longer="15")
    assert "one of a series" in toast
    assert [f'name="scope" value="{scope}"' in toast for scope in ("this", "later", "all")] == [True] * 3
    assert 'name="longer" value="15"' in toast
    plain = browser.post(f"/mentor/schedules/{second.id}/move", data={"longer": "15"})
    page = browser.get(plain.headers["Location"]).text
    assert "Say below which of them to change" in page
    assert '<option value="75" selected>' in page
    assert {one.sequence for one in sessions()} == {0}
    for other in sessions():
        if other.id != second.id:
            browser.post(f"/mentor/schedules/{other.id}/deletion", data={"scope": "this"})
    assert "is now 1 h 15 min long" in move(browser, second, longer="15")


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("this", [("24T14:00", 60), ("02T14:15", 90), ("08T14:00", 60), ("15T14:00", 60)]),
        ("later", [("24T14:00", 60), ("02T14:15", 90), ("09T14:15", 90), ("16T14:15", 90)]),
        ("all", [("25T14:15", 90), ("02T14:15", 90), ("09T14:15", 90), ("16T14:15", 90)]),
    ],
)
def test_this_one_or_later_ones_or_all_move_and_go_back(sign_in, ada, mira, scope, expected):
    browser = sign_in(mira)
    second = a_series(browser, ada)[1]
    before = spans()
    toast = move(browser, second, minutes="15", days="1", longer="30", scope=scope)
    assert spans() == expected
    more = {"this": "", "later": " So are 2 more of its series.", "all": " So are 3 more of its series."}[
        scope
    ]
    assert f"is now on Wednesday 2 December, 14:15.{more}" in toast
    undo(browser, second, toast)
    assert spans() == before


def test_what_is_completed_stays_when_all_are_moved(sign_in, ada, mira):
    browser = sign_in(mira)
    first, second, *_ = a_series(browser, ada)
    sign_in(ada).post(f"/schedule/{first.id}/completion")
    move(browser, second, minutes="15", scope="all")
    assert [start for start, _ in spans()] == ["24T14:00", "01T14:15", "08T14:15", "15T14:15"]


def test_undoing_does_not_take_away_what_somebody_did_since(sign_in, ada, mira, otto):
    browser = sign_in(mira)
    second = a_series(browser, ada)[1]
    toast = move(browser, second, minutes="15", scope="all")
    other = sessions()[3]
    move(sign_in(otto), other, minutes="15", scope="this")
    assert "Not changed. It was changed again since" in undo(browser, second, toast)
    assert [start for start, _ in spans()] == ["24T14:15", "01T14:15", "08T14:15", "15T14:30"]


def test_undoing_reaches_no_session_outside_of_its_series(sign_in, ada, mira, noor, otto):
    browser = sign_in(mira)
    planned(browser, ada)
    mine, far = the_session(), agreed(ada, noor, "2026-11-26T14:00")
    others = before_in(move(sign_in(otto), far, minutes="15"))
    assert "Not changed." in move(browser, mine, before=others)
    assert [start for start, _ in spans()] == ["24T14:00", "26T14:15"]


def test_the_undoing_of_one_is_not_that_of_another_in_its_series(sign_in, ada, mira):
    browser = sign_in(mira)
    first, second, *_ = a_series(browser, ada)
    toast = move(browser, first, minutes="15", scope="this")
    assert "Not changed." in undo(browser, second, toast)
    assert [start for start, _ in spans()] == ["24T14:15", "01T14:00", "08T14:00", "15T14:00"]


def test_a_session_is_put_back_only_to_where_a_move_took_it_from(sign_in, time, ada, mira):
    browser = sign_in(mira)
    planned(browser, ada)
    start = datetime.fromisoformat("2255-03-14T14:00:00Z")
    far = Before(the_session().id, 0, start, timedelta(hours=1))
    signed = in_field([far])
    head, said, seal = before_in(move(browser, the_session(), days="1")).split(".")
    path = f"/mentor/schedules/{the_session().id}/move"
    for forged in (f"{head}.{signed.split('.')[1]}.{seal}", f"{head}.{said}."):
        assert browser.post(path, data={"before": forged}).status_code == 422
    time.forward(hours=25)
    late = {"before": f"{head}.{said}.{seal}"}
    assert sign_in(mira).post(path, data=late).status_code == 422
    assert the_session().starts_wall == "2026-11-25T14:00"


@pytest.mark.parametrize("before", ["x", "1.1", "1.1.1", "1.1.900000000.3600000000"])
def test_an_undoing_that_says_nothing_is_refused(sign_in, ada, mira, before):
    browser = sign_in(mira)
    planned(browser, ada)
    answer = browser.post(
        f"/mentor/schedules/{the_session().id}/move", data={"before": before}, headers=SCRIPT
    )
    assert answer.status_code == 422


def test_a_move_out_of_a_week_redraws_the_week_that_each_leaves(sign_in, heard, ada, mira):
    browser = sign_in(mira)
    last = a_series(browser, ada)[3]
    move(browser, last, days="6", scope="all")
    assert heard(ada)["schedule:updated"].facts["weeks"] == [f"2026-W{week}" for week in range(48, 53)]


@pytest.mark.parametrize(
    ("starts", "turn", "longer", "ends"),
    [
        # Clocks go back at 06:00Z: half past midnight, and an hour longer it ends at the second half past one.
        ("2027-11-07T00:30", "", 60, "2027-11-07T06:30Z"),
        ("2027-11-07T00:30", "", 15, "2027-11-07T05:45Z"),
        # It begins at the second half past one, and stays there.
        ("2027-11-07T01:30", "second", 15, "2027-11-07T07:45Z"),
        ("2027-11-07T01:30", "first", -30, "2027-11-07T06:00Z"),
        # Clocks go forward at 07:00Z, from two to three: a quarter hour is one all the same.
        ("2027-03-14T00:45", "", 15, "2027-03-14T07:00Z"),
        ("2027-03-14T01:30", "", -30, "2027-03-14T07:00Z"),
    ],
)
def test_on_a_night_on_which_clocks_jump_a_length_is_time_that_passes_as_in_the_form(
    sign_in, ada, mira, starts, turn, longer, ends
):
    browser = sign_in(mira)
    in_form = {"time_zone": NEW_YORK, "starts": starts, "turn": turn}
    planned(browser, ada, **in_form)
    began = the_session().starts_at
    toast = move(browser, the_session(), longer=str(longer))
    dragged = the_session()
    assert (dragged.starts_at, dragged.ends_at) == (began, datetime.fromisoformat(ends))
    assert dragged.starts_wall == starts
    undo(browser, dragged, toast)
    assert the_session().minutes == 60
    given = typed(ada, minutes=str(60 + longer), **in_form)
    assert browser.post(f"/mentor/schedules/{dragged.id}", data=given).status_code == 303
    assert (the_session().starts_at, the_session().ends_at) == (began, datetime.fromisoformat(ends))


def test_a_move_over_a_jumped_hour_goes_back_to_where_it_was(sign_in, ada, mira):
    browser = sign_in(mira)
    planned(browser, ada, time_zone=NEW_YORK, starts="2027-03-14T01:30")
    toast = move(browser, the_session(), minutes="60")
    assert the_session().starts_wall == "2027-03-14T03:00"
    undo(browser, the_session(), toast)
    assert the_session().starts_wall == "2027-03-14T01:30"


def test_a_session_at_the_second_of_two_equal_times_is_moved_from_there(sign_in, ada, mira):
    browser = sign_in(mira)
    planned(browser, ada, time_zone=NEW_YORK, starts="2027-11-07T01:30", turn="second")
    move(browser, the_session(), minutes="15")
    assert the_session().starts_at == datetime.fromisoformat("2027-11-07T06:45Z")
