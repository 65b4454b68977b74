"""Two sessions of one mentor at once: who saves the second says why, by whichever door; and how long that stands."""

import html
import json
import re

import pytest
import sqlalchemy as sa

from tests.planning import a_series, agreed, cohort_of, planned, sessions, shown, the_session, typed
from tests.test_own_data import downloaded
from tests.test_schedules_clash import differs
from tests.test_schedules_moving import before_in, move, undo
from webapp.audit import AuditLog
from webapp.core.stores import db
from webapp.schedules import regions
from webapp.schedules.overlaps import SAY_WHY

WHY = "Cleo covers the “first” half · ü"
NEXT_DAY = "2026-11-25T14:00"


@pytest.fixture
def mentor(sign_in, mira):
    return sign_in(mira)


@pytest.fixture
def pair(mentor, ada, ben):
    """Loops with Ada at two, and then Knots with Ben at half past, for a reason."""
    planned(mentor, ada)
    beside(mentor, ben, title="Knots", starts="2026-11-24T14:30")
    return sessions()


def beside(mentor, whom, *, reason=WHY, **more):
    """Saved anyway, beside all there is."""
    accepted = " ".join(str(one.id) for one in sessions())
    planned(mentor, whom, accepted=accepted, overlap_reason=reason, **more)


def form_of(schedule, **more):
    """What its form sends without a touch, but for `more`."""
    given = typed(schedule.student, title=schedule.title, starts=schedule.starts_wall)
    return given | {"sequence": str(schedule.sequence), "schedule_id": str(schedule.id)} | more


def change(mentor, schedule, **more):
    answer = mentor.post(f"/mentor/schedules/{schedule.id}", data=form_of(schedule, **more))
    return answer if answer.status_code != 303 else None


def reasons():
    return [one.overlap_reason for one in sessions()]


def trail_of(schedule):
    """What the trail says of its reason, oldest first."""
    lines = sa.select(AuditLog).where(AuditLog.kind == "schedules", AuditLog.subject == str(schedule.id))
    pairs = [
        (before.get("overlap_reason"), after.get("overlap_reason"))
        for line in db.session.scalars(lines.order_by(AuditLog.number))
        for before, after in [[json.loads(text or "{}") for text in (line.before, line.after)]]
    ]
    return [pair for pair in pairs if pair != (None, None)]


def test_beside_ones_own_session_the_form_asks_why(mentor, ada, ben):
    planned(mentor, ada)
    given = typed(ben, starts="2026-11-24T14:30")
    asked = mentor.post("/mentor/schedules", data=given)
    assert asked.status_code == 409
    assert "You have another session at that time" in asked.text
    assert "Overlaps <b>Loops by hand</b>" in asked.text
    assert "which is yours" in asked.text
    assert "Tuesday 24 November, 15:00" in asked.text
    assert "Why at the same time" in asked.text
    assert SAY_WHY not in asked.text
    assert "to put right" not in asked.text

    accepted = given | {"accepted": f"{the_session().id}"}
    for nothing in ({}, {"overlap_reason": ""}, {"overlap_reason": " \r\n "}):
        refused = mentor.post("/mentor/schedules", data=accepted | nothing)
        assert refused.status_code == 409
        assert "One thing to put right" in refused.text
        assert (
            f'<a href="#f-overlap_reason">Why at the same time: {SAY_WHY[0].lower()}{SAY_WHY[1:]}</a>'
            in refused.text
        )
        assert 'id="f-overlap_reason-error"' in refused.text
        assert "Save anyway" in refused.text
    long = mentor.post("/mentor/schedules", data=accepted | {"overlap_reason": "x" * 301})
    assert long.status_code == 422
    assert "This is too long: 300 at most." in long.text
    assert "x" * 301 in long.text

    assert mentor.post("/mentor/schedules", data=given | {"overlap_reason": WHY}).status_code == 409
    assert len(sessions()) == 1
    assert (
        mentor.post("/mentor/schedules", data=accepted | {"overlap_reason": f"  {WHY} "}).status_code == 303
    )
    assert reasons() == ["", WHY]


def test_what_was_typed_as_reason_stays_while_the_advice_is_asked_for(mentor, ada, ben):
    planned(mentor, ada)
    given = typed(ben) | {"overlap_reason": "Half <each>"}
    for headers in ({"HX-Request": "true"}, {}):
        advice = mentor.post("/mentor/schedules/check", data=given, headers=headers).text
        assert "Half &lt;each&gt;</textarea>" in advice
        assert "You have another session" in advice


def test_students_overlaps_alone_take_no_reason_and_keep_none(mentor, ada, noor):
    agreed(ada, noor)
    asked = mentor.post("/mentor/schedules", data=typed(ada))
    assert "That time is taken" in asked.text
    assert "overlap_reason" not in asked.text
    beside(mentor, ada, reason="For nothing")
    assert reasons() == ["", ""]


def test_it_is_read_by_who_plans_and_by_nobody_else(sign_in, mentor, pair, otto, ben):
    first, second = pair
    page = shown(mentor, f"/schedule/{second.id}")
    assert f"<blockquote>{html.escape(WHY)}</blockquote>" in page
    assert f'<a href="/schedule/{first.id}">Loops by hand</a>' in page
    assert "blockquote" not in shown(mentor, f"/schedule/{first.id}")
    assert "blockquote" in shown(sign_in(otto), f"/schedule/{second.id}")
    assert WHY in downloaded(mentor).read("schedules.json").decode()

    student = sign_in(ben)
    for path in (f"/schedule/{second.id}", "/schedule?week=2026-W48", "/api/schedules", "/notifications"):
        assert "covers" not in student.get(path).text
    (row,) = json.loads(downloaded(student).read("schedules.json"))
    assert (row["title"], row["overlap_reason"]) == ("Knots", None)
    assert trail_of(second) == [(None, WHY)]
    assert "why at the same time as another" in sign_in(otto).get("/admin/audit?kind=schedules").text


def test_to_an_admin_the_form_says_whose_session_it_is(sign_in, otto, pair):
    answer = sign_in(otto).get(f"/mentor/schedules/{pair[1].id}/edit")
    assert "Mira has another session at that time" in answer.text
    assert "which is Mira’s" in answer.text


def test_a_change_of_other_things_keeps_it_and_may_say_it_anew(mentor, pair):
    second = pair[1]
    page = mentor.get(f"/mentor/schedules/{second.id}/edit").text
    assert f"{html.escape(WHY)}</textarea>" in page
    assert change(mentor, second, title="Bends") is None
    assert reasons() == ["", WHY]
    assert change(mentor, sessions()[1], overlap_reason="Noor is there") is None
    assert reasons() == ["", "Noor is there"]
    assert trail_of(second) == [(None, WHY), (WHY, "Noor is there")]
    emptied = change(mentor, sessions()[1], title="Hitches", overlap_reason=" ")
    assert "f-overlap_reason-error" in emptied.text
    assert [(one.title, one.overlap_reason) for one in sessions()][1] == ("Bends", "Noor is there")
    first = sessions()[0]
    assert change(mentor, first, title="Loops at sea", overlap_reason="") is None
    assert reasons() == ["", "Noor is there"]


def test_who_saves_second_reads_both_reasons(sign_in, mentor, pair, otto):
    second, opened = pair[1], str(pair[1].sequence)
    assert change(sign_in(otto), second, overlap_reason="Otto said so") is None
    clash = change(mentor, second, overlap_reason="Noor is there", remind_minutes="30", sequence=opened)
    assert clash.status_code == 409
    assert differs(clash.text) == {
        "Why at the same time": [("Otto", "Otto said so"), ("You", "Noor is there")]
    }


def test_a_change_of_the_time_asks_again_where_it_still_overlaps(mentor, pair):
    first, second = pair
    asked = change(mentor, second, starts="2026-11-24T14:15")
    assert asked.status_code == 409
    assert f"{html.escape(WHY)}</textarea>" in asked.text
    emptied = change(mentor, second, starts="2026-11-24T14:15", accepted=f"{first.id}", overlap_reason="")
    assert "f-overlap_reason-error" in emptied.text
    assert (
        change(mentor, second, starts="2026-11-24T14:15", accepted=f"{first.id}", overlap_reason="Why not")
        is None
    )
    assert reasons() == ["", "Why not"]


def test_it_goes_once_nothing_of_the_mentors_is_in_the_way(mentor, pair, ada, noor):
    agreed(ada, noor, NEXT_DAY)
    second = pair[1]
    assert change(mentor, second, starts="2026-11-24T15:00", overlap_reason=WHY) is None
    assert reasons() == ["", "", ""]
    assert trail_of(second) == [(None, WHY), (WHY, "")]
    assert "blockquote" not in shown(mentor, f"/schedule/{second.id}")


def test_a_move_takes_it_away_and_undoing_that_brings_it_back(mentor, pair):
    second = pair[1]
    toast = move(mentor, second, days="1")
    assert reasons() == ["", ""]
    assert "is back on" in undo(mentor, sessions()[1], toast)
    assert reasons() == ["", WHY]
    assert trail_of(second) == [(None, WHY), (WHY, ""), ("", WHY)]


def test_a_move_that_meets_the_same_session_asks_as_always(mentor, pair):
    first, second = pair
    toast = move(mentor, second, minutes="-15")
    assert "Move anyway" in toast
    move(mentor, second, minutes="-15", accepted=f"{first.id}")
    assert [one.starts_wall[11:] for one in sessions()] == ["14:00", "14:15"]
    assert reasons() == ["", WHY]
    assert "Move anyway" in move(mentor, first, minutes="15")
    move(mentor, first, minutes="30", accepted=f"{second.id}")
    assert [(one.starts_wall[11:], one.overlap_reason) for one in sessions()] == [
        ("14:15", WHY),
        ("14:30", ""),
    ]


@pytest.mark.parametrize(("data", "label"), [({"minutes": "15"}, "Move"), ({"longer": "15"}, "Change")])
def test_a_move_onto_ones_own_session_leads_to_the_form(mentor, ada, ben, data, label):
    planned(mentor, ben, title="Knots", starts="2026-11-24T15:00")
    planned(mentor, ada)
    first, other = sessions()
    accepted = {"accepted": f"{other.id}"}
    for sent in (data, data | accepted):
        toast = move(mentor, first, **sent)
        assert "At that time you have Knots." in toast
        assert f">{label} it with a reason</a>" in toast
        assert "data-asks" in toast
        assert "<button" not in toast
        assert sessions()[0].sequence == 0
    [link] = re.findall(r'href="([^"]+)" autofocus', toast)
    page = mentor.get(html.unescape(link)).text
    assert "Why at the same time" in page
    [starts] = re.findall(r'<input[^>]* name="starts"[^>]* value="([^"]+)"', page)
    [minutes] = re.findall(r'<option value="(\d+)" selected', page.partition('name="minutes"')[2])[:1]
    assert change(mentor, first, starts=starts, minutes=minutes, overlap_reason=WHY, **accepted) is None
    assert reasons() == [WHY, ""]


def test_a_session_that_is_moved_onto_a_third_one_needs_a_new_reason(mentor, pair, ada):
    planned(mentor, ada, title="Bends", starts=NEXT_DAY)
    assert "At that time you have Bends." in move(mentor, pair[1], days="1")
    assert reasons() == ["", WHY, ""]


def test_where_the_other_one_goes_pages_stop_saying_it_until_it_is_back(mentor, pair):
    first, second = pair
    page = f"/schedule/{second.id}"
    for deed, data, way_back in (
        ("move", {"days": "1"}, None),
        ("deletion", {}, "restoration"),
        ("status", {"status": "canceled"}, "status"),
    ):
        toast = mentor.post(
            f"/mentor/schedules/{first.id}/{deed}", data=data, headers={"HX-Request": "true"}
        ).text
        assert "blockquote" not in shown(mentor, page)
        back = {"before": before_in(toast)} if way_back is None else {"status": "scheduled"}
        answer = mentor.post(
            f"/mentor/schedules/{first.id}/{way_back or deed}", data=back if way_back != "restoration" else {}
        )
        assert answer.status_code == 303
        assert "blockquote" in shown(mentor, page)
    move(mentor, first, days="1")
    assert change(mentor, second, title="Bends") is None
    assert set(reasons()) == {""}


@pytest.mark.parametrize("is_moved_there", [False, True])
def test_a_reason_whose_session_went_elsewhere_is_not_said_of_a_third(mentor, pair, ada, is_moved_there):
    first, second = pair
    move(mentor, first, days="1")
    assert reasons() == [WHY, ""]
    if is_moved_there:
        planned(mentor, ada, title="Bends", starts="2026-11-24T17:00")
        given = {"starts": "2026-11-24T14:30", "accepted": str(second.id), "overlap_reason": "Two halls"}
        third = next(one for one in sessions() if one.title == "Bends")
        assert change(mentor, third, **given) is None
    else:
        beside(mentor, ada, reason="Two halls", title="Bends", starts="2026-11-24T14:30")
    assert {one.title: one.overlap_reason for one in sessions()} == {
        "Knots": "",
        "Bends": "Two halls",
        "Loops by hand": "",
    }
    assert trail_of(second)[-1] == (WHY, "")


def test_the_open_page_of_who_plans_says_it_anew_and_no_students_does(looking, mentor, pair, ben, mira, otto):
    name, own = f"own-overlap-{pair[1].id}", regions.my_session(ben.id, pair[1].id).id
    see = [looking(person, name, own) for person in (mira, otto, ben)]
    assert change(mentor, pair[1], overlap_reason="Noor is there") is None
    assert ["Noor is there" in look() for look in see] == [True, True, False]


def test_of_a_series_those_that_overlap_have_it(mentor, ada, ben, otto, mira):
    planned(mentor, ben, title="Knots", starts="2026-12-01T14:30")
    beside(mentor, ada, repeat="weekly", repeat_until="2026-12-15")
    assert [one.overlap_reason for one in sessions() if one.series] == ["", WHY, "", ""]
    second = next(one for one in sessions() if one.overlap_reason)
    assert change(mentor, second, scope="all", starts="2026-12-01T09:00") is None
    assert set(reasons()) == {""}


def test_a_whole_series_is_moved_onto_ones_own_for_one_reason(mentor, ada, ben, mira, otto):
    series = a_series(mentor, ada)
    crew = cohort_of(ben, mira, by=otto)
    planned(mentor, crew, title="Knots", starts="2026-12-02T14:00")
    toast = move(mentor, series[0], days="1", scope="all")
    assert "Not moved. At that time you have Knots." in toast
    assert "scope=all" in toast
    taken = next(one for one in sessions() if one.title == "Knots")
    given = {"starts": NEXT_DAY, "scope": "all", "accepted": f"{taken.id}"}
    assert "f-overlap_reason-error" in change(mentor, series[0], **given).text
    assert change(mentor, series[0], overlap_reason=WHY, **given) is None
    assert [one.overlap_reason for one in sessions() if one.series] == ["", WHY, "", ""]
