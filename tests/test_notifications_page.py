"""The page and the bell: what a reader does with their lines, and that nobody else's are touched."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from webapp import notifications
from webapp.core import clock
from webapp.core.stores import db
from webapp.flow import Notice, NoticeKind, Topic, commit
from webapp.notifications import queries
from webapp.notifications.models import Mute, Notification
from webapp.notifications.shows import Show
from webapp.notifications.sorts import Sort


@pytest.fixture(autouse=True)
def blank(ada, ben, mira, noor):
    """Everybody has come, and nobody has a line."""
    db.session.execute(sa.delete(Notification))
    commit()


def leave(to, title="Mira reviewed “Knots”", **more):
    """A line for this person, and its id."""
    usual = {"kind": NoticeKind.social, "topic": Topic.entries, "title": title, "link": "/courses"}
    (line,) = notifications.leave([Notice(**usual | {"to": to.id} | more)])
    commit()
    return line.id


def line(id):
    db.session.expire_all()
    return db.session.get_one(Notification, id)


def unread(user):
    db.session.rollback()
    return queries.unread_counts([user.id])[user.id]


def shown(browser, path="/notifications"):
    """The titles of the lines on the page, as they stand."""
    text = browser.get(path).text
    text = text[text.index("<main") :]
    return re.findall(r'data-opens="[^"]+">([^<]+)</a>', text)


def test_opening_a_line_marks_it_read_and_leads_where_it_leads(sign_in, ada, heard):
    id = leave(ada, link="/courses?page=2")
    browser = sign_in(ada)
    assert browser.get(f"/notifications/{id}/reading").status_code == 405, "looking changes nothing"
    answer = browser.post(f"/notifications/{id}/reading")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/courses?page=2")
    assert line(id).is_read
    assert heard(ada)["notification:changed"].facts["readers"] == [{"user_id": ada.id, "unread_count": 0}]
    told = len(heard(ada).messages)
    browser.post(f"/notifications/{id}/reading")
    assert len(heard(ada).messages) == told, "what changes nothing tells nobody"


def test_a_line_without_a_link_leads_to_itself(sign_in, ada):
    id = leave(ada, link="")
    answer = sign_in(ada).post(f"/notifications/{id}/reading")
    assert answer.headers["Location"] == "/notifications"


def test_the_bell_counts_what_is_unread_and_shows_the_newest(sign_in, ada, time):
    for number in range(7):
        leave(ada, f"Line {number}")
        time.forward(seconds=1)
    text = sign_in(ada).get("/settings").text
    assert "Notifications, 7 unread" in text
    assert re.findall(r">(Line \d)</a>", text) == [f"Line {number}" for number in (6, 5, 4, 3, 2)]
    browser = sign_in(ada)
    assert browser.post("/notifications/readings").status_code == 303
    assert "You are up to date." in browser.get("/settings").text
    assert unread(ada) == 0


def test_of_many_that_come_together_one_is_read_out(sign_in, ada, time):
    def said():
        return re.findall(r'data-say="New: ([^"]+)"', sign_in(ada).get("/settings").text)

    leave(ada, "First")
    assert said() == ["First"]
    time.forward(seconds=20)
    leave(ada, "Follows")
    assert said() == []
    time.forward(seconds=20)
    leave(ada, "Half a minute later")
    assert said() == ["Half a minute later"]
    time.forward(minutes=2)
    assert said() == []


def test_filters_show_and_count_what_they_say(sign_in, ada, ben, time):
    topics = [Topic.entries, Topic.entries, Topic.schedule, Topic.school]
    ids = [leave(ada, f"About {topic} {n}", topic=topic) for n, topic in enumerate(topics)]
    leave(ben, "Not hers")
    browser = sign_in(ada)
    browser.post(f"/notifications/{ids[0]}/mark", data={"is_read": "true"})
    assert shown(browser) == ["About school 3", "About schedule 2", "About entries 1", "About entries 0"]
    assert shown(browser, "/notifications?show=entries") == ["About entries 1", "About entries 0"]
    assert shown(browser, "/notifications?show=unread") == [
        "About school 3",
        "About schedule 2",
        "About entries 1",
    ]
    assert shown(browser, "/notifications?show=nonsense") == shown(browser)
    there, new = queries.counts(ada.id)
    wanted = {
        "all": 4,
        "unread": 3,
        "entries": 2,
        "schedule": 1,
        "school": 1,
        "sessions": 0,
        "achievements": 0,
    }
    assert {show.value: number for show, number in there.items()} == wanted
    assert (new[Show.all], new[Show.entries]) == (3, 1)
    assert "Nothing about sessions" in browser.get("/notifications?show=sessions").text
    assert "Clear 2 about entries" in browser.get("/notifications?show=entries").text


def test_days_are_those_of_the_reader(sign_in, ada, time):
    time.set("2026-11-18T23:30:00Z")  # Thursday in Lagos
    leave(ada, "Thursday")
    time.set("2026-11-19T23:30:00Z")
    leave(ada, "Friday")
    time.set("2026-11-20T12:00:00Z")
    text = sign_in(ada).get("/notifications").text
    assert re.findall(r"<h2>(.*?)</h2>", text) == ["Today", "Yesterday"]
    time.forward(days=3)
    text = sign_in(ada).get("/notifications").text
    assert re.findall(r"<h2>(.*?)</h2>", text) == ["Friday 20 November", "Thursday 19 November"]


def test_older_lines_follow_page_by_page_each_once(sign_in, ada, time):
    for number in range(45):
        leave(ada, f"Line {number}")
        time.forward(seconds=number % 2)  # some at one instant
    browser = sign_in(ada)
    path: str | None = "/notifications"
    found, pages = [], 0
    while path:
        found += shown(browser, path)
        pages += 1
        older = re.search(r'href="(/notifications\?[^"]*before=[^"]+)"', browser.get(path).text)
        path = older[1].replace("&amp;", "&") if older else None
    assert found == [f"Line {number}" for number in range(44, -1, -1)]
    assert pages == 3
    assert browser.get("/notifications?before=nonsense").status_code == 404


def test_clear_all_clears_what_the_filter_shows_and_undo_brings_it_back(sign_in, ada, ben):
    for n, topic in enumerate([Topic.entries, Topic.entries, Topic.schedule]):
        leave(ada, f"Line {n}", topic=topic)
    other = leave(ben)
    browser = sign_in(ada)
    answer = browser.post(
        "/notifications/clearings", data={"show": "entries"}, headers={"HX-Request": "true"}
    )
    assert "2 notifications cleared." in answer.text
    assert shown(browser) == ["Line 2"]
    assert unread(ada) == 1
    undo = re.findall(r'action="(/notifications/clearings/\w+/undoing)"', answer.text)[0]
    assert sign_in(ben).post(undo).status_code == 303, "to Ben there is nothing to undo"
    assert shown(browser) == ["Line 2"]
    assert "Bring back" in browser.get("/notifications").text
    browser.post(undo)
    assert shown(browser) == ["Line 2", "Line 1", "Line 0"]
    assert "undone already" in browser.post(undo, headers={"HX-Request": "true"}).text
    assert not line(other).cleared_at


def test_all_means_what_was_seen(sign_in, ada, time):
    leave(ada, "Seen")
    page = sign_in(ada).get("/notifications").text
    until = re.findall(r'name="until" value="([^"]+)"', page)[0]
    time.forward(seconds=1)
    leave(ada, "Came meanwhile")
    browser = sign_in(ada)
    browser.post("/notifications/readings", data={"show": "all", "until": until})
    assert unread(ada) == 1
    browser.post("/notifications/clearings", data={"show": "all", "until": until})
    assert shown(browser) == ["Came meanwhile"]
    assert browser.post("/notifications/clearings", data={"until": "soon"}).status_code == 404


def test_one_line_is_cleared_and_comes_back_within_a_day(sign_in, ada, time):
    id = leave(ada, "Gone")
    browser = sign_in(ada)
    browser.post(f"/notifications/{id}/clearing")
    browser.post(f"/notifications/{id}/clearing")
    assert shown(browser) == []
    assert unread(ada) == 0
    (undo,) = re.findall(
        r'action="(/notifications/clearings/\w+/undoing)"', browser.get("/notifications").text
    )
    time.forward(hours=24)
    browser = sign_in(ada)
    assert "Bring back" not in browser.get("/notifications").text
    browser.post(undo)
    assert shown(browser) == []
    assert notifications.let_go() == 1
    commit()
    assert db.session.get(Notification, id) is None


def test_what_is_over_is_nowhere_and_open_pages_hear_of_it(sign_in, ada, ben, time, heard, looking):
    soon = clock.now() + timedelta(minutes=5)
    id = leave(ada, "Starts in five minutes", expires_at=soon)
    leave(ada, "Stays")
    leave(ben, "His stays")
    assert line(id).expires_at == soon
    see = looking(ada, f"bell-{ada.id}", f"notifications-{ada.id}-all")
    time.forward(minutes=5)
    browser = sign_in(ada)
    assert shown(browser) == ["Stays"]
    assert unread(ada) == 1
    assert queries.counts(ada.id)[0][Show.all] == 1
    for deed in ("reading", "mark", "clearing", "muting"):
        assert (
            browser.post(
                f"/notifications/{id}/{deed}", data={"is_read": "true"} if deed == "mark" else {}
            ).status_code
            == 404
        )
    told = len(heard(ben).messages)
    assert notifications.let_go() == 1
    commit()
    drawn = see()
    assert "Stays" in drawn
    assert "five minutes" not in drawn
    assert heard(ada)["notification:changed"].facts["readers"] == [{"user_id": ada.id, "unread_count": 1}]
    assert len(heard(ben).messages) == told
    assert notifications.let_go() == 0


def test_a_line_is_kept_ninety_days(sign_in, ada, time):
    id = leave(ada)
    time.forward(days=89, hours=23)
    assert shown(sign_in(ada)) == ["Mira reviewed “Knots”"]
    time.forward(hours=1)
    assert shown(sign_in(ada)) == []
    notifications.let_go()
    commit()
    assert db.session.get(Notification, id) is None
    assert "after 90 days" in sign_in(ada).get("/notifications").text


def test_muting_holds_for_what_comes_and_can_be_undone(sign_in, ada, ben):
    id = leave(ada, "One")
    browser = sign_in(ada)
    answer = browser.post(f"/notifications/{id}/muting", data={"show": "all"}, headers={"HX-Request": "true"})
    assert "Entries are muted." in answer.text
    other = Notice(to=ada.id, kind=NoticeKind.social, topic=Topic.entries, title="Two", link="/")
    notifications.leave([other])
    commit()
    assert shown(browser) == ["One"]
    assert queries.muted_by(ben.id) == set()
    undo = re.findall(r'action="(/notifications/sorts/\w+/unmuting)"', answer.text)[0]
    browser.post(undo)
    notifications.leave([other])
    commit()
    assert shown(browser) == ["Two", "One"]


def test_preferences_are_what_is_wanted(sign_in, ada):
    browser = sign_in(ada)
    assert browser.get("/settings").text.count('name="sorts"') == len(Sort)
    browser.post("/settings/notifications", data={"sorts": ["entries", "reminders"]})
    assert queries.muted_by(ada.id) == {Sort.schedule, Sort.achievements, Sort.milestones, Sort.school}
    before = db.session.scalars(sa.select(Mute)).all()
    browser.post("/settings/notifications", data={"sorts": ["entries", "reminders"]})
    assert db.session.scalars(sa.select(Mute)).all() == before
    assert browser.post("/settings/notifications", data={"sorts": ["everything"]}).status_code == 422
    browser.post("/settings/notifications", data={"sorts": [sort.value for sort in Sort]})
    assert queries.muted_by(ada.id) == set()


def test_a_live_session_cannot_be_muted(sign_in, ada):
    id = leave(ada, topic=Topic.sessions, title="Attendance is open")
    browser = sign_in(ada)
    assert f"/notifications/{id}/muting" not in browser.get("/notifications").text
    assert browser.post(f"/notifications/{id}/muting").status_code == 409


def test_to_others_a_line_does_not_exist(sign_in, ada, ben, mira, otto):
    id = leave(ada)
    for other in (ben, mira, otto):
        browser = sign_in(other)
        for deed in ("reading", "mark", "clearing", "muting"):
            said = {"is_read": "true"} if deed == "mark" else {}
            assert browser.post(f"/notifications/{id}/{deed}", data=said).status_code == 404
        browser.post("/notifications/readings")
        browser.post("/notifications/clearings")
    assert not line(id).is_read
    assert not line(id).cleared_at


def test_texts_are_never_markup(sign_in, ada):
    leave(ada, "<b onmouseover=x>hi</b>", message="{{ 7*7 }}<script>", link='/courses?"onclick="x')
    text = sign_in(ada).get("/notifications").text
    assert "<b onmouseover" not in text
    assert "<script>" not in text
    assert '"onclick=' not in text
