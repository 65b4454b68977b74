"""The leaderboard: nobody who has not said so, ranks shared by ties, not below five, staff never."""

import pytest

from tests.conftest import PASSWORD, beacon, join, knots
from tests.hearing import Ear
from webapp import accounts, analytics, courses
from webapp.accounts import User
from webapp.analytics import Span
from webapp.analytics.board_models import BoardEntry
from webapp.analytics.models import DayFigures, StudentFigures
from webapp.core import clock
from webapp.core.stores import db
from webapp.flow import commit, regions_of
from webapp.live import Message

MINUTES = [300, 240, 240, 180, 120, 120, 60, 0]


@pytest.fixture
def cohort(otto, mira):
    made = accounts.create_cohort("Sailors", by=otto)
    accounts.join_cohort(mira, made)
    commit()
    return made.id


@pytest.fixture
def crew(cohort):
    """Eight students of a cohort who take part, with lessons on this day and as much before the week."""
    ids = []
    for number, minutes in enumerate(MINUTES):
        student = join(f"Student{number}")
        accounts.join_cohort(again(student), db.session.get_one(accounts.Cohort, cohort))
        db.session.add(BoardEntry(student_id=student.id, since=clock.now()))
        for day in ("2026-11-20", "2026-11-01"):
            db.session.add(DayFigures(student_id=student.id, day=day, lessons=minutes // 30, learning=1))
        db.session.add(StudentFigures(student_id=student.id, lessons=2 * minutes // 30))
        commit()
        ids.append(student.id)
    return ids


def again(user: User) -> User:
    return db.session.get_one(User, user.id)


def shown(browser, query=""):
    answer = browser.get(f"/api/analytics/leaderboard/all{query}").json
    return [(place["rank"], place["name"], place["hours"]) for place in answer["boards"][0]["places"]]


def test_oneself_and_three_above_and_below_and_ties_share_a_rank(crew):
    viewer = db.session.get_one(User, crew[4])
    (group,) = analytics.groups_of(viewer)
    board = analytics.board(viewer, group, Span.week)
    assert [(place.rank, place.name, place.amount) for place in board.places] == [
        (2, "Student1", 240),
        (2, "Student2", 240),
        (4, "Student3", 180),
        (5, "Student4", 120),
        (5, "Student5", 120),
        (7, "Student6", 60),
        (8, "Student7", 0),
    ]
    assert [place.name for place in board.places if place.is_me] == ["Student4"]
    assert board.behind_by == 60
    assert analytics.board(viewer, group, Span.all).places[0].amount == 480


def test_the_page_and_the_door_for_programs(sign_in, crew):
    browser = sign_in(db.session.get_one(User, crew[7]))
    assert shown(browser) == [
        (5, "Student4", 2.0),
        (5, "Student5", 2.0),
        (7, "Student6", 1.0),
        (8, "Student7", 0.0),
    ]
    page = browser.get("/leaderboard").text
    assert "You are behind the next by 1 h." in page
    assert page.count('class="board__me"') == 1
    assert "Student0" not in page


def test_beside_the_rank_stands_ones_own_best_week(sign_in, crew, mira):
    """Seven days in a row, wherever they began: 2 h on the 1st and one on the 4th; what is of the 8th is too late."""
    for day, lessons in (("2026-11-04", 2), ("2026-11-08", 3)):
        db.session.add(DayFigures(student_id=crew[4], day=day, lessons=lessons, learning=1))
    commit()
    page = sign_in(db.session.get_one(User, crew[4])).get("/leaderboard").text
    mine = page.partition('class="board__me"')[2].partition("</tr>")[0]
    assert "Your best seven days in a year: 3 h" in mine
    assert page.count("Your best") == 1
    assert "Your best" not in sign_in(db.session.get_one(User, crew[4])).get("/leaderboard?span=all").text
    newcomer = sign_in(db.session.get_one(User, crew[7])).get("/leaderboard").text
    assert "Your best" not in newcomer
    assert "Your best" not in sign_in(mira).get("/leaderboard").text


def test_rows_are_told_apart_when_they_move(sign_in, crew):
    page = sign_in(db.session.get_one(User, crew[4])).get("/leaderboard").text
    assert page.count(f"view-transition-name: place-{crew[4]}") == 1
    assert page.count("view-transition-name: place-") == page.count('data-fresh-key="place-') == 5


def test_staff_see_theirs_and_are_never_on_it(sign_in, crew, mira, noor):
    assert len(shown(sign_in(mira))) == 8
    assert "Mira" not in sign_in(mira).get("/leaderboard").text.partition("<main")[2].partition("<tbody")[2]
    assert sign_in(noor).get("/api/analytics/leaderboard/all").json["boards"] == []
    assert "No leaderboard yet" in sign_in(noor).get("/leaderboard").text
    assert sign_in(mira).post("/leaderboard/entries").status_code == 403


def test_nobody_is_on_it_who_has_not_said_so_or_has_hidden(sign_in, crew, cohort, mira):
    cleo = join("Cleo")
    accounts.join_cohort(again(cleo), db.session.get_one(accounts.Cohort, cohort))
    commit()
    browser, mentor = sign_in(cleo), sign_in(mira)
    assert "You are not on it" in browser.get("/leaderboard").text
    assert "Cleo" not in str(shown(mentor))
    browser.post("/leaderboard/entries")
    browser.post("/leaderboard/entries")
    assert "Cleo" in str(shown(mentor))
    browser.post("/leaderboard/hiding")
    assert "Cleo" not in str(shown(mentor))


def test_below_five_it_is_not_shown_and_says_why(sign_in, crew, mira):
    browser = sign_in(db.session.get_one(User, crew[0]))
    for id in crew[4:]:
        analytics.hide(db.session.get_one(User, id))
        commit()
    assert shown(browser) == []
    page = browser.get("/leaderboard").text
    assert "4 people in Sailors so far" in page
    assert "Student1" not in page


@pytest.mark.parametrize(("query", "statements"), [("", [7, 8]), ("?span=all", [6, 6])])
def test_many_boards_ask_no_more_than_one(asking, sign_in, crew, mira, query, statements):
    """Each with its own people: the crew is in the first course, five of them in the others."""
    path = f"/api/analytics/leaderboard/all{query}"
    mentor, student = sign_in(mira), sign_in(db.session.get_one(User, crew[4]))
    counts = []
    for number in range(11):
        course = knots(again(mira))
        for id in crew[: 5 if number else 8]:
            courses.enroll(db.session.get_one(User, id), course)
        commit()
        if number in (0, 10):
            counts.append([asking(browser, path) for browser in (mentor, student)])
    assert counts == [statements, statements]
    boards = student.get(path).json["boards"]
    assert [board["takingPart"] for board in boards] == [8, 8, *[5] * 10]
    assert [place["name"][-1] for place in boards[-1]["places"]] == ["1", "2", "3", "4"]


def test_only_ones_own_groups(sign_in, crew, cohort, ben, enrolled, course):
    assert sign_in(ben).get(f"/leaderboard?group=cohort-{cohort}").status_code == 404
    assert sign_in(enrolled).get(f"/leaderboard?group=course-{course.id}").status_code == 200
    assert sign_in(enrolled).get("/leaderboard?group=x").status_code == 404


def test_it_is_heard_that_a_board_moved_but_not_of_who_takes_no_part(
    sign_in, enrolled, ben, noor, heard, units, course
):
    courses.enroll(again(ben), db.session.get_one(courses.Course, course.id))
    commit()
    ada = sign_in(enrolled)
    beacon(ada, activity_type="lesson_complete", unit_id=units["Loops"].id)
    assert (
        "analytics:updated" not in heard(ben) or heard(ben)["analytics:updated"].facts["student_id"] == ben.id
    )
    ada.post("/leaderboard/entries")
    assert "boards:moved" in heard(ben)
    assert "boards:moved" not in heard(noor)


@pytest.fixture
def boards_drawn(app):
    """`boards_drawn()` is on which channels boards were drawn anew since it was last asked."""
    messages: list[Message] = []
    app.extensions["broker"].start(Ear(messages))

    def drawn():
        found = {
            channel
            for message in messages
            for channel, regions in regions_of(message).items()
            if any(region.id == f"board-pulse-{channel.replace(':', '-')}" for region in regions)
        }
        messages.clear()
        return found

    return drawn


@pytest.mark.parametrize(
    ("who", "path", "data", "kinds"),
    [
        ("otto", "/admin/people/{ada}/cohorts/{cohort}/leaving", {}, {"cohort"}),
        ("ada", "/courses/{course}/leaving", {}, {"cohort", "course"}),
        ("otto", "/admin/people/{ada}/closing", {}, {"cohort", "course"}),
        ("otto", "/admin/people/{ada}/role", {"role": "mentor"}, {"cohort", "course"}),
        ("ada", "/settings/leaving", {"password": PASSWORD}, {"cohort", "course"}),
    ],
)
def test_whoever_takes_part_and_goes_is_gone_from_open_boards(
    sign_in, enrolled, ben, otto, cohort, course, boards_drawn, who, path, data, kinds
):
    """Also from that of the group that they are in no more."""
    ids = {"ada": enrolled.id, "cohort": cohort, "course": course.id}
    for student in (enrolled, ben):
        accounts.join_cohort(again(student), db.session.get_one(accounts.Cohort, cohort))
    analytics.take_part(again(enrolled))
    commit()
    browser = sign_in({"ada": enrolled, "otto": otto}[who])
    boards_drawn()
    assert browser.post(path.format_map(ids), data=data).status_code == 303
    assert boards_drawn() == {f"{kind}:{ids[kind]}" for kind in kinds}


def test_who_takes_no_part_moves_no_board(sign_in, ada, ben, otto, cohort, boards_drawn):
    accounts.join_cohort(again(ben), db.session.get_one(accounts.Cohort, cohort))
    commit()
    sign_in(otto).post(f"/admin/people/{ben.id}/cohorts/{cohort}/leaving")
    assert boards_drawn() == set()


def test_the_board_that_somebody_comes_onto_moves(ada, ben, cohort, boards_drawn):
    sailors = db.session.get_one(accounts.Cohort, cohort)
    analytics.take_part(again(ada))
    commit()
    boards_drawn()
    accounts.join_cohort(again(ben), sailors)
    commit()
    assert boards_drawn() == set()
    accounts.join_cohort(again(ada), db.session.get_one(accounts.Cohort, cohort))
    commit()
    assert boards_drawn() == {f"cohort:{cohort}"}


@pytest.mark.parametrize("who", ["ada", "mira", "otto"])
def test_it_is_at_hand_on_every_page(sign_in, ada, mira, otto, who):
    person = {"ada": ada, "mira": mira, "otto": otto}[who]
    menu = sign_in(person).get("/settings").text.partition('id="account"')[2].partition("</section>")[0]
    assert 'href="/leaderboard"' in menu
