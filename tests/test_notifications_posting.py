"""What happened leaves its lines: for whom, in how many statements, and how repeats read."""

import dataclasses
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.conftest import beacon, join
from tests.counting import statements
from tests.listening import listening
from tests.test_courses_progress import all_but
from webapp import accounts, analytics, courses, notifications
from webapp.accounts import Role
from webapp.core.stores import db
from webapp.flow import Notice, NoticeKind, Several, Topic, commit
from webapp.notifications.models import Mute, Notification
from webapp.notifications.sorts import Sort


def lines_of(user):
    """What stands for this person, the oldest first."""
    db.session.expire_all()
    return db.session.scalars(
        sa.select(Notification)
        .where(Notification.user_id == user.id)
        .order_by(Notification.at, Notification.id)
    ).all()


def titles_of(user):
    return [line.title for line in lines_of(user)]


def a_notice(to, **more):
    usual = {"kind": NoticeKind.social, "topic": Topic.entries, "title": "Mira reviewed “Knots”"}
    return Notice(**usual | {"to": to.id} | more)


def reviewed(to, entry, by, *, title=None):
    return a_notice(
        to,
        title=title or f"Mira reviewed “Entry {entry}”",
        by=by.id,
        about=f"entry:{entry}",
        link=f"/entries/{entry}",
        several=Several(title="Mira reviewed {n} of your entries", link="/entries"),
    )


def test_a_student_who_registers_leaves_a_line_for_every_mentor_and_admin(ada, mira, noor, otto, heard, time):
    time.forward(hours=1)
    before = {user.name: len(lines_of(user)) for user in (ada, mira, noor, otto)}
    join("Cleo")
    after = {user.name: len(lines_of(user)) for user in (ada, mira, noor, otto)}
    assert {name: after[name] - before[name] for name in after} == {"Ada": 0, "Mira": 1, "Noor": 1, "Otto": 1}
    assert [titles_of(person)[-1] for person in (mira, noor, otto)] == ["Cleo registered"] * 3
    assert [lines_of(person)[-1].message for person in (mira, otto)] == ["2 students now."] * 2
    assert (lines_of(mira)[-1].link, lines_of(otto)[-1].link) == ("/mentor", "/admin/people/5")
    join("Dora")
    assert [titles_of(person)[-1] for person in (mira, otto)] == ["2 students registered"] * 2
    assert "notification:received" not in heard(ada)


def test_a_lesson_that_unlocks_something_tells_the_student_alone(
    sign_in, enrolled, mira, noor, otto, units, heard
):
    before = {user.id: len(lines_of(user)) for user in (mira, noor, otto)}
    with listening(sign_in(enrolled)) as own, listening(sign_in(mira)) as other:
        own.hear(), other.hear()
        beacon(sign_in(enrolled), activity_type="lesson_complete", unit_id=units["Loops"].id)
        told = [event.value for event in own.hear() if event.name == "notification:received"]
        assert not [event for event in other.hear() if event.name == "notification:received"]
    (value,) = told
    assert value["notification"]["title"] == "Achievement: first lesson"
    assert value["notification"]["type"] == "achievement"
    assert value["notification"]["userId"] == enrolled.id
    assert value["unreadCount"] == len(lines_of(enrolled))
    assert before == {user.id: len(lines_of(user)) for user in (mira, noor, otto)}


def test_a_rebuild_tells_nobody_anew(sign_in, enrolled, units):
    for unit in units.values():
        beacon(sign_in(enrolled), activity_type="lesson_complete", unit_id=unit.id)
    before = titles_of(enrolled)
    assert "Achievement: first lesson" in before
    analytics.rebuild()
    assert titles_of(enrolled) == before


def test_history_that_is_found_late_is_no_news(sign_in, enrolled, units, time):
    before = titles_of(enrolled)
    event = {"activity_type": "lesson_complete", "unit_id": units["Loops"].id}
    time.forward(days=9)
    beacon(sign_in(enrolled), end_time="2026-11-20T14:00:00Z", **event)
    assert titles_of(enrolled) == before


def test_a_certificate_is_a_milestone_that_leads_to_its_page(sign_in, enrolled, units, course):
    browser = sign_in(enrolled)
    all_but(browser, units)
    line = next(line for line in lines_of(enrolled) if line.kind is NoticeKind.milestone)
    assert line.title == "You completed Knots"
    assert browser.get(line.link).status_code == 200


def test_teachers_hear_who_enrolled_and_nobody_else(sign_in, ada, ben, mira, noor, otto, course, time):
    time.forward(hours=1)
    before = {user.id: len(lines_of(user)) for user in (ada, ben, noor, otto)}
    courses.enroll(ada, course)
    commit()
    assert titles_of(mira)[-1] == "Ada enrolled in Knots"
    assert sign_in(mira).get(lines_of(mira)[-1].link).status_code == 200
    courses.enroll(ben, course)
    commit()
    assert titles_of(mira)[-1] == "2 students enrolled in Knots"
    assert lines_of(mira)[-1].message == "Latest: Ben enrolled in Knots"
    assert {user.id: len(lines_of(user)) for user in (ada, ben, noor, otto)} == before


def test_a_mentor_and_a_student_learn_that_they_belong_together(sign_in, ben, noor, otto, ada):
    accounts.assign_mentor(ben, noor, by=otto)
    commit()
    assert titles_of(ben)[-1] == "Noor is your mentor now"
    assert titles_of(noor)[-1] == "Ben is your student now"
    assert sign_in(noor).get(lines_of(noor)[-1].link).status_code == 200
    before = len(lines_of(ben))
    accounts.assign_mentor(ben, noor, by=otto)
    accounts.assign_mentor(ben, None, by=otto)
    commit()
    assert len(lines_of(ben)) == before


def test_another_role_is_news_to_who_has_it(ada, otto):
    accounts.change_role(ada, Role.mentor, by=otto)
    commit()
    assert titles_of(ada)[-1] == "You are a mentor now"
    accounts.change_role(otto, Role.admin, by=otto)
    commit()
    assert "You are an admin now" not in titles_of(otto)


@pytest.mark.parametrize("number", [1, 300])
def test_a_cohort_costs_as_many_statements_as_one_reader(app, ada, mira, number):
    people = range(1000, 1000 + number)
    notices = [reviewed(ada, 7, mira)] + [dataclasses.replace(reviewed(ada, 7, mira), to=id) for id in people]
    notifications.leave([dataclasses.replace(notice, about="entry:8") for notice in notices[::2]])
    commit()
    with statements(db.engine) as sent:
        notifications.leave(notices)
        commit()
    assert len(sent) <= 5, sent
    assert db.session.scalar(sa.select(sa.func.count(Notification.id))) >= number


def test_what_is_muted_leaves_no_line_and_tells_nobody(app, ada, ben, mira, heard):
    db.session.add(Mute(user_id=ada.id, sort=Sort.entries))
    db.session.add(Mute(user_id=ada.id, sort=Sort.sessions))
    commit()
    before = len(lines_of(ada))
    notifications.leave([reviewed(ada, 7, mira), reviewed(ben, 8, mira)])
    commit()
    assert len(lines_of(ada)) == before
    assert titles_of(ben)[-1] == "Mira reviewed “Entry 8”"
    notifications.leave([a_notice(ada, topic=Topic.sessions, title="Attendance is open")])
    commit()
    assert titles_of(ada)[-1] == "Attendance is open", "a live session is always shown"
    notifications.leave([a_notice(ada, kind=NoticeKind.reminder, title="Soon")])
    commit()
    assert titles_of(ada)[-1] == "Soon", "a reminder is muted as a reminder"


def test_nobody_finds_a_line_about_their_own_deed(ada):
    before = len(lines_of(ada))
    notifications.leave([a_notice(ada, by=ada.id)])
    assert len(lines_of(ada)) == before


class TestFolding:
    """Repeats within ten minutes, as long as the reader has not read them."""

    @pytest.fixture(autouse=True)
    def nothing_yet(self, ada, ben, mira, noor):
        db.session.execute(sa.delete(Notification))
        commit()

    def test_several_objects_are_counted(self, ada, mira):
        for entry in (7, 8, 8, 9):
            notifications.leave([reviewed(ada, entry, mira)])
            commit()
        (line,) = lines_of(ada)
        assert line.title == "Mira reviewed 3 of your entries"
        assert line.message == "Latest: Mira reviewed “Entry 9”"
        assert (line.link, line.times, line.objects) == ("/entries", 4, ["entry:7", "entry:8", "entry:9"])

    def test_what_says_something_else_of_an_object_stands_beside_it(self, ada, mira):
        for title in ("Your entry was approved", "Mira commented"):
            notifications.leave([a_notice(ada, title=title, by=mira.id, about="entry:7")])
        commit()
        assert titles_of(ada) == ["Your entry was approved", "Mira commented"]

    def test_of_one_object_the_newest_says_it_all(self, ada, mira, time):
        about = {"by": mira.id, "about": "schedule:3"}
        notifications.leave([a_notice(ada, title="SQL clinic moved", message="To 13:50.", **about)])
        commit()
        time.forward(minutes=9)
        notifications.leave(
            [a_notice(ada, title="SQL clinic moved", message="To 14:00.", link="/schedule", **about)]
        )
        commit()
        (line,) = lines_of(ada)
        assert (line.message, line.times, line.at, line.link) == ("To 14:00.", 2, time(), "/schedule")
        assert line.expires_at == time() + timedelta(days=90)

    @pytest.mark.parametrize("apart", ["time", "person", "type", "read", "cleared", "over", "reader"])
    def test_what_stays_apart(self, ada, ben, mira, noor, time, apart):
        first = reviewed(ada, 7, mira)
        if apart == "over":
            first = dataclasses.replace(first, expires_at=time() + timedelta(minutes=1))
        notifications.leave([first])
        commit()
        (line,) = lines_of(ada)
        second = reviewed(ada, 7, noor if apart == "person" else mira)
        if apart == "type":
            second = dataclasses.replace(second, kind=NoticeKind.system)
        if apart == "reader":
            second = dataclasses.replace(second, to=ben.id)
        line.read_at = time() if apart == "read" else None
        line.cleared_at = time() if apart == "cleared" else None
        commit()
        time.forward(minutes=10 if apart == "time" else 2)
        notifications.leave([second])
        commit()
        assert len(lines_of(ada)) + len(lines_of(ben)) == 2

    def test_lines_of_one_event_fold_too(self, ada, mira):
        notifications.leave([reviewed(ada, entry, mira) for entry in (7, 8)])
        commit()
        assert titles_of(ada) == ["Mira reviewed 2 of your entries"]

    def test_braces_in_a_title_are_only_text(self, ada, mira):
        for entry in (7, 8):
            several = Several(title="{n} in {0} {course}")
            notifications.leave([a_notice(ada, about=f"entry:{entry}", several=several)])
        commit()
        assert titles_of(ada) == ["2 in {0} {course}"]


def test_what_is_rolled_back_leaves_nothing(ada, mira, heard):
    before = len(lines_of(ada)), len(heard(ada).messages)
    notifications.leave([reviewed(ada, 7, mira)])
    db.session.rollback()
    commit()
    assert (len(lines_of(ada)), len(heard(ada).messages)) == before


def test_long_texts_are_cut(ada, mira):
    notifications.leave([a_notice(ada, title="x" * 900, message="y" * 900)])
    commit()
    line = lines_of(ada)[-1]
    assert (len(line.title), len(line.message)) == (300, 600)
    assert line.title.endswith("x…")


@pytest.mark.parametrize(
    "link", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "x", "/a b"]
)
def test_a_line_leads_to_a_page_of_this_site(ada, link):
    with pytest.raises(ValueError, match="a path of this site"):
        a_notice(ada, link=link)
