"""Who sees whom, and who hears of whom: one rule for pages and streams."""

import pytest
import sqlalchemy as sa

from tests.conftest import join, knots
from tests.counting import statements
from webapp import accounts, courses
from webapp.accounts import Role, User
from webapp.core.errors import NotFound
from webapp.core.stores import db
from webapp.courses.students import watched
from webapp.flow import commit, user_channel


@pytest.fixture
def crew(otto, mira, noor, ada, ben):
    """Ada's mentor is Mira, Lars is in her cohort, Tess teaches her course; Noor has nothing to do with anybody."""
    lars, tess = (join(name, Role.mentor, by=otto) for name in ("Lars", "Tess"))
    cohort = accounts.create_cohort("Sailors", by=otto)
    for person in (lars, ada):
        accounts.join_cohort(person, cohort)
    courses.enroll(ada, knots(tess))
    commit()
    cleo = join("Cleo")
    people = (otto, mira, noor, ada, ben, lars, tess, cleo)
    return {person.name: person for person in people}


def seen_by(viewer: User) -> list[str]:
    rows = sa.select(User.name).where(User.id.in_(courses.students_of(viewer))).order_by(User.name)
    return list(db.session.scalars(rows))


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("Mira", ["Ada", "Ben"]),
        ("Lars", ["Ada"]),
        ("Tess", ["Ada"]),
        ("Noor", []),
        ("Otto", ["Ada", "Ben", "Cleo"]),
        ("Ada", []),
    ],
)
def test_who_sees_whom(crew, who, sees):
    assert seen_by(crew[who]) == sees
    for name in ("Ada", "Ben", "Cleo"):
        if name in sees:
            assert courses.student_of(crew[who], crew[name].id) is crew[name]
        else:
            with pytest.raises(NotFound):
                courses.student_of(crew[who], crew[name].id)


def test_nobody_sees_staff_as_students(crew):
    for viewer in ("Otto", "Mira"):
        with pytest.raises(NotFound):
            courses.student_of(crew[viewer], crew["Noor"].id)


def test_who_hears_is_who_sees(crew):
    """Both are asked by different queries: of every pair they say the same."""
    students, mentors = ("Ada", "Ben", "Cleo"), ("Mira", "Lars", "Tess", "Noor")
    for student in watched([crew[name].id for name in students]):
        by_sight = {crew[name].id for name in mentors if student.name in seen_by(crew[name])}
        assert set(student.mentor_ids) == by_sight
        assert student.watchers[0] == "role:admin"
    assert courses.watchers_of(crew["Noor"].id) == ["role:admin"]


def test_a_course_that_was_left_and_a_mentor_who_is_none_any_more(crew):
    courses.leave(crew["Ada"], db.session.scalars(sa.select(courses.Course)).one())
    accounts.change_role(crew["Lars"], Role.student, by=crew["Otto"])
    commit()
    assert seen_by(crew["Tess"]) == []
    assert seen_by(crew["Lars"]) == []
    assert courses.watchers_of(crew["Ada"].id) == ["role:admin", user_channel(crew["Mira"].id)]


def test_the_watchers_of_many_take_one_statement(crew):
    ids = [crew[name].id for name in ("Ada", "Ben", "Cleo")]
    with statements(db.engine) as sent:
        watched(ids)
    assert len(sent) == 1


def test_a_teacher_hears_of_the_students_of_the_course(crew, heard, sign_in):
    """What a student does is heard by those who may see them, and by nobody else."""
    sign_in(crew["Ada"]).get("/")
    for who, may_hear in (("Mira", True), ("Lars", True), ("Tess", True), ("Noor", False), ("Ben", False)):
        assert ("activity:created" in heard(crew[who])) is may_hear, who
        assert ("analytics:updated" in heard(crew[who])) is may_hear, who
        assert ("users:status" in heard(crew[who])) is may_hear, who
