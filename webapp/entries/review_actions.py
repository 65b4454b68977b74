"""What those do who review: take an entry, put it back, give the verdict, take the verdict back."""

from collections.abc import Collection

import sqlalchemy as sa

from webapp import accounts
from webapp.accounts import MembersChanged, MentorAssigned, MentorAway, MentorLeft, PersonLeft, Role, User
from webapp.core import clock
from webapp.core.errors import Conflict, Invalid, NotAllowed
from webapp.core.stores import db
from webapp.entries import reading
from webapp.entries.actions import note_step
from webapp.entries.events import EntryStatusChanged, QueueMoved
from webapp.entries.models import Entry, EntryStep, SavedReply
from webapp.entries.queries import answerers_of, cohort_mentors_of, students_of
from webapp.entries.queues import behind_all_of, moved_with
from webapp.entries.standing import DECIDED, Deed, EntryStatus, after
from webapp.flow import record

MOST_REPLIES = 50
MOST_AT_ONCE = 200


class InOtherHands(Conflict):
    """Somebody else has taken the entry for review. It can be taken over."""


def take(entry: Entry, *, by: User, over: bool = False) -> Entry:
    """Begin to review, and keep it for oneself; or say that one still does. With `over` it is taken out of somebody
    else's hands.
    """
    entry, now = _held(entry, by), clock.now()
    if not over:
        _refuse_held(entry, by)
    if entry.status is EntryStatus.in_review and entry.reviewer_id == by.id:
        reading.hold_on(entry, by=by)
        return entry
    if entry.status is EntryStatus.in_review:
        entry.put_back()
        note_step(entry, EntryStatus.in_review, by=by)
    before = entry.status
    entry.status = after(before, Deed.take)
    entry.hold_for(by.id, at=now)
    _changed(entry, before, by=by)
    return entry


def put_back(entry: Entry, *, by: User) -> Entry:
    """Leave it to whoever comes next. Its place in the queue stays."""
    entry = _held(entry, by)
    _refuse_held(entry, by)
    before = entry.status
    entry.put_back()
    _changed(entry, before, by=by)
    return entry


def decide(entry: Entry, verdict: Deed, *, by: User, remarks: str = "", version: int | None = None) -> Entry:
    """Give the verdict on the version that was read. Of two at once, one is told that it is decided."""
    entry = _held(entry, by)
    _refuse_held(entry, by)
    if version is not None and version != entry.version:
        raise Conflict("The student has sent a newer version. Read it before you decide.")
    before = entry.status
    entry.judge(verdict, by.id, at=clock.now())
    _changed(entry, before, by=by, remarks=remarks)
    return entry


def take_back(entry: Entry, *, by: User) -> Entry:
    """Take one's verdict back, within a minute. The student has been told of it, and is told of this too."""
    entry, now = _held(entry, by), clock.now()
    before = entry.status
    entry.take_back(by.id, at=now)
    steps = sa.select(EntryStep).where(EntryStep.entry_id == entry.id, EntryStep.after.in_(DECIDED))
    last = db.session.scalars(steps.order_by(EntryStep.id.desc()).limit(1)).one()
    last.taken_back_at = now
    _changed(entry, before, by=by)
    return entry


def move_to(
    entry: Entry, status: EntryStatus, *, by: User, remarks: str = "", version: int | None = None
) -> Entry:
    """Bring an entry to that status, for programs: by the deed that leads there."""
    if status is EntryStatus.submitted:
        return put_back(entry, by=by)
    if status is EntryStatus.in_review:
        return take_back(entry, by=by) if entry.is_decided else take(entry, by=by)
    if status is EntryStatus.approved:
        return decide(entry, Deed.approve, by=by, remarks=remarks, version=version)
    if not remarks:
        raise Invalid.of({"remarks": "Say what to change."})
    return decide(entry, Deed.ask_for_changes, by=by, remarks=remarks, version=version)


def put_back_forgotten() -> int:
    """Put back what its reviewer has left. For the ticker; says how many there were."""
    gone = (Entry.status == EntryStatus.in_review, Entry.held_until <= clock.now())
    query = sa.select(Entry).where(*gone).order_by(Entry.id).limit(MOST_AT_ONCE)
    found = db.session.scalars(query.with_for_update()).all()
    for entry in found:
        before = entry.status
        entry.put_back()
        _changed(entry, before, by=None)
    return len(found)


def follow_mentor(event: MentorAssigned | MentorAway | MentorLeft) -> None:
    """A student's mentor is another one, or away: so is the queue that their entries wait in."""
    student = accounts.get(event.student_id)
    _move(student, {event.mentor_id, *cohort_mentors_of(student)})


def follow_members(event: MembersChanged) -> None:
    """Who has no mentor of their own who is there is answered by those of their cohorts, also of the one just left."""
    student = accounts.get(event.user_id)
    if student.is_student and (student.mentor is None or not student.mentor.is_active):
        of_the_cohort = [one.id for one in accounts.members_of(event.cohort_id) if one.role is Role.mentor]
        _move(student, {*of_the_cohort, *cohort_mentors_of(student)})


def leave_queues(event: PersonLeft) -> None:
    """A student who leaves for good takes their entries out of every queue. Asked before these go."""
    if event.was_student:
        reviewers = {*answerers_of(event.user_id), *accounts.admin_ids()}
        behind = behind_all_of(event.user_id)
        record(QueueMoved(student_id=event.user_id, reviewers=sorted(reviewers), moved=behind))


def _move(student: User, reviewer_ids: Collection[int]) -> None:
    moved = moved_with(student, reviewer_ids)
    record(QueueMoved(student_id=student.id, reviewers=sorted(reviewer_ids), moved=moved))


def save_reply(name: str, body: str, *, by: User) -> SavedReply:
    """Keep these words. The same name again replaces them."""
    _refuse_students(by)
    mine = db.session.scalars(sa.select(SavedReply).where(SavedReply.mentor_id == by.id)).all()
    reply = next((one for one in mine if one.name == name), None)
    if reply is None:
        if len(mine) >= MOST_REPLIES:
            raise Conflict(f"You have {MOST_REPLIES} saved replies. Delete one first.")
        reply = SavedReply(mentor_id=by.id, name=name)
        db.session.add(reply)
    reply.body = body
    return reply


def delete_reply(reply: SavedReply, *, by: User) -> None:
    if reply.mentor_id != by.id:
        raise NotAllowed("This reply is somebody else’s.")
    db.session.delete(reply)


def _changed(entry: Entry, before: EntryStatus, *, by: User | None, remarks: str = "") -> None:
    note_step(entry, before, by=by, remarks=remarks)
    name = by.name if by else ""
    record(
        EntryStatusChanged.of(
            entry, before=before, by_id=by.id if by else None, by_name=name, remarks=remarks
        )
    )


def _held(entry: Entry, by: User) -> Entry:
    """The entry as it is now, kept until the transaction ends, if this person reviews its student's."""
    theirs = sa.select(Entry).where(Entry.id == entry.id, Entry.student_id.in_(students_of(by)))
    held = db.session.scalar(theirs.with_for_update().execution_options(populate_existing=True))
    if held is None:
        raise NotAllowed("Only who reviews this student’s entries can do this.")
    return held


def _refuse_held(entry: Entry, by: User) -> None:
    if entry.is_held_against(by.id, at=clock.now()):
        name = entry.reviewer.name if entry.reviewer else "Somebody"
        raise InOtherHands(f"{name} is reviewing this entry. Take it over to go on yourself.")


def _refuse_students(by: User) -> None:
    if not by.is_staff:
        raise NotAllowed("Only mentors and admins keep replies.")
