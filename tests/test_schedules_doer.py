"""Who changed a planned session is said: to those concerned, beside what can be put back, and to who writes on."""

import pytest

from tests.everybody import School
from webapp import schedules
from webapp.core.stores import db
from webapp.notifications.models import Notification

SESSION = "/mentor/schedules/{session}"


@pytest.fixture
def app(everybody):
    return everybody.app


def lines(school: School) -> dict[str, list[tuple[str, str]]]:
    """What everybody finds about schedules since the school was furnished, by name."""
    db.session.rollback()
    names = {person_id: name for name, person_id in school.ids.items() if name in school.people}
    found: dict[str, list[tuple[str, str]]] = {}
    for line in db.session.query(Notification).order_by(Notification.id):
        if line.topic == "schedule" and line.by_id == school.ids["otto"]:
            found.setdefault(names[line.user_id], []).append((line.title, line.message))
    return found


def form(school: School, **more: str) -> dict[str, str]:
    given = {
        "title": "Loops by hand",
        "whom": "student:{ada}",
        "time_zone": "UTC",
        "starts": "2026-11-24T14:00",
        "minutes": "60",
    }
    return given | more


def test_an_admins_deletion_is_told_to_the_mentor_and_the_student_by_name(everybody):
    everybody.post("otto", f"{SESSION}/deletion")
    assert lines(everybody) == {}
    everybody.time.forward(seconds=15)
    everybody.ticks(schedules.tell_deletions)
    told = [("Called off: Loops by hand", "Tuesday 24 November, 14:00. By Otto.")]
    assert lines(everybody) == {"ada": told, "mira": told}


def test_a_programs_deletion_is_told_at_once(everybody):
    everybody.call("otto", "DELETE", "/api/schedules/{group}")
    told = [("Called off: Loops by hand", "Wednesday 25 November, 14:00. By Otto.")]
    assert lines(everybody) == {"mira": told, "ada": told, "ben": told}


@pytest.mark.parametrize(
    ("path", "given", "title", "message"),
    [
        (
            "/move",
            {"minutes": "30"},
            "Moved",
            "From Tuesday 24 November, 14:00 to Tuesday 24 November, 14:30",
        ),
        ("/status", {"status": "canceled"}, "Called off", "Tuesday 24 November, 14:00"),
        ("", {"title": "Loops by hand", "place": "Room 4"}, "Changed", "Tuesday 24 November, 14:00"),
    ],
)
def test_an_admins_change_is_told_to_both_by_name(everybody, path, given, title, message):
    everybody.post("otto", f"{SESSION}{path}", **(given if path else form(everybody, **given)))
    told = [(f"{title}: Loops by hand", f"{message}. By Otto.")]
    assert lines(everybody) == {"ada": told, "mira": told}


def test_what_an_admin_deleted_can_be_put_back_by_both(everybody, looking):
    mira, otto = everybody.people["mira"], everybody.people["otto"]
    see = looking(mira, f"deleted-{mira.id}")
    everybody.post("otto", f"{SESSION}/deletion")
    assert "by Otto" in see()
    for who in ("mira", "otto"):
        assert "Recently deleted (1)" in everybody.look(who, "/mentor/schedules")
    assert "Recently deleted" not in everybody.look("noor", "/mentor/schedules")
    again = looking(otto, f"deleted-{otto.id}")
    everybody.post("mira", f"{SESSION}/restoration")
    assert "Recently deleted" not in again()


def test_the_trail_says_who_deleted(everybody):
    everybody.post("otto", f"{SESSION}/deletion")
    page = everybody.look("otto", "/admin/audit?kind=schedules&who=otto")
    assert page.count('<tr id="trail-') == 1
    assert 'title="deleted_at"' in page
    assert 'title="changed_by_id"' in page
