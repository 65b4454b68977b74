"""Whatever changes what a person may hear ends their open streams at once; those of everybody else go on."""

from typing import cast

import pytest
from sqlalchemy.pool import QueuePool

from tests.conftest import PASSWORD
from tests.listening import listening
from webapp import accounts
from webapp.core.stores import db
from webapp.flow import commit
from webapp.live import opening

DEEDS = {
    "another role": ("otto", "ada", "/admin/people/{ada}/role", {"role": "mentor"}),
    "a mentor is assigned": ("otto", "noor", "/admin/people/{ada}/mentor", {"mentor_id": "{noor}"}),
    "a mentor is taken away": ("otto", "mira", "/admin/people/{ada}/mentor", {"mentor_id": "{noor}"}),
    "put into a cohort": ("otto", "ben", "/admin/people/{ben}/cohorts", {"cohort_id": "{cohort}"}),
    "joining a cohort": ("ben", "ben", "/settings/cohorts", {"join_code": "{code}"}),
    "taken out of a cohort": ("otto", "ada", "/admin/people/{ada}/cohorts/{cohort}/leaving", {}),
    "leaving a cohort": ("ada", "ada", "/settings/cohorts/{cohort}/leaving", {}),
    "making a cohort": ("mira", "mira", "/admin/cohorts", {"name": "Climbers"}),
    "enrolling": ("ben", "ben", "/courses/{course}/enrolment", {}),
    "leaving a course": ("ada", "ada", "/courses/{course}/leaving", {}),
    "a new teacher": ("mira", "noor", "/mentor/courses/{course}/teachers", {"email": "noor@example.org"}),
    "a closed account": ("otto", "ada", "/admin/people/{ada}/closing", {}),
    "signed out by an admin": ("otto", "ada", "/admin/people/{ada}/sign-outs", {}),
    "signing out": ("ada", "ada", "/sign-out", {}),
    "signing out everywhere": ("ada", "ada", "/settings/sign-outs", {}),
    "another password": (
        "ada",
        "ada",
        "/settings/password",
        {"current_password": PASSWORD, "new_password": "seven other quiet words"},
    ),
}


@pytest.mark.parametrize(("by", "whose", "path", "data"), DEEDS.values(), ids=list(DEEDS))
def test_a_change_of_rights_ends_the_streams_of_that_person_only(
    sign_in, otto, mira, noor, ada, ben, enrolled, course, by, whose, path, data
):
    people = {"otto": otto, "mira": mira, "noor": noor, "ada": ada, "ben": ben}
    cohort = accounts.create_cohort("Sailors", by=otto)
    accounts.join_cohort(ada, cohort)
    commit()
    names = {name: str(person.id) for name, person in people.items()}
    names |= {"cohort": str(cohort.id), "code": cohort.join_code, "course": str(course.id)}
    other = next(name for name in ("ben", "ada", "noor") if name not in (by, whose))
    browser = sign_in(people[by])
    with listening(sign_in(people[whose])) as theirs, listening(sign_in(people[other])) as others:
        theirs.hear(), others.hear()
        filled = {name: value.format(**names) for name, value in data.items()}
        answer = browser.post(path.format(**names), data=filled)
        assert answer.status_code == 303, answer.text
        assert theirs.is_over()
        assert not others.is_over()


def test_a_stream_grows_old_and_comes_back_with_the_rights_of_then(sign_in, ada, monkeypatch):
    spans = {opening.lifetime() for _ in range(200)}
    assert min(spans) >= 600
    assert max(spans) <= 900
    assert len(spans) > 100
    monkeypatch.setattr("webapp.live.stream.lifetime", lambda _: 0.3)
    with listening(sign_in(ada)) as program:
        assert 1 <= len(list(program.frames)) < 10


def test_a_stream_holds_no_connection_to_the_database(sign_in, ada, app):
    with listening(sign_in(ada)) as program:
        program.hear()
        db.session.remove()
        assert cast(QueuePool, db.engine.pool).checkedout() == 0
