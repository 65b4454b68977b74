"""Goals and skills: written, reached, removed and put back; what they count, and who reads them."""

import pytest

from tests.conftest import join
from webapp import aims, analytics
from webapp.accounts import User
from webapp.core.stores import db
from webapp.flow import commit


def again(user: User) -> User:
    return db.session.get_one(User, user.id)


def figures(student):
    db.session.rollback()
    now = analytics.figures(student.id)
    return now.goals_completed, now.skills_added


def test_a_goal_counts_while_it_is_reached(sign_in, ada):
    browser = sign_in(ada)
    assert browser.post("/goals", data={"title": "Tie ten knots", "due_on": "2026-12-24"}).status_code == 303
    assert "By 24 December" in browser.get("/goals").text
    assert figures(ada) == (0, 0)
    browser.post("/goals/1/completion")
    browser.post("/goals/1/completion")
    assert figures(ada) == (1, 0)
    browser.post("/goals/1/reopening")
    assert figures(ada) == (0, 0)
    browser.post("/goals/1/completion")
    page = browser.get("/").text
    assert page.count("Reached the goal <b>Tie ten knots</b>") == 1


def test_what_is_removed_counts_no_more_and_comes_back_within_a_day(sign_in, ada, time):
    browser = sign_in(ada)
    browser.post("/goals", data={"title": "Tie ten knots"})
    browser.post("/goals/1/completion")
    browser.post("/skills", data={"name": "Splicing", "level": "practised"})
    assert figures(ada) == (1, 1)
    browser.post("/goals/1/deletion")
    answer = browser.post("/skills/1/deletion", headers={"HX-Request": "true"})
    assert "/skills/1/restoration" in answer.text
    assert figures(ada) == (0, 0)
    assert "Recently removed" in browser.get("/goals").text
    assert browser.get("/goals/1").status_code == 404
    browser.post("/goals/1/restoration")
    assert figures(ada) == (1, 0)
    time.forward(hours=25)
    late = sign_in(again(ada))
    assert late.post("/skills/1/restoration").status_code == 409
    assert "Recently removed" not in late.get("/goals").text


def test_forms_say_what_is_wrong(sign_in, ada):
    browser = sign_in(ada)
    browser.post("/skills", data={"name": "Splicing"})
    twice = browser.post("/skills", data={"name": "SPLICING"})
    assert twice.status_code == 409
    assert "You have this skill already" in twice.text
    assert browser.post("/goals", data={"title": ""}).status_code == 422
    assert browser.post("/goals", data={"title": "x", "due_on": "soon"}).status_code == 422
    browser.post("/goals", data={"title": "A"})
    assert browser.post("/goals/1", data={"title": "B", "due_on": ""}).status_code == 303
    assert browser.post("/skills/1", data={"name": "Whipping", "level": "expert"}).status_code == 303
    page = browser.get("/goals").text
    assert all(words in page for words in (">B</a>", ">Whipping</a>", "Expert"))


def test_a_skill_is_the_same_in_capitals_of_any_script_and_another_with_accents(sign_in, ada):
    browser = sign_in(ada)
    names = ("Éclair", "éclair", "ÉCLAIR", "Eclair", "Straße", "STRASSE")
    answers = [browser.post("/api/skills", json={"name": name}).status_code for name in names]
    assert answers == [201, 409, 409, 201, 201, 409]
    assert figures(ada) == (0, 3)


def test_nobody_elses(sign_in, ada, ben, mira, noor):
    sign_in(ada).post("/goals", data={"title": "Tie ten knots"})
    assert sign_in(ben).get("/goals/1").status_code == 404
    assert sign_in(ben).post("/goals/1/deletion").status_code == 404
    assert "Tie ten knots" in sign_in(mira).get(f"/mentor/students/{ada.id}").text
    assert sign_in(noor).get(f"/mentor/students/{ada.id}").status_code == 404


def test_who_hears(sign_in, ada, mira, noor, ben, heard, looking):
    own, seen = looking(ada, f"aims-{ada.id}"), looking(mira, f"aims-seen-{ada.id}")
    sign_in(ada).post("/goals", data={"title": "Tie ten knots"})
    assert "Tie ten knots" in own()
    assert "Tie ten knots" in seen()
    for person, hears in ((ada, True), (mira, True), (noor, False), (ben, False)):
        assert ("student:aimsChanged" in heard(person)) is hears


def test_the_doors_for_programs(sign_in, ada, ben, mira, noor, heard):
    browser = sign_in(ada)
    goal = browser.post("/api/goals", json={"title": "Tie ten knots", "dueOn": "2026-12-24"})
    assert goal.status_code == 201
    path = f"/api/goals/{goal.json['id']}"
    assert browser.patch(path, json={"isDone": True}).json["doneAt"] == "2026-11-20T14:00:00Z"
    assert browser.patch(path, json={"title": "Tie eleven"}).json["dueOn"] == "2026-12-24"
    assert browser.patch(path, json={"dueOn": None}).json["dueOn"] is None
    assert browser.get("/api/student/stats").json["goalsCompleted"] == 1
    assert heard(ada)["analytics:updated"].facts["figures"]["goalsCompleted"] == 1
    skill = browser.post("/api/skills", json={"name": "Splicing"}).json
    assert browser.patch(f"/api/skills/{skill['id']}", json={"level": "expert"}).json["level"] == "expert"
    assert [one["title"] for one in browser.get("/api/goals").json["items"]] == ["Tie eleven"]
    assert len(sign_in(mira).get(f"/api/skills?studentId={ada.id}").json["items"]) == 1
    for stranger in (noor, ben):
        assert sign_in(stranger).get(f"/api/goals?studentId={ada.id}").status_code == 403
    assert sign_in(ben).patch(path, json={"isDone": False}).status_code == 404
    assert browser.delete(path).status_code == 204
    assert browser.get(path).status_code == 404
    assert browser.get("/api/student/stats").json["goalsCompleted"] == 0


def test_skills_for_programs(sign_in, ada, ben, mira, noor):
    browser = sign_in(ada)
    made = browser.post("/api/skills", json={"name": "Splicing", "level": "practised"})
    assert made.status_code == 201
    path = f"/api/skills/{made.json['id']}"
    assert browser.get(path).json == made.json
    assert made.json | {"id": 0} == {
        "id": 0,
        "name": "Splicing",
        "level": "practised",
        "createdAt": "2026-11-20T14:00:00Z",
    }
    assert browser.post("/api/skills", json={"name": "Splicing"}).status_code == 409
    assert browser.patch(path, json={"name": "Long splices"}).json["level"] == "practised"
    assert browser.patch(path, json={"name": ""}).status_code == 400
    assert browser.patch(path, json={"name": "x" * 81}).status_code == 400
    assert [one["name"] for one in browser.get("/api/skills").json["items"]] == ["Long splices"]
    assert len(sign_in(mira).get(f"/api/skills?studentId={ada.id}").json["items"]) == 1
    for stranger in (noor, ben):
        assert sign_in(stranger).get(f"/api/skills?studentId={ada.id}").status_code == 403
    assert sign_in(ben).delete(path).status_code == 404
    assert browser.get("/api/student/stats").json["skillsAdded"] == 1
    assert browser.delete(path).status_code == 204
    assert browser.get(path).status_code == 404
    assert browser.get("/api/student/stats").json["skillsAdded"] == 0


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/goals", {"title": ""}),
        ("/api/goals", {"title": "x" * 201}),
        ("/api/goals", {"title": "x", "dueOn": "soon"}),
        ("/api/goals", {"title": "x", "studentId": 1}),
        ("/api/skills", {"name": "x", "level": "godlike"}),
    ],
)
def test_what_programs_may_not_say(sign_in, ada, path, body):
    assert sign_in(ada).post(path, json=body).status_code == 400


def test_two_hundred_are_enough(ada, monkeypatch, sign_in):
    monkeypatch.setattr("webapp.aims.actions.MOST", 1)
    browser = sign_in(ada)
    browser.post("/goals", data={"title": "One"})
    assert browser.post("/goals", data={"title": "Two"}).status_code == 409
    assert aims.counts_of(join("Cleo").id) == aims.Counts(0, 0)
    commit()


def test_a_goal_whose_day_is_past_says_so(sign_in, ada, mira, time):
    """Ada's day ends an hour before that of UTC, in Lagos."""
    sign_in(ada).post("/goals", data={"title": "Tie ten knots", "due_on": "2026-11-21"})
    time.set("2026-11-21T22:30:00Z")
    assert "By 21 November" in sign_in(ada).get("/goals").text
    time.set("2026-11-21T23:30:00Z")
    assert "Was due 21 November" in sign_in(ada).get("/goals").text
    assert "Was due 21 November" in sign_in(mira).get(f"/mentor/students/{ada.id}").text
    time.set("2027-01-02T12:00:00Z")
    assert "Was due 21 November 2026" in sign_in(ada).get("/goals").text
