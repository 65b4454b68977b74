"""Contract section 5, notifications: one's own are read and cleared; staff leave some for their students."""

import pytest
import sqlalchemy as sa

from tests.listening import listening
from webapp import notifications
from webapp.audit import AuditLog
from webapp.core.stores import db
from webapp.flow import Notice, NoticeKind, Topic, commit
from webapp.notifications.models import Notification


@pytest.fixture(autouse=True)
def blank(ada, ben, mira, noor):
    db.session.execute(sa.delete(Notification))
    commit()


def leave(to, title, **more):
    usual = {"kind": NoticeKind.social, "topic": Topic.entries, "title": title, "link": "/courses"}
    (line,) = notifications.leave([Notice(**usual | {"to": to.id} | more)])
    commit()
    return line.id


def test_a_list_in_pieces_newest_first(sign_in, ada, time):
    for number in range(5):
        leave(ada, f"Line {number}", topic=Topic.school if number == 2 else Topic.entries)
        time.forward(seconds=number % 2)
    own = sign_in(ada)
    path, titles = f"/api/notifications/{ada.id}?limit=2", []
    while path:
        told = own.get(path).json
        titles += [one["title"] for one in told["items"]]
        path = told["nextCursor"] and f"/api/notifications/me?limit=2&cursor={told['nextCursor']}"
    assert titles == [f"Line {number}" for number in (4, 3, 2, 1, 0)]
    (one,) = own.get("/api/notifications/me?show=school").json["items"]
    assert (one["title"], one["type"], one["topic"], one["isRead"]) == ("Line 2", "social", "school", False)
    assert own.get("/api/notifications/me?show=nonsense").status_code == 400


def test_the_count_follows_reading_and_clearing(sign_in, ada):
    ids = [leave(ada, f"Line {number}") for number in range(4)]
    own = sign_in(ada)
    count = f"/api/notifications/{ada.id}/unread/count"
    assert own.get(count).json == {"unreadCount": 4}
    assert own.patch(f"/api/notifications/{ids[0]}/read").json["isRead"] is True
    assert own.get(count).json == {"unreadCount": 3}
    assert own.delete(f"/api/notifications/{ids[1]}").status_code == 204
    assert own.get(count).json == {"unreadCount": 2}
    assert own.patch("/api/notifications/me/read-all").json == {"marked": 2, "unreadCount": 0}
    assert own.patch("/api/notifications/me/read-all").json == {"marked": 0, "unreadCount": 0}
    assert own.delete(f"/api/notifications/{ada.id}/clear-all").json == {"cleared": 3}
    assert own.get("/api/notifications/me").json["items"] == []


def test_nobody_reads_or_clears_what_another_was_told(sign_in, ada, ben, mira, otto):
    id = leave(ada, "Hers")
    for other in (ben, mira, otto):
        browser = sign_in(other)
        for path in (f"{ada.id}", f"{ada.id}/unread/count", "999999"):
            assert browser.get(f"/api/notifications/{path}").status_code == 403
        for user_id in (ada.id, 999999):
            assert browser.patch(f"/api/notifications/{user_id}/read-all").status_code == 403
            assert browser.delete(f"/api/notifications/{user_id}/clear-all").status_code == 403
        assert browser.patch(f"/api/notifications/{id}/read").status_code == 404
        assert browser.delete(f"/api/notifications/{id}").status_code == 404
    (line,) = notifications.lines_of(ada.id, limit=5)
    assert not line.is_read


def test_a_mentor_leaves_one_for_a_student_of_theirs(sign_in, ada, mira, noor, time):
    body = {
        "userId": ada.id,
        "type": "reminder",
        "title": "Bring a rope",
        "expiresAt": "2026-11-21T09:00:00Z",
    }
    with listening(sign_in(ada)) as hers, listening(sign_in(noor)) as others:
        hers.hear(), others.hear()
        answer = sign_in(mira).post("/api/notifications", json=body)
        assert answer.status_code == 201, answer.text
        (told,) = [event.value for event in hers.hear() if event.name == "notification:received"]
        assert told == {"notification": answer.json, "unreadCount": 1}
        assert not [event for event in others.hear() if event.name == "notification:received"]
    assert (answer.json["topic"], answer.json["expiresAt"]) == ("schedule", "2026-11-21T09:00:00Z")
    row = db.session.scalars(sa.select(AuditLog).order_by(AuditLog.number.desc())).first()
    assert row is not None
    assert (row.deed, row.actor_id, row.label) == ("sent a notification", mira.id, "Bring a rope")
    time.set("2026-11-21T09:00:00Z")
    assert sign_in(ada).get("/api/notifications/me").json["items"] == []


def test_who_may_leave_one_for_whom(sign_in, ada, ben, mira, noor, otto):
    def sent(by, to):
        body = {"userId": to, "type": "system", "title": "Word"}
        return sign_in(by).post("/api/notifications", json=body).status_code

    assert (sent(otto, ada.id), sent(mira, ada.id), sent(ada, ada.id)) == (201, 201, 201)
    assert (sent(noor, ada.id), sent(ben, ada.id), sent(ada, mira.id), sent(mira, 999999)) == (403,) * 4


def test_what_is_muted_is_refused_in_words(sign_in, ada, mira):
    notifications.mute(ada, notifications.Sort.school)
    commit()
    answer = sign_in(mira).post("/api/notifications", json={"userId": ada.id, "type": "system", "title": "x"})
    assert (answer.status_code, answer.json["error"]["message"]) == (409, "Ada has muted school news.")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("type", "gossip"),
        ("title", ""),
        ("title", "x" * 201),
        ("message", "x" * 601),
        ("link", "https://elsewhere.example/"),
        ("link", "//elsewhere.example"),
        ("expiresAt", "2026-11-20T13:00:00Z"),
        ("expiresAt", "2031-01-01T00:00:00Z"),
        ("userId", "7"),
        ("isRead", True),
    ],
)
def test_faults_are_named(sign_in, ada, field, value):
    body = {"userId": ada.id, "type": "system", "title": "Word"} | {field: value}
    answer = sign_in(ada).post("/api/notifications", json=body)
    assert answer.status_code == 400, answer.text
    assert field in answer.json["error"]["fields"]
