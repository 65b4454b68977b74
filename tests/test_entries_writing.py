"""The student's side: writing, drafts, changing, versions, what is refused."""

import pytest
import sqlalchemy as sa

from tests.journal import judged, wrote
from webapp import analytics, courses, entries
from webapp.accounts import User
from webapp.core.stores import db
from webapp.entries import Deed, Entry, EntryStatus
from webapp.entries.models import EntryDraft, EntryStep, EntryVersion
from webapp.flow import commit

KEY = "8e2f4f3e-52a4-4d5a-9d0e-0f6a3d9b1c2d"
WRITTEN = {"title": "Bights", "body": "## What I did\n\nTied *one*.", "key": KEY}


def written():
    db.session.rollback()
    return db.session.scalars(sa.select(Entry).order_by(Entry.id)).all()


def test_an_entry_is_written_and_waits(sign_in, enrolled, course):
    browser = sign_in(enrolled)
    sent = browser.post(
        "/entries",
        data=WRITTEN | {"course_id": str(course.id), "hours": "1,5", "skills": "knots, rope , knots"},
    )
    assert sent.status_code == 303
    (entry,) = written()
    assert (entry.title, entry.minutes, entry.skills) == ("Bights", 90, ["knots", "rope"])
    assert entry.status is EntryStatus.submitted
    page = browser.get(sent.location).text
    assert "<h2>What I did</h2>" in page
    assert "Next in line" in page
    assert "Knots" in page
    assert "1 h 30 min" in page
    assert "Bights" in browser.get("/entries").text


def editor(browser, place="/entries/new"):
    return browser.get(browser.get(place).location)


def test_the_same_form_sent_twice_is_one_entry(sign_in, ada):
    browser = sign_in(ada)
    assert browser.post("/entries", data=WRITTEN).location == browser.post("/entries", data=WRITTEN).location
    assert len(written()) == 1
    assert "You have sent this already" in browser.get(f"/entries/{written()[0].id}").text


def test_going_back_to_what_was_sent_leads_to_the_entry(sign_in, ada):
    """The address of a new entry has its key, so it survives going back, whatever the browser puts into the fields."""
    browser = sign_in(ada)
    place = browser.get("/entries/new").location
    key = place.partition("key=")[2]
    assert f'name="key" value="{key}"' in browser.get(place).text
    sent = browser.post("/entries", data=WRITTEN | {"key": key}).location
    back = browser.get(place)
    assert back.location == sent
    assert "You have sent this already" in browser.get(sent).text
    assert browser.get("/entries/new").location != place


def test_a_draft_keeps_its_key_so_two_tabs_of_it_send_one_entry(sign_in, ada):
    browser = sign_in(ada)
    browser.post("/entries/draft", data=WRITTEN | {"slot": ""})
    for _ in ("one", "two"):
        assert f'name="key" value="{KEY}"' in editor(browser).text
    browser.post("/entries", data=WRITTEN)
    browser.post("/entries", data=WRITTEN)
    assert len(written()) == 1


def test_other_words_under_a_key_that_was_sent_are_not_lost(sign_in, ada):
    browser = sign_in(ada)
    browser.post("/entries", data=WRITTEN)
    answer = browser.post("/entries", data=WRITTEN | {"body": "And more."})
    assert answer.status_code == 409
    assert "You have sent this already, in other words" in answer.text
    assert "And more.</textarea>" in answer.text
    (entry,) = written()
    assert f'href="/entries/{entry.id}"' in answer.text
    assert KEY not in answer.text, "sent from there on purpose it is another entry"


def test_what_a_program_sends_takes_no_draft_away(sign_in, ada):
    browser = sign_in(ada)
    browser.post("/entries/draft", data=WRITTEN | {"slot": ""})
    assert browser.post("/api/entries", json={"title": "From a script", "body": "x"}).status_code == 201
    assert "Bights" in editor(browser).text


def test_it_counts_and_is_on_the_feed(sign_in, ada, heard):
    sign_in(ada).post("/entries", data=WRITTEN)
    assert analytics.figures(ada.id).logs_created == 1
    told = heard(ada)["activity:created"].facts["activities"]
    assert [one["activity_type"] for one in told] == ["entry_create"]
    assert "Bights" not in str(told), "those who look after a student need not be who review them"
    assert "Wrote an entry" in sign_in(ada).get("/").text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "Please fill this in"),
        ("title", "x" * 201, "200 at most"),
        ("title", "two\nlines", "on one line"),
        ("title", "bell\x07", "cannot be shown"),
        ("body", " ", "Please fill this in"),
        ("body", "x" * 20_001, "20000 at most"),
        ("hours", "many", "Enter a number"),
        ("hours", "nan", "Enter a number"),
        ("hours", "0", "above 0"),
        ("hours", "1000", "up to 200"),
        ("skills", ",".join(f"skill {n}" for n in range(13)), "12 at most"),
        ("skills", "x" * 61, "60 at most"),
        ("course_id", "999", "a course that you are in"),
        ("course_id", "1e3", "whole number"),
        ("unit_id", "999", "a unit that you have finished"),
        ("key", "no uuid", "Give a UUID"),
        ("status", "approved", "no such field"),
        ("student_id", "1", "no such field"),
    ],
)
def test_what_is_refused_comes_back_with_its_words_and_what_was_typed(sign_in, ada, field, value, words):
    answer = sign_in(ada).post("/entries", data=WRITTEN | {"body": "My own words."} | {field: value})
    assert answer.status_code == 422
    assert words in answer.text
    if field != "body":
        assert "My own words." in answer.text
    assert not written()


def test_a_course_of_others_is_refused_as_one_that_never_was(sign_in, ben, course):
    browser = sign_in(ben)
    theirs = browser.post("/entries", data=WRITTEN | {"course_id": str(course.id)})
    never = browser.post("/entries", data=WRITTEN | {"course_id": "999"})
    assert theirs.status_code == never.status_code == 422


def test_markdown_is_cleaned(sign_in, ada):
    nasty = (
        "<script>alert(1)</script>\n\n[x](javascript:alert(1)) <img src=x onerror=alert(1)>\n\n"
        "![x](https://elsewhere.example/pixel.png)\n\n<a hx-get='/x'>y</a>"
    )
    browser = sign_in(ada)
    place = browser.post("/entries", data=WRITTEN | {"body": nasty}).location
    shown = browser.get(place).text.partition("<main")[2]
    seen = browser.post("/entries/preview", data={"body": nasty}, headers={"HX-Request": "true"}).text
    for page in (shown, seen):
        assert "<script" not in page.partition("</main")[0]
        assert 'href="javascript' not in page
        assert '<img src="https://elsewhere' not in page
        assert "<a hx-get" not in page


def test_preview_shows_the_text_and_saves_nothing(sign_in, ada):
    browser = sign_in(ada)
    page = browser.post("/entries/preview", data=WRITTEN | {"slot": ""})
    assert page.status_code == 200
    assert "<em>one</em>" in page.text
    assert 'value="Bights"' in page.text
    assert not written()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(EntryDraft)) == 0


def test_a_draft_is_kept_right_or_wrong_and_goes_when_it_is_sent(sign_in, ada):
    browser = sign_in(ada)
    kept = browser.post(
        "/entries/draft",
        data={"title": "Half a th", "body": "", "hours": "abc", "slot": "", "key": KEY},
        headers={"Accept": "application/json"},
    )
    assert kept.json == {"saved_at": "2026-11-20T14:00:00Z", "version": 1}
    page = editor(browser).text
    assert "Half a th" in page
    assert 'value="abc"' in page
    assert "Draft" in browser.get("/entries").text
    assert not written()
    browser.post("/entries", data=WRITTEN)
    assert "Half a th" not in editor(browser).text


OTHER = "8e2f4f3e-52a4-4d5a-9d0e-0f6a3d9b1c2e"
SCRIPT = {"Accept": "application/json"}


def keeps(browser, body, *, key=KEY, kept=0, **more):
    typed = {"title": "Bights", "body": body, "slot": "", "key": key, "kept": str(kept)} | more
    return browser.post("/entries/draft", data=typed, headers=SCRIPT)


def test_a_draft_that_another_page_kept_is_not_overwritten_unseen(sign_in, ada):
    browser = sign_in(ada)
    assert keeps(browser, "Long work in tab two").json["version"] == 1
    refused = keeps(browser, "x", key=OTHER)
    assert refused.status_code == 409
    assert "You changed this" in refused.json["clash"]
    assert "Long work in tab two</pre>" in refused.json["clash"]
    assert 'name="over" value="1"' in refused.json["clash"]
    assert keeps(browser, "Long work in tab two", key=OTHER, kept=9).status_code == 200, (
        "nothing is lost by it"
    )
    assert keeps(browser, "Longer", kept=2).status_code == 409, (
        "the other has kept it since, under its own key"
    )
    assert keeps(browser, "Longer", key=OTHER, kept=1).status_code == 409, "a page that shows an older one"
    assert keeps(browser, "Longer", key=OTHER, kept=2).json["version"] == 3
    assert keeps(browser, "x", over="2").status_code == 409, "not the one that was shown"
    assert keeps(browser, "x", over="3").json["version"] == 4


def test_one_tab_goes_on_with_what_it_kept_while_it_was_left(sign_in, ada):
    browser = sign_in(ada)
    assert keeps(browser, "One", tab="a").status_code == 200
    assert keeps(browser, "One, two", tab="a").status_code == 200
    assert keeps(browser, "One, three", tab="b").status_code == 409
    assert keeps(browser, "One, three", tab="").status_code == 409


def test_without_scripts_both_versions_stand_above_the_form(sign_in, ada, entry):
    browser = sign_in(ada)
    change = {"title": "Mine", "body": "In tab two", "slot": str(entry.id), "version": "1", "kept": "0"}
    assert browser.post("/entries/draft", data=change).status_code == 303
    refused = browser.post("/entries/draft", data=change | {"title": "Other"})
    assert refused.status_code == 409
    assert "You changed this" in refused.text
    assert 'value="Other"' in refused.text
    assert "Mine</pre>" in refused.text
    assert browser.post("/entries/draft", data=change | {"title": "Other", "over": "1"}).status_code == 303
    assert 'value="Other"' in browser.get(f"/entries/{entry.id}/edit").text


def test_a_draft_without_scripts_is_a_button(sign_in, ada):
    browser = sign_in(ada)
    kept = browser.post("/entries/draft", data=WRITTEN | {"slot": ""})
    assert kept.location.endswith(f"/entries/new?key={KEY}")
    assert "Tied *one*." in browser.get(kept.location).text
    browser.post("/entries/draft/deletion")
    assert "Tied *one*." not in editor(browser).text


def test_a_draft_that_comes_after_the_entry_is_none(sign_in, ada, entry):
    browser = sign_in(ada)
    browser.post("/entries", data=WRITTEN)
    assert browser.post("/entries/draft", data=WRITTEN | {"slot": ""}).status_code == 204
    change = {"title": "Newer", "body": "x", "slot": str(entry.id), "version": "1"}
    browser.post(f"/entries/{entry.id}/edit", data=change)
    assert browser.post("/entries/draft", data=change).status_code == 204
    assert db.session.scalar(sa.select(sa.func.count()).select_from(EntryDraft)) == 0


def test_nobody_finds_the_draft_of_another(sign_in, ada, ben, entry):
    sign_in(ada).post("/entries/draft", data=WRITTEN | {"slot": str(entry.id)})
    assert "Bights" in sign_in(ada).get(f"/entries/{entry.id}/edit").text
    assert "Bights" not in editor(sign_in(ben)).text
    assert sign_in(ben).post("/entries/draft", data=WRITTEN | {"slot": str(entry.id)}).status_code == 404


def test_units_finished_last_are_starters_until_written_about(sign_in, enrolled, units):
    browser = sign_in(enrolled)
    assert "starters-head" not in browser.get("/entries").text
    browser.post(f"/units/{units['Loops'].id}/completion")
    page = browser.get("/entries").text
    assert f"/entries/new?unit={units['Loops'].id}" in page
    begun = editor(browser, f"/entries/new?unit={units['Loops'].id}").text
    assert 'value="Loops"' in begun
    assert "On “Loops” in Knots" in begun
    place = browser.post("/entries", data=WRITTEN | {"unit_id": str(units["Loops"].id)}).location
    assert "On “Loops”" in browser.get(place).text
    assert f"unit={units['Loops'].id}" not in browser.get("/entries").text
    assert written()[0].course_id == units["Loops"].course_id


def test_a_unit_that_is_not_finished_starts_nothing(sign_in, enrolled, units):
    assert 'value="Loops"' not in editor(sign_in(enrolled), f"/entries/new?unit={units['Loops'].id}").text
    assert editor(sign_in(enrolled), "/entries/new?unit=99999999999").status_code == 200


def test_one_that_waits_is_changed_and_keeps_its_place(sign_in, ada, entry, time):
    since = entry.submitted_at
    time.forward(minutes=5)
    browser = sign_in(ada)
    assert "Loops, explained" in browser.get(f"/entries/{entry.id}/edit").text
    changed = browser.post(
        f"/entries/{entry.id}/edit", data={"title": "Loops", "body": "Better.", "slot": str(entry.id)}
    )
    assert changed.status_code == 303
    (now,) = written()
    assert (now.title, now.version, now.submitted_at, now.status) == (
        "Loops",
        2,
        since,
        EntryStatus.submitted,
    )


def test_changes_asked_for_lead_to_a_new_version_at_the_end_of_the_queue(
    sign_in, ada, ben, mira, entry, time
):
    judged(entry, mira, Deed.ask_for_changes, "Say *why* it holds.")
    time.forward(hours=1)
    wrote(ben, "Of Ben")
    time.forward(hours=1)
    browser = sign_in(ada)
    page = browser.get(f"/entries/{entry.id}").text
    assert "Changes asked for" in page
    assert "Say <em>why</em> it holds." in page
    browser.post(
        f"/entries/{entry.id}/edit",
        data={"title": entry.title, "body": "A loop holds.", "slot": str(entry.id)},
    )
    assert [one.title for one in entries.queue_of(mira.id).listed] == [
        "Of Ben",
        entry.title,
    ]
    assert "1 ahead of you" in browser.get(f"/entries/{entry.id}").text
    kept = db.session.scalars(sa.select(EntryVersion).order_by(EntryVersion.number)).all()
    assert [one.body for one in kept if one.entry_id == entry.id] == [
        "A loop is a *bight* that crosses itself.",
        "A loop holds.",
    ]


def test_versions_are_compared(sign_in, ada, mira, entry):
    judged(entry, mira, Deed.ask_for_changes)
    browser = sign_in(ada)
    browser.post(
        f"/entries/{entry.id}/edit",
        data={"title": entry.title, "body": "A loop is a turn that crosses itself."},
    )
    for reader in (browser, sign_in(mira)):
        page = reader.get(f"/entries/{entry.id}/versions").text
        assert "From version 1 to 2" in page
        assert "<del>*bight* </del><ins>turn </ins>" in page
        assert reader.get(f"/entries/{entry.id}/versions?old=2&new=2").status_code == 200
        assert reader.get(f"/entries/{entry.id}/versions?old=1&new=9").status_code == 404
        assert reader.get(f"/entries/{entry.id}/versions?new=-1").status_code == 404


@pytest.mark.parametrize("verdict", [Deed.approve, None])
def test_what_is_approved_or_being_read_is_not_changed(sign_in, ada, mira, entry, verdict):
    if verdict is None:
        entries.take(entry, by=mira)
        commit()
    else:
        judged(entry, mira, verdict)
    browser = sign_in(ada)
    answer = browser.post(f"/entries/{entry.id}/edit", data={"title": "Other", "body": "Other words."})
    assert answer.status_code == 409
    assert "Other words." in answer.text, "what was typed comes back"
    assert written()[0].version == 1


def test_comments_go_both_ways(sign_in, ada, mira, entry, heard):
    place = f"/entries/{entry.id}"
    assert sign_in(ada).post(f"{place}/comments", data={"remarks": "Is *this* right?"}).status_code == 303
    assert heard(mira)["entry:commented"].facts["words"] == "Is *this* right?"
    assert sign_in(mira).post(f"/mentor{place}/comments", data={"remarks": "It is."}).status_code == 303
    page = sign_in(ada).get(place).text
    assert "Is <em>this</em> right?" in page
    assert "It is." in page
    assert written()[0].status is EntryStatus.submitted
    assert sign_in(ada).post(f"{place}/comments", data={"remarks": " "}).status_code == 422


def test_a_long_list_goes_on_with_older_ones(sign_in, ada):
    for number in range(32):
        wrote(ada, f"Number {number}")
    browser = sign_in(ada)
    page = browser.get("/entries").text
    assert "Number 31<" in page
    assert "Number 1<" not in page
    older = browser.get(f"/entries?before={written()[2].id}").text
    assert "Number 1<" in older
    assert "Number 2<" not in older
    for odd in ("0", "-1", "x", "99999999999"):
        assert browser.get(f"/entries?before={odd}").status_code == 200


def test_a_student_sees_only_their_own(sign_in, ada, ben, entry):
    assert "Loops, explained" not in sign_in(ben).get("/entries").text
    for address in ("", "/edit", "/versions"):
        assert sign_in(ben).get(f"/entries/{entry.id}{address}").status_code == 404


def test_history_is_kept_with_who_and_when(ada, mira, entry, time):
    time.forward(hours=2)
    judged(entry, mira, Deed.ask_for_changes, "More.")
    (step,) = db.session.scalars(sa.select(EntryStep)).all()
    assert (step.before, step.after, step.by_id) == (
        EntryStatus.submitted,
        EntryStatus.changes_requested,
        mira.id,
    )
    assert (step.waited_seconds, step.remarks, step.version) == (7200, "More.", 1)


def test_those_who_left_a_course_cannot_write_about_it(sign_in, enrolled, course):
    courses.leave(db.session.get_one(User, enrolled.id), course)
    commit()
    assert sign_in(enrolled).post("/entries", data=WRITTEN | {"course_id": str(course.id)}).status_code == 422
