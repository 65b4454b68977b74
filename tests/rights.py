"""Who is let in where: an entry for every endpoint. A route without one fails `test_rights`.

Columns: a visitor; Ben, a student who is not in the course; Ada, the student it is about; Noor, a mentor who has
nothing to do with it; Mira, who teaches the course; Otto, the admin. A letter says what each of them meets:

    +  let in (a form that lacks something says so)      -  refused, 403
    0  there is no such thing, 404                       s  led to the sign-in page, or 401
"""

PUBLIC = "++++++"
SIGNED_IN = "s+++++"
STUDENTS = "s++---"
MENTORS = "s--+++"
ADMINS = "s----+"
IN_THE_COURSE = "s0+0++"
STUDENTS_IN_THE_COURSE = "s0+---"
THEIR_MENTORS = "s--0++"

DOORS: dict[str, str] = {
    "static": PUBLIC,
    "shell.healthz": PUBLIC,
    "shell.readyz": PUBLIC,
    "live.stream": SIGNED_IN,
    "api.events": SIGNED_IN,
    "api.health": PUBLIC,
    "dashboard.profile": SIGNED_IN,
    # What follows is of accounts, the way in.
    "accounts.first_run": "ssssss",
    "accounts.open_first_account": "000000",
    "accounts.register": PUBLIC,
    "accounts.registered": PUBLIC,
    "accounts.join": PUBLIC,
    "accounts.invitation": PUBLIC,
    "accounts.accept_invitation": PUBLIC,
    "accounts.reset": PUBLIC,
    "accounts.reset_password": PUBLIC,
    "accounts.sign_in": PUBLIC,
    "accounts.signed_in": PUBLIC,
    "accounts.sign_out": "ssssss",
    # What follows is of accounts, one's own.
    "accounts.settings": SIGNED_IN,
    "accounts.change_profile": SIGNED_IN,
    "accounts.change_password": SIGNED_IN,
    "accounts.change_zone": SIGNED_IN,
    "accounts.end_sessions": SIGNED_IN,
    "accounts.join_cohort": SIGNED_IN,
    "accounts.leave_cohort": "s0+0+0",
    # What follows is of accounts, everybody's.
    "accounts.people": ADMINS,
    "accounts.person": ADMINS,
    "accounts.assign_mentor": ADMINS,
    "accounts.change_role": ADMINS,
    "accounts.close_account": ADMINS,
    "accounts.reopen_account": ADMINS,
    "accounts.end_sign_ins": ADMINS,
    "accounts.make_reset_link": ADMINS,
    "accounts.add_member": ADMINS,
    "accounts.remove_member": ADMINS,
    "accounts.invite": ADMINS,
    "accounts.withdraw_invite": ADMINS,
    "accounts.cohorts": MENTORS,
    "accounts.cohort": THEIR_MENTORS,
    "accounts.create_cohort": MENTORS,
    "accounts.rename_cohort": THEIR_MENTORS,
    "accounts.renew_join_code": THEIR_MENTORS,
    # What follows is of courses, learning.
    "courses.catalogue": SIGNED_IN,
    "courses.course": SIGNED_IN,
    "courses.enroll": STUDENTS,
    "courses.leave": "s++---",
    "courses.unit": IN_THE_COURSE,
    "courses.unit_by_key": IN_THE_COURSE,
    "courses.finish": STUDENTS_IN_THE_COURSE,
    "courses.answer": STUDENTS_IN_THE_COURSE,
    "courses.hand_in": STUDENTS_IN_THE_COURSE,
    "courses.submitted_file": IN_THE_COURSE,
    "courses.course_file": IN_THE_COURSE,
    "courses.certificate": PUBLIC,
    # What follows is of courses, teaching.
    "courses.taught": MENTORS,
    "courses.new_course": MENTORS,
    "courses.create_course": MENTORS,
    "courses.new_import": MENTORS,
    "courses.upload_course": MENTORS,
    "courses.show_import": THEIR_MENTORS,
    "courses.editor": THEIR_MENTORS,
    "courses.details": THEIR_MENTORS,
    "courses.change_details": THEIR_MENTORS,
    "courses.preview_details": THEIR_MENTORS,
    "courses.publication": THEIR_MENTORS,
    "courses.add_teacher": THEIR_MENTORS,
    "courses.remove_teacher": THEIR_MENTORS,
    "courses.delete_course": THEIR_MENTORS,
    "courses.create_module": THEIR_MENTORS,
    "courses.edit_module": THEIR_MENTORS,
    "courses.rename_module": THEIR_MENTORS,
    "courses.place_module": THEIR_MENTORS,
    "courses.delete_module": THEIR_MENTORS,
    "courses.new_unit": THEIR_MENTORS,
    "courses.create_unit": THEIR_MENTORS,
    "courses.edit_unit": THEIR_MENTORS,
    "courses.change_unit": THEIR_MENTORS,
    "courses.preview_unit": THEIR_MENTORS,
    "courses.place_unit": THEIR_MENTORS,
    "courses.move_unit": THEIR_MENTORS,
    "courses.take_out_unit": THEIR_MENTORS,
    "courses.put_back_unit": THEIR_MENTORS,
    "courses.upload_film": THEIR_MENTORS,
    "courses.remove_film": THEIR_MENTORS,
    "courses.new_question": THEIR_MENTORS,
    "courses.create_question": THEIR_MENTORS,
    "courses.edit_question": THEIR_MENTORS,
    "courses.change_question": THEIR_MENTORS,
    "courses.place_question": THEIR_MENTORS,
    "courses.delete_question": THEIR_MENTORS,
    "courses.course_files": THEIR_MENTORS,
    "courses.upload_file": THEIR_MENTORS,
    "courses.delete_file": THEIR_MENTORS,
    "tracking.track": STUDENTS,
    "tracking.heartbeat": STUDENTS,
    "tracking.batch": STUDENTS,
    "tracking.older": SIGNED_IN,
}

SAID: dict[str, dict[str, str]] = {
    "courses.place_module": {"direction": "down"},
    "courses.place_unit": {"direction": "down"},
    "courses.place_question": {"direction": "down"},
    "courses.move_unit": {"module_id": "1"},
}
"""What has to be said before anything is looked for; to the others nothing is sent."""

OF_A_QUIZ = {"courses.answer", "courses.new_question", "courses.create_question"}
OF_AN_ASSIGNMENT = {"courses.hand_in"}
OF_A_VIDEO = {"courses.upload_film", "courses.remove_film"}
"""Endpoints with a `unit_id` that must be of that kind; the others are about a lesson."""
