"""Times as they are typed, on the nights on which clocks jump; and what overlaps what: tables of cases."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.planning import a_series, agreed, cohort_of, planned, sessions, the_session, typed
from webapp.core import clock
from webapp.core.walltime import NoSuchTime, ShownTwice, Turn, instant_of, turn_of, wall_time
from webapp.schedules import queries
from webapp.schedules.overlaps import free_slots, overlaps
from webapp.schedules.participants import Party
from webapp.schedules.slots import Slot, weekly

NEW_YORK, LONDON, LORD_HOWE = "America/New_York", "Europe/London", "Australia/Lord_Howe"


def at(text):
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("zone", "wall", "instant"),
    [
        ("UTC", "2026-11-24T14:00", "2026-11-24T14:00Z"),
        ("Africa/Lagos", "2026-11-24T14:00", "2026-11-24T13:00Z"),
        # Clocks go forward: one minute before, the first after.
        (NEW_YORK, "2026-03-08T01:59", "2026-03-08T06:59Z"),
        (NEW_YORK, "2026-03-08T03:00", "2026-03-08T07:00Z"),
        (LONDON, "2026-03-29T00:59", "2026-03-29T00:59Z"),
        (LONDON, "2026-03-29T02:00", "2026-03-29T01:00Z"),
        (LORD_HOWE, "2026-10-04T02:30", "2026-10-03T15:30Z"),
        # Clocks go back: the last minute that is shown once, and the first one again.
        (NEW_YORK, "2026-11-01T00:59", "2026-11-01T04:59Z"),
        (NEW_YORK, "2026-11-01T02:00", "2026-11-01T07:00Z"),
        (LONDON, "2026-10-25T00:59", "2026-10-24T23:59Z"),
        (LONDON, "2026-10-25T02:00", "2026-10-25T02:00Z"),
        (LORD_HOWE, "2026-04-05T01:29", "2026-04-04T14:29Z"),
        (LORD_HOWE, "2026-04-05T02:00", "2026-04-04T15:30Z"),
    ],
)
def test_a_time_is_an_instant(zone, wall, instant):
    assert instant_of(at(wall), zone) == at(instant)
    assert wall_time(at(instant), zone) == at(wall)


@pytest.mark.parametrize(
    ("zone", "wall", "before", "after"),
    [
        (NEW_YORK, "2026-03-08T02:00", "01:59", "03:00"),
        (NEW_YORK, "2026-03-08T02:30", "01:59", "03:00"),
        (NEW_YORK, "2026-03-08T02:59", "01:59", "03:00"),
        (LONDON, "2026-03-29T01:00", "00:59", "02:00"),
        (LONDON, "2026-03-29T01:45", "00:59", "02:00"),
        (LORD_HOWE, "2026-10-04T02:00", "01:59", "02:30"),
        (LORD_HOWE, "2026-10-04T02:29", "01:59", "02:30"),
    ],
)
def test_a_time_that_the_clocks_jump_over_is_none_and_the_two_nearest_are_named(zone, wall, before, after):
    with pytest.raises(NoSuchTime, match=f"nearest times are {before} and {after}") as none:
        instant_of(at(wall), zone)
    for near in (none.value.before, none.value.after):
        assert wall_time(instant_of(near, zone), zone) == near


@pytest.mark.parametrize(
    ("zone", "wall", "first", "second"),
    [
        (NEW_YORK, "2026-11-01T01:00", "2026-11-01T05:00Z", "2026-11-01T06:00Z"),
        (NEW_YORK, "2026-11-01T01:59", "2026-11-01T05:59Z", "2026-11-01T06:59Z"),
        (LONDON, "2026-10-25T01:30", "2026-10-25T00:30Z", "2026-10-25T01:30Z"),
        (LORD_HOWE, "2026-04-05T01:45", "2026-04-04T14:45Z", "2026-04-04T15:15Z"),
    ],
)
def test_a_time_that_comes_twice_has_to_be_chosen(zone, wall, first, second):
    with pytest.raises(ShownTwice, match="comes twice"):
        instant_of(at(wall), zone)
    assert instant_of(at(wall), zone, Turn.first) == at(first)
    assert instant_of(at(wall), zone, Turn.second) == at(second)
    assert [turn_of(at(instant), zone) for instant in (first, second)] == [Turn.first, Turn.second]


def test_a_series_keeps_its_time_on_the_clocks_over_the_change():
    slots = weekly(at("2026-10-20T09:00"), 60, LONDON, None, days=(), until=at("2026-11-03T00:00").date())
    assert [f"{slot.starts_at:%d %H:%M}" for slot in slots] == ["20 08:00", "27 09:00", "03 09:00"]
    assert {slot.wall.hour for slot in slots} == {9}


def test_a_series_on_several_days_begins_with_its_own():
    until = at("2026-12-04T00:00").date()
    slots = weekly(at("2026-11-25T09:00"), 30, "UTC", None, days=(0, 4), until=until)
    assert [f"{slot.wall:%a %d}" for slot in slots] == ["Wed 25", "Fri 27", "Mon 30", "Wed 02", "Fri 04"]


def test_a_series_that_meets_a_jumped_hour_is_refused_by_its_day():
    until = at("2027-03-15T00:00").date()
    with pytest.raises(NoSuchTime, match="02:30 on Sunday 14 March 2027 does not exist"):
        weekly(at("2027-03-07T02:30"), 30, NEW_YORK, None, days=(), until=until)


def test_a_move_into_the_jumped_hour_lands_behind_it():
    slot = Slot.typed(at("2026-03-08T01:30"), 60, NEW_YORK)
    assert slot.moved(timedelta(hours=1)).wall == at("2026-03-08T03:00")
    assert slot.moved(timedelta(days=1)).wall == at("2026-03-09T01:30")


@pytest.mark.parametrize(
    ("zone", "wall"),
    [("Africa/Lagos", "15:30"), (LONDON, "14:00"), (LONDON, "13:00"), ("Asia/Kolkata", "18:30")],
)
def test_a_series_gets_other_clocks_as_a_whole(sign_in, ada, mira, zone, wall):
    browser = sign_in(mira)
    first, *_ = a_series(browser, ada, time_zone="Africa/Lagos")
    given = typed(ada, time_zone=zone, starts=f"2026-11-24T{wall}", scope="all")
    assert browser.post(f"/mentor/schedules/{first.id}", data=given).status_code == 303
    assert [one.starts_wall[11:] for one in sessions()] == [wall] * 4
    for one in sessions():
        assert (one.time_zone, one.starts_at) == (zone, instant_of(at(one.starts_wall), zone))


def test_on_other_clocks_too_a_time_that_they_jump_over_lands_behind_it():
    """Each of the series for itself: the week after, they show it."""
    slot = Slot.typed(at("2026-03-08T02:30"), 60, "UTC")
    assert slot.moved(timedelta(), NEW_YORK).wall == at("2026-03-08T03:00")
    assert slot.moved(timedelta(days=7), NEW_YORK).wall == at("2026-03-15T02:30")


def test_the_form_refuses_a_night_without_that_time_and_asks_on_one_with_two(sign_in, ada, mira):
    browser = sign_in(mira)
    given = typed(ada, time_zone=NEW_YORK, starts="2027-03-14T02:30")
    answer = browser.post("/mentor/schedules", data=given)
    assert answer.status_code == 422
    assert "The nearest times are 01:59 and 03:00." in answer.text
    assert "Starts, New York time" in answer.text

    given = typed(ada, time_zone=NEW_YORK, starts="2027-11-07T01:30")
    answer = browser.post("/mentor/schedules", data=given)
    assert answer.status_code == 422
    assert "comes twice" in answer.text
    assert 'name="turn"' in answer.text
    assert browser.post("/mentor/schedules", data=given | {"turn": "second"}).status_code == 303
    schedule = the_session()
    assert schedule.starts_at == at("2027-11-07T06:30Z")
    assert (schedule.starts_wall, schedule.time_zone) == ("2027-11-07T01:30", NEW_YORK)
    page = browser.get(f"/mentor/schedules/{schedule.id}/edit").text
    assert 'value="second" checked' in page


SPANS = {
    "the same": ("14:00", 60, True),
    "begins within": ("14:30", 60, True),
    "ends within": ("13:30", 60, True),
    "inside": ("14:15", 30, True),
    "around": ("13:00", 180, True),
    "a minute at its end": ("14:59", 30, True),
    "ends as it begins": ("13:00", 60, False),
    "begins as it ends": ("15:00", 60, False),
    "another time": ("17:00", 60, False),
}


@pytest.mark.parametrize("case", SPANS)
def test_what_overlaps_an_hour_at_two(app, ada, mira, case):
    agreed(ada, mira)
    starts, minutes, is_taken = SPANS[case]
    slot = Slot.typed(at(f"2026-11-24T{starts}"), minutes, "UTC")
    assert bool(overlaps(mira.id, Party.of(ada), [slot])) is is_taken


def test_whose_time_is_taken(app, ada, ben, mira, noor, otto):
    """With whom a session at two is; and whether that is in the way of another, by whose mentor and with whom."""
    crew = cohort_of(ada, mira, by=otto)
    slot = [Slot.typed(at("2026-11-24T14:00"), 60, "UTC")]

    def found(mentor, whom):
        return [(one.is_mentors, one.students) for one in overlaps(mentor.id, Party.of(whom), slot)]

    agreed(ada, mira)
    assert found(mira, ben) == [(True, ())]
    assert found(noor, ada) == [(False, ("Ada",))]
    assert found(noor, crew) == [(False, ("Ada",))]
    assert found(mira, ada) == [(True, ("Ada",))]
    assert found(noor, ben) == []
    agreed(crew, mira)
    assert found(noor, ada) == [(False, ("Ada",)), (False, ("Ada",))]


def test_what_was_called_off_or_deleted_is_in_nobodys_way(sign_in, ada, mira):
    browser = sign_in(mira)
    for deed, data in (("status", {"status": "canceled"}), ("deletion", {})):
        planned(browser, ada)
        browser.post(f"/mentor/schedules/{sessions()[-1].id}/{deed}", data=data)
    planned(browser, ada)
    assert len(sessions()) == 3


def test_the_next_three_free_times_suit_everybody(app, ada, ben, mira, noor, otto):
    crew = cohort_of(ada, ben, mira, by=otto)
    agreed(ada, noor, "2026-11-24T15:00")
    agreed(ben, noor, "2026-11-24T16:30")
    agreed(ada, mira, "2026-11-24T14:00")
    wanted = Slot.typed(at("2026-11-24T14:00"), 60, "UTC")
    free = free_slots(mira.id, Party.of(crew), wanted)
    assert [f"{slot.wall:%a %H:%M}" for slot in free] == ["Tue 17:30", "Tue 18:30", "Wed 08:00"]


def test_saving_over_another_session_needs_a_word(sign_in, ada, mira, noor):
    browser = sign_in(mira)
    agreed(ada, noor)
    given = typed(ada, starts="2026-11-24T14:30")
    answer = browser.post("/mentor/schedules", data=given)
    assert answer.status_code == 409
    assert "That time is taken" in answer.text
    assert "Save anyway" in answer.text
    assert "overlap_reason" not in answer.text
    assert "Tuesday 24 November, 15:00" in answer.text
    first = the_session().id
    assert browser.post("/mentor/schedules", data=given | {"accepted": f"{first + 1}"}).status_code == 409
    assert browser.post("/mentor/schedules", data=given | {"accepted": f"{first}"}).status_code == 303


def test_a_session_of_another_mentor_is_taken_time_without_a_name(sign_in, ada, mira, noor, otto):
    agreed(ada, noor)
    answer = sign_in(mira).post("/mentor/schedules", data=typed(ada))
    assert answer.status_code == 409
    assert "A session with another mentor" in answer.text
    assert "for Ada" in answer.text
    assert "Loops by hand</b>" not in answer.text


def test_the_advice_comes_while_the_form_is_filled_in(sign_in, ada, ben, mira):
    browser = sign_in(mira)
    planned(browser, ada)

    def advice(**given):
        return browser.post("/mentor/schedules/check", data=given, headers={"HX-Request": "true"})

    assert advice(title="", whom="", starts="").text.strip() == ""
    assert "Free for you and 1 student" in advice(**typed(ben, starts="2026-11-24T09:00")).text
    assert "Save anyway" in advice(**typed(ben)).text
    assert "over already" in advice(**typed(ben, starts="2026-11-19T09:00")).text
    own = typed(ada, schedule_id=str(the_session().id))
    assert "Free for you and 1 student" in advice(**own).text
    assert len(sessions()) == 1


def test_times_are_each_readers_own(sign_in, ada, ben, mira, otto):
    crew = cohort_of(ada, ben, mira, by=otto)
    planned(sign_in(mira), crew)
    for student, shown in ((ada, "15:00"), (ben, "09:00")):
        page = sign_in(student).get("/schedule?week=2026-W48").text
        assert f'<time datetime="2026-11-24T14:00:00Z" data-fmt="time">{shown}</time>' in page


def test_the_week_is_that_of_the_readers_clock(sign_in, ada, mira):
    """Sunday 23:30 in UTC is Monday half past midnight in Lagos."""
    planned(sign_in(mira), ada, starts="2026-11-22T23:30")
    assert "Loops by hand" in sign_in(mira).get("/mentor/schedules?week=2026-W47").text
    page = sign_in(ada).get("/schedule?week=2026-W48").text
    assert "00:30" in page
    assert clock.local_day(the_session().starts_at, "Africa/Lagos").isoformat() == "2026-11-23"
    assert the_session().starts_at == datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert queries.next_of(ada.id) == the_session()
