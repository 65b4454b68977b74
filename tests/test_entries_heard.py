"""Who hears of entries and who does not; what is redrawn; and the lines that are left."""

import pytest
import sqlalchemy as sa

from tests.conftest import PASSWORD, join
from tests.journal import judged, wrote
from tests.listening import listening
from webapp import accounts, entries
from webapp.accounts import User
from webapp.core.stores import db
from webapp.entries import Deed
from webapp.flow import commit, regions_of
from webapp.notifications.models import Notification


@pytest.fixture
def cohort(ada, mira, noor, otto):
    """Ada's cohort. Noor looks after it, but Ada has a mentor of her own."""
    sailors = accounts.create_cohort("Sailors", by=otto)
    for person in (ada, noor):
        accounts.join_cohort(db.session.get_one(User, person.id), sailors)
    commit()
    return sailors


def written(ada, mira):
    return wrote(ada)


def amended(ada, mira):
    entry = wrote(ada)
    given = entries.EntryInput.of({"title": "Other", "body": "words"})
    entries.change(entry, given, by=db.session.get_one(User, ada.id))
    commit()


def taken(ada, mira):
    entries.take(wrote(ada), by=db.session.get_one(User, mira.id))
    commit()


def approved(ada, mira):
    judged(wrote(ada), mira)


def commented(ada, mira):
    entries.comment(wrote(ada), "So?", by=db.session.get_one(User, mira.id))
    commit()


@pytest.mark.parametrize(
    ("deed", "name"),
    [
        (written, "entry:created"),
        (amended, "entry:amended"),
        (taken, "entry:statusChanged"),
        (approved, "entry:statusChanged"),
        (commented, "entry:commented"),
    ],
)
def test_the_student_the_mentor_and_admins_hear_and_nobody_else(
    ada, ben, mira, noor, otto, cohort, heard, deed, name
):
    outsider = join("Cleo")
    deed(ada, mira)
    for person in (ada, mira, otto):
        assert name in heard(person), person.name
    for person in (ben, noor, outsider):
        assert not [one for one in heard(person).messages if one.name.startswith("entry:")], person.name


def test_programs_are_told_as_the_contract_says(sign_in, ada, mira, ben, noor):
    with listening(sign_in(ada)) as adas, listening(sign_in(mira)) as miras, listening(sign_in(ben)) as bens:
        for program in (adas, miras, bens):
            program.hear()
        entry = wrote(ada)
        judged(entry, mira, Deed.ask_for_changes, "Why?")
        told = {event.name: event.value for event in miras.hear()}
        assert told["entry:created"]["id"] == entry.id
        assert told["entry:created"]["status"] == "submitted"
        mine = {event.name: event.value for event in adas.hear()}["entry:statusChanged"]
        assert mine == told["entry:statusChanged"]
        assert (mine["from"], mine["to"], mine["by"]) == (
            "submitted",
            "changes_requested",
            {"id": mira.id, "name": "Mira"},
        )
        assert mine["entry"]["title"] == "Loops, explained"
        assert not [event for event in bens.hear() if event.name.startswith("entry:")]


def test_a_new_entry_is_in_the_queue_at_once(ada, mira, looking):
    see = looking(mira, f"review-queue-{mira.id}", f"queue-{mira.id}")
    wrote(ada, "Bights")
    drawn = see()
    assert drawn.count("Bights") >= 2
    assert f'hx-target="#queue-{mira.id}"' in drawn


def test_a_verdict_is_on_the_students_pages_at_once(ada, mira, entry, looking):
    see = looking(ada, f"my-entries-{ada.id}", f"entry-{entry.id}", f"thread-{entry.id}")
    judged(entry, mira, Deed.ask_for_changes, "Say *why*.")
    drawn = see()
    assert "Changes asked for" in drawn
    assert "Say <em>why</em>." in drawn
    assert "Change and send again" in drawn


def test_who_reviews_is_seen_by_the_others(ada, mira, otto, entry, looking):
    see = looking(otto, f"review-{entry.id}", f"review-queue-{otto.id}")
    entries.take(entry, by=mira)
    commit()
    assert "Mira is reviewing" in see()


def test_those_behind_move_up(ada, ben, mira, time, looking):
    first = wrote(ada)
    time.forward(minutes=1)
    behind = wrote(ben)
    see = looking(ben, f"entry-{behind.id}", f"my-entries-{ben.id}")
    judged(first, mira)
    assert see().count("Next in line") == 2


def test_when_the_mentor_changes_both_queues_are_drawn(ada, mira, noor, otto, entry, heard):
    """Their streams end with the change of rights; coming back they are brought up to date from this message on."""
    accounts.assign_mentor(db.session.get_one(User, ada.id), noor, by=otto)
    commit()
    for person in (mira, noor):
        told = [message for message in heard(person).messages if message.name == "entry:queueMoved"]
        drawn = {region.id for message in told for region in regions_of(message)[f"user:{person.id}"]}
        queues = {f"queue-{person.id}", f"review-queue-{person.id}", f"entries-waiting-{person.id}"}
        assert queues <= drawn


def test_when_a_mentor_is_shut_out_or_comes_back_the_queues_are_drawn(
    ada, mira, noor, otto, cohort, entry, heard
):
    """Whoever else has the student's cohort answers meanwhile."""
    accounts.join_cohort(db.session.get_one(User, ada.id), cohort)
    commit()
    for deed in (accounts.close_account, accounts.reopen_account):
        before = len(heard(noor).messages)
        deed(db.session.get_one(User, mira.id), by=otto)
        commit()
        told = [one for one in heard(noor).messages[before:] if one.name == "entry:queueMoved"]
        drawn = {region.id for message in told for region in regions_of(message)[f"user:{noor.id}"]}
        assert f"review-queue-{noor.id}" in drawn


def places_drawn(drawn, person):
    """The entries whose place was drawn anew on this student's pages by a queue that moved."""
    pages = [
        {region.id for region in regions_of(message).get(f"user:{person.id}", [])}
        for message in drawn
        if message.name == "entry:queueMoved"
    ]
    assert all(f"my-entries-{person.id}" in page for page in pages if page)
    return {id for page in pages for id in page if id.startswith("entry-")}


def test_when_the_mentor_changes_every_place_is_drawn_that_is_another_one(
    ada, ben, mira, noor, otto, time, heard, looking
):
    """That of the student whose mentor it is, and of those behind them; not of those before them."""
    before = wrote(ben, "Before")
    time.forward(hours=1)
    first = wrote(ada)
    time.forward(hours=1)
    behind = wrote(ben, "Behind")
    see = looking(ben, f"entry-{behind.id}", f"my-entries-{ben.id}")
    assert entries.outlook_of(ben.id).ahead == {before.id: 0, behind.id: 2}
    for mentor, ahead in ((None, 1), (noor, 1), (mira, 2)):
        seen = len(heard(ada).messages), len(heard(ben).messages)
        accounts.assign_mentor(db.session.get_one(User, ada.id), mentor, by=otto)
        commit()
        assert entries.outlook_of(ben.id).ahead[behind.id] == ahead
        assert places_drawn(heard(ada).messages[seen[0] :], ada) == {f"entry-{first.id}"}
        is_theirs = mentor is not noor
        assert places_drawn(heard(ben).messages[seen[1] :], ben) == (
            {f"entry-{behind.id}"} if is_theirs else set()
        )
        if is_theirs:
            assert f"{ahead} ahead of you" in see()


def test_who_leaves_for_good_lets_those_behind_move_up(sign_in, ada, ben, mira, entry, time, looking):
    time.forward(hours=1)
    behind = wrote(ben)
    see = looking(ben, f"entry-{behind.id}", f"my-entries-{ben.id}")
    assert sign_in(ada).post("/settings/leaving", data={"password": PASSWORD}).status_code == 303
    assert see().count("Next in line") == 2


def test_who_leaves_a_cohort_leaves_the_queue_of_its_mentors(
    ada, mira, noor, otto, cohort, entry, time, heard
):
    """And those of the cohort who are behind move up; also while a student's own mentor is away."""
    accounts.close_account(db.session.get_one(User, mira.id), by=otto)
    commit()
    cleo = join("Cleo")
    accounts.join_cohort(cleo, cohort)
    commit()
    time.forward(hours=1)
    behind = wrote(cleo)
    assert entries.outlook_of(cleo.id).ahead == {behind.id: 1}
    seen = len(heard(cleo).messages), len(heard(noor).messages)
    accounts.leave_cohort(db.session.get_one(User, ada.id), cohort, by=otto)
    commit()
    assert entries.outlook_of(cleo.id).ahead == {behind.id: 0}
    assert places_drawn(heard(cleo).messages[seen[0] :], cleo) == {f"entry-{behind.id}"}
    (told,) = [one for one in heard(noor).messages[seen[1] :] if one.name == "entry:queueMoved"]
    assert f"review-queue-{noor.id}" in {region.id for region in regions_of(told)[f"user:{noor.id}"]}


def lines_of(user):
    db.session.rollback()
    rows = db.session.scalars(sa.select(Notification).where(Notification.user_id == user.id))
    return [(row.title, row.message, row.link) for row in rows.all() if row.topic == "entries"]


def test_the_mentor_finds_a_line_of_a_new_entry(ada, mira, otto, noor, cohort):
    entry = wrote(ada)
    assert lines_of(mira) == [("Ada wrote an entry", "Loops, explained", f"/mentor/entries/{entry.id}")]
    assert lines_of(otto) == lines_of(noor) == lines_of(ada) == []


def test_without_a_mentor_those_of_the_cohorts_find_it_else_the_admins(otto, mira, noor, cohort):
    cleo, drew = join("Cleo"), join("Drew")
    accounts.join_cohort(db.session.get_one(User, cleo.id), cohort)
    commit()
    wrote(cleo)
    assert [title for title, *_ in lines_of(noor)] == ["Cleo wrote an entry"]
    assert lines_of(otto) == []
    wrote(drew)
    assert [title for title, *_ in lines_of(otto)] == ["Drew wrote an entry"]


def test_the_student_finds_a_line_of_each_change(ada, mira, entry, time):
    entries.take(entry, by=mira)
    commit()
    assert lines_of(ada)[0][0] == "Mira is reviewing “Loops, explained”"
    time.forward(minutes=11)
    judged(entry, mira, Deed.ask_for_changes, "Why?")
    time.forward(seconds=30)
    assert ("Mira asks for changes in “Loops, explained”", "Why?", f"/entries/{entry.id}") in lines_of(ada)
    time.forward(minutes=11)
    entries.change(
        entry, entries.EntryInput.of({"title": "Loops", "body": "x"}), by=db.session.get_one(User, ada.id)
    )
    commit()
    assert "Ada sent a new version" in [title for title, *_ in lines_of(mira)]
    judged(entry, mira)
    assert "Mira approved “Loops”" in [title for title, *_ in lines_of(ada)]


def test_many_in_a_row_read_as_one_line(ada, mira):
    several = [wrote(ada, f"Number {number}") for number in range(3)]
    assert lines_of(mira) == [("Ada wrote 3 entries", "Latest: Ada wrote an entry", "/mentor/entries")]
    for entry in several:
        judged(entry, mira)
    (line,) = lines_of(ada)
    assert (line[0], line[2]) == ("Mira answered 3 of your entries", "/entries")


def test_who_leaves_for_good_leaves_the_queue(sign_in, ada, mira, entry, looking):
    see = looking(mira, f"queue-{mira.id}")
    sign_in(ada).post("/settings/leaving", data={"password": PASSWORD})
    assert "Nothing is waiting for you" in see()


def test_the_other_side_finds_a_line_of_a_comment(ada, mira, entry, time):
    time.forward(minutes=11)
    entries.comment(entry, "So?", by=db.session.get_one(User, ada.id))
    commit()
    assert ("Ada commented on “Loops, explained”", "So?", f"/mentor/entries/{entry.id}") in lines_of(mira)
    entries.comment(entry, "So.", by=db.session.get_one(User, mira.id))
    commit()
    assert ("Mira commented on “Loops, explained”", "So.", f"/entries/{entry.id}") in lines_of(ada)
