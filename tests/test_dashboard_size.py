"""The dashboard costs the same statements for five students as for a class of 383. `bench/at_risk.py` has the whole of
a real one, with 180,000 activities.
"""

import uuid
from datetime import timedelta

import sqlalchemy as sa

from tests.conftest import join
from tests.counting import statements
from tests.one_stage import a_stage, browser_of
from webapp import courses, tracking
from webapp.accounts import Role, User
from webapp.analytics.projection import project_days
from webapp.core import clock
from webapp.core.stores import db
from webapp.flow import commit
from webapp.tracking.activity import Activity
from webapp.tracking.kinds import ActivityType

FEW, CLASS, ACTIVITIES = 5, 383, 24
PAGES = (
    "/mentor",
    "/mentor?activity=lessons",
    "/mentor/students",
    "/mentor/students?sort=concern",
    "/mentor/activity",
)


def test_five_students_or_a_class(tmp_path, blank_database):
    with a_stage(tmp_path, blank_database) as (app, _):
        otto = join("Otto", Role.admin)
        mentors = {name: join(name, Role.mentor, by=otto).id for name in ("Mira", "Noor")}
        people = [a_student(n, mentors["Noor" if n < FEW else "Mira"]) for n in range(CLASS + FEW)]
        db.session.add_all(people)
        commit()
        for place, id in enumerate([person.id for person in people]):
            give_days(id, place)
        commit()
        counted = {name: [count(app, name, page) for page in PAGES] for name in mentors}
        assert counted["Mira"] == counted["Noor"]
        mira = db.session.get_one(User, mentors["Mira"])
        assert len(db.session.scalars(courses.students_of(mira)).all()) == CLASS


def a_student(number, mentor_id):
    """Here for long enough to be compared with the others."""
    mail, came_at = f"{number}@example.org", clock.now() - timedelta(days=60)
    facts = {"password_hash": "", "time_zone": "UTC", "created_at": came_at, "mentor_id": mentor_id}
    return User(name=f"Student {number}", email=mail, **facts)


def give_days(student_id, place):
    """Some days of activities, fewer for some, so that there are those who may need a hand."""
    now = clock.now()
    days = [now - timedelta(days=back * (1 + place % 4) + place % 9) for back in range(12)]
    told = [told_at(student_id, at - timedelta(minutes=n), n) for at in days for n in range(ACTIVITIES // 12)]
    tracking.log().append(told)
    project_days(student_id, {one.day for one in told})


def told_at(student_id, at, number):
    kind = (ActivityType.course_view, ActivityType.video_watch, ActivityType.quiz_complete)[number % 3]
    return Activity(
        student_id=student_id,
        event_id=str(uuid.uuid4()),
        type=kind,
        at=at,
        day=at.date().isoformat(),
        is_from_server=False,
        received_at=at,
        course_id=1,
        module_id=1,
        unit_id=1,
    )


def count(app, name, page):
    browser = browser_of(app, f"{name.lower()}@example.org")
    browser.get(page)
    db.session.execute(sa.text("SELECT 1"))
    db.session.rollback()
    with statements(db.engine) as sent:
        assert browser.get(page).status_code == 200
    return len(sent)
