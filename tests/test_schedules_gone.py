"""A session that is deleted while its form is open: what was typed is shown again, and can be saved as a new one."""

import re

import pytest

from tests.planning import planned, sessions, the_session, typed

GONE = "This session was deleted"


@pytest.fixture
def late(sign_in, ada, mira):
    """Mira's browser, with the form of a session open that another window of hers deletes."""
    browser = sign_in(mira)
    planned(browser, ada)
    path = f"/mentor/schedules/{the_session().id}"
    assert browser.get(f"{path}/edit").status_code == 200
    assert browser.post(f"{path}/deletion", data={"scope": "this"}).status_code == 303
    return browser, path


def form_in(page):
    """Where the page's form is sent, and its hidden fields."""
    [form] = re.findall(r'<form class="form measure" id="schedule-form".*?</form>', page, re.DOTALL)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))
    [action] = re.findall(r'action="([^"]*)" novalidate', form)
    return action, hidden


def test_what_was_typed_is_there_and_becomes_a_new_session(late, ada):
    browser, path = late
    given = typed(ada, title="Loops again", description="Bring rope.", sequence="0")
    answer = browser.post(path, data=given | {"schedule_id": str(the_session().id)})
    assert answer.status_code == 410
    assert GONE in answer.text
    assert 'value="Loops again"' in answer.text
    assert "Bring rope." in answer.text
    assert "Save as a new session" in answer.text
    assert len(sessions()) == 1

    action, hidden = form_in(answer.text)
    assert "sequence" not in hidden
    assert "schedule_id" not in hidden
    assert browser.post(action, data=typed(ada, title="Loops again") | hidden).status_code == 303
    was, new = sessions()
    assert was.is_deleted
    assert (new.title, new.is_deleted) == ("Loops again", False)


def test_it_is_said_too_where_something_typed_is_wrong(late, ada):
    browser, path = late
    answer = browser.post(path, data=typed(ada, title="", description="Bring rope."))
    assert answer.status_code == 410
    assert GONE in answer.text
    assert "Bring rope." in answer.text
    assert form_in(answer.text)[0] == "/mentor/schedules"


def test_checking_the_time_of_it_loses_nothing_either(late, ada):
    browser, _ = late
    given = typed(ada, title="Loops again", schedule_id=str(the_session().id), sequence="0")
    answer = browser.post("/mentor/schedules/check", data=given)
    assert answer.status_code == 410
    assert GONE in answer.text
    assert 'value="Loops again"' in answer.text


def test_who_else_deleted_it_is_named(sign_in, ada, mira, otto):
    browser = sign_in(mira)
    planned(browser, ada)
    path = f"/mentor/schedules/{the_session().id}"
    assert sign_in(otto).post(f"{path}/deletion", data={"scope": "this"}).status_code == 303
    assert "Otto deleted this session" in browser.post(path, data=typed(ada)).text


def test_one_that_is_not_theirs_is_not_there(late, sign_in, ada, noor):
    _, path = late
    answer = sign_in(noor).post(path, data=typed(ada, title="Loops again"))
    assert answer.status_code == 404
    assert GONE not in answer.text


def test_its_form_itself_is_not_there_any_more(late):
    browser, path = late
    assert browser.get(f"{path}/edit").status_code == 404
