"""Who arrives is seen by those concerned while they look, and by nobody else."""

import pytest

from tests.conftest import PASSWORD
from webapp import accounts
from webapp.accounts import Role, User
from webapp.core.stores import db
from webapp.flow import commit
from webapp.live.listener import HeldListener

CLEO = {"name": "Cleo", "email": "cleo@example.org", "password": PASSWORD, "time_zone": "UTC"}


@pytest.fixture
def cohort(mira):
    """Mira's cohort."""
    made = accounts.create_cohort("Evening", by=mira)
    commit()
    return made


def test_a_mentor_sees_who_joins_by_the_link(visitor, cohort, mira, looking):
    see = looking(mira, f"members-{cohort.id}")
    visitor.post("/register", data=CLEO | {"join_code": cohort.join_code})
    drawn = see()
    assert "Cleo" in drawn
    assert "2 members" in drawn
    assert "/admin/people/" not in drawn


def test_a_mentor_sees_who_leaves(sign_in, cohort, mira, ada, looking):
    accounts.join_cohort(db.session.get_one(User, ada.id), db.session.merge(cohort))
    commit()
    see = looking(mira, f"members-{cohort.id}")
    sign_in(ada).post(f"/settings/cohorts/{cohort.id}/leaving")
    assert "Ada" not in see()


def test_an_admin_sees_who_joins_and_who_is_new(visitor, cohort, otto, looking):
    members = looking(otto, f"members-{cohort.id}-linked")
    people = looking(otto, "head-count", "newest-people")
    visitor.post("/register", data=CLEO | {"join_code": cohort.join_code})
    assert "/admin/people/" in members()
    drawn = people()
    assert "1 student" in drawn
    assert "Cleo" in drawn


def test_an_invitation_taken_up_leaves_the_list(visitor, otto, looking):
    _, token = accounts.invite(by=otto, role=Role.mentor, email="cleo@example.org")
    commit()
    see = looking(otto, "open-invites", "head-count")
    visitor.post(f"/invitation/{token}", data=CLEO)
    drawn = see()
    assert "1 mentor" in drawn
    assert "cleo@example.org" not in drawn


def test_members_are_drawn_for_no_one_else_who_asks_for_them(
    app, visitor, cohort, mira, noor, ada, ben, looking
):
    """v5.0.0-8.2.2: not for a foreign mentor, nor for a student of the cohort, whatever their pages say they show."""
    accounts.join_cohort(db.session.get_one(User, ada.id), db.session.merge(cohort))
    commit()
    wanted = [
        f"members-{cohort.id}",
        f"members-{cohort.id}-linked",
        "newest-people",
        "open-invites",
        "head-count",
    ]
    hub, others = app.extensions["hub"], []
    for user in (noor, ada, ben):
        others.append(HeldListener(accounts.channels_of(db.session.get_one(User, user.id)), wanted))
        hub.join(others[-1], since=hub.position())
    see = looking(mira, wanted[0])

    visitor.post("/register", data=CLEO | {"join_code": cohort.join_code})

    assert "Cleo" in see()
    assert [listener.take(0.1) for listener in others] == [b"", b"", b""]


def test_a_student_who_becomes_a_mentor_hears_what_mentors_hear(ada, otto, cohort):
    ada = db.session.get_one(User, ada.id)
    accounts.join_cohort(ada, db.session.merge(cohort))
    channel = f"cohort:{cohort.id}:staff"
    assert channel not in accounts.channels_of(ada)
    accounts.change_role(ada, Role.mentor, by=otto)
    assert channel in accounts.channels_of(ada)
