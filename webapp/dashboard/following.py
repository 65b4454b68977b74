"""Whose dashboards follow from a change in who sees whom."""

from collections.abc import Iterable

from webapp import accounts, courses
from webapp.accounts import (
    AccessChanged,
    MembersChanged,
    MentorAssigned,
    MentorLeft,
    PersonLeft,
    Role,
    RoleChanged,
    StudentRegistered,
)
from webapp.courses import Enrolled, Left, TeachersChanged
from webapp.dashboard.events import StudentsMoved
from webapp.flow import record


def follow_registration(_event: StudentRegistered) -> None:
    """A student more, whom only admins see as yet."""
    _moved([])


def follow_mentor(event: MentorAssigned | MentorLeft) -> None:
    """A student came to a mentor, or went."""
    _moved([event.mentor_id])


def follow_members(event: MembersChanged) -> None:
    """Its mentors see others; and whoever sees one of its students elsewhere sees them in another group."""
    members = [person.id for person in accounts.members_of(event.cohort_id)]
    _moved([*courses.mentors_around([*members, event.user_id]), *_mentor(event.user_id)])


def follow_person(event: PersonLeft | RoleChanged | AccessChanged) -> None:
    """Somebody is a student no more, or one from now on; or a mentor, whose students others answer now."""
    theirs = accounts.students_mentored_by(event.user_id)
    _moved([*courses.mentors_around([event.user_id, *theirs]), *_mentor(event.user_id)])


def follow_enrolment(event: Enrolled | Left) -> None:
    """The teachers of a course see who is in it."""
    _moved(courses.teachers_of(event.course_id))


def follow_teachers(event: TeachersChanged) -> None:
    """Who begins or ends to teach a course sees other students."""
    _moved([event.teacher_id])


def _mentor(user_id: int) -> list[int]:
    return [user_id] if accounts.get(user_id).role is Role.mentor else []


def _moved(mentor_ids: Iterable[int]) -> None:
    record(StudentsMoved(mentor_ids=sorted(set(mentor_ids))))
