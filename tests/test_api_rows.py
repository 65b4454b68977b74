"""Each row of the contract's sections 4 and 5, with the test that reads like it. A door that no row has, or a row whose
test is gone or asks something else, fails here.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from webapp.api.declaration import DECLARED

HERE = Path(__file__).parent

ROWS = """
student
  GET /api/student/stats  api_student: stats_are_the_figures_of_the_student
  GET /api/student/courses  api_student: courses_are_theirs_with_progress_and_the_way_on
  GET /api/student/progress  api_student: progress_is_the_mean_and_each_course
  GET /api/student/achievements  api_student: achievements_are_dated_or_say_how_far
  GET /api/student/activity  api_activities: the_students_own_door_has_the_same
activities
  GET /api/activities/<id>  api_activities: a_feed_newest_first_for_oneself_and_for_those_who_look_after_one
  GET /api/activities/<id>/unread/count  api_activities: lines_are_read_one_by_one_and_all_at_once
  POST /api/activities  api_activities: a_stated_activity_counts_as_a_beacon_and_keeps_its_words
  PATCH /api/activities/<id>/read  api_activities: lines_are_read_one_by_one_and_all_at_once
  PATCH /api/activities/<id>/read-all  api_activities: lines_are_read_one_by_one_and_all_at_once
  DELETE /api/activities/<id>  api_activities: a_deleted_line_is_gone_from_the_feed_and_still_counts
analytics
  GET /api/analytics/<id>  api_analytics: figures_of_oneself_and_of_those_one_looks_after
  POST /api/analytics/<id>/init  api_analytics: init_goes_back_to_what_was_recorded
  PATCH /api/analytics/<id>/learning-hours  api_analytics: learning_hours_are_added_to_a_day_with_author_and_reason
  PATCH /api/analytics/<id>/streak  api_analytics: a_day_is_said_to_count_and_the_streak_follows
  PATCH /api/analytics/<id>/increment  api_analytics: increments_count_a_lesson_that_was_not_recorded
  POST /api/analytics/<id>/weekly  api_analytics: a_week_is_corrected_at_once
  GET /api/analytics/leaderboard/all  leaderboard: the_page_and_the_door_for_programs
notifications
  GET /api/notifications/<id>  api_notifications: a_list_in_pieces_newest_first
  GET /api/notifications/<id>/unread/count  api_notifications: the_count_follows_reading_and_clearing
  POST /api/notifications  api_notifications: a_mentor_leaves_one_for_a_student_of_theirs
  PATCH /api/notifications/<id>/read  api_notifications: the_count_follows_reading_and_clearing
  PATCH /api/notifications/<id>/read-all  api_notifications: the_count_follows_reading_and_clearing
  DELETE /api/notifications/<id>  api_notifications: the_count_follows_reading_and_clearing
  DELETE /api/notifications/<id>/clear-all  api_notifications: the_count_follows_reading_and_clearing
schedules
  POST /api/schedules  api_schedules: a_session_is_planned_as_the_contract_prints_it
  GET /api/schedules  api_schedules: lists_are_ones_own_and_can_be_narrowed
  GET /api/schedules/<id>  api_schedules: one_is_for_those_who_take_part
  PATCH /api/schedules/<id>  api_schedules: what_is_sent_is_changed_and_the_rest_stays
  DELETE /api/schedules/<id>  api_schedules: deleting_tells_at_once
  PATCH /api/schedules/<id>/status  api_schedules: a_student_completes_and_does_not_call_off
entries
  POST /api/entries  api_entries: a_student_writes_one
  GET /api/entries  api_entries: lists_are_one_s_own_or_of_one_s_students
  GET /api/entries/<id>  api_entries: one_is_read_with_all_that_happened
  PATCH /api/entries/<id>  api_entries: changing_leaves_the_rest_and_sends_it_again
  PATCH /api/entries/<id>/status  api_entries: the_status_goes_the_declared_ways_only
  POST /api/entries/<id>/comments  api_entries: one_is_read_with_all_that_happened
attendance
  GET /api/courses/<id>/sessions/active  api_attendance: its_students_and_teachers_see_what_is_open
  POST /api/courses/<id>/sessions  api_attendance: a_teacher_starts_a_session_and_joins_it
  GET /api/attendance/sessions/<id>  api_attendance: a_student_checks_in_sees_their_own_mark_and_no_code
  POST /api/attendance/sessions/<id>/end  api_attendance: marks_statistics_and_the_end
  POST /api/attendance/sessions/<id>/check-in  api_attendance: a_student_checks_in_sees_their_own_mark_and_no_code
  PATCH /api/attendance/sessions/<id>/marks/<id>  api_attendance: marks_statistics_and_the_end
  GET /api/attendance/sessions/<id>/statistics  api_attendance: marks_statistics_and_the_end
courses
  GET /api/courses  api_courses: courses_that_one_may_see_by_title
  GET /api/courses/<id>  api_courses: the_outline_has_the_ids_that_beacons_name
  POST /api/courses/<id>/enroll  api_courses: enrolling_once_and_again
goals, skills
  POST /api/goals  aims: the_doors_for_programs
  GET /api/goals  aims: the_doors_for_programs
  GET /api/goals/<id>  aims: the_doors_for_programs
  PATCH /api/goals/<id>  aims: the_doors_for_programs
  DELETE /api/goals/<id>  aims: the_doors_for_programs
  POST /api/skills  aims: skills_for_programs
  GET /api/skills  aims: skills_for_programs
  GET /api/skills/<id>  aims: skills_for_programs
  PATCH /api/skills/<id>  aims: skills_for_programs
  DELETE /api/skills/<id>  aims: skills_for_programs
health
  GET /api/health  live_presence: health_says_how_many_are_active_and_how_each_part_is
beacons
  POST /api/courses/activity/track  tracking_inputs: every_fault_is_named_at_once
  POST /api/courses/activity/heartbeat  tracking_inputs: a_heartbeat_that_breaks_a_rule
  POST /api/courses/activity/batch  tracking_batches: results_stand_where_the_events_stood
  POST /api/student/activity/batch  tracking_batches: results_stand_where_the_events_stood
sign-in
  POST /api/auth/token  api_tokens: a_program_signs_in_and_is_that_person
  POST /api/auth/refresh  api_tokens: a_refresh_token_brings_the_next_pair
  POST /api/auth/revoke  api_tokens: either_token_revokes_the_sign_in
events
  GET /api/events  api_events: a_stream_is_what_its_headers_say
descriptions
  GET /api/openapi.json  api_description: it_is_valid_openapi
  GET /api/docs  api_description: the_page_shows_every_door_and_every_shape
"""

FOUND = re.findall(r"^  (\w+) (\S+) +(\w+): (\w+)$", ROWS, re.M)


@cache
def texts_of(file: str) -> dict[str, str]:
    """The text of each test of a file; that of the file around its tests is under ""."""
    text = (HERE / f"test_{file}.py").read_text()
    nodes = ast.parse(text).body
    tests = [node for node in nodes if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    around = [node for node in nodes if node not in tests]
    written = {node.name.removeprefix("test_"): ast.unparse(node) for node in tests}
    return written | {"": "\n".join(map(ast.unparse, around))}


def test_the_rows_are_the_doors():
    doors = {(method, re.sub(r"<[^>]+>", "<id>", rule)) for rule, method in DECLARED}
    assert {(method, path) for method, path, _, _ in FOUND} == doors


@pytest.mark.parametrize(("method", "path", "file", "name"), FOUND, ids=lambda text: text)
def test_each_row_has_its_test(method, path, file, name):
    tests = texts_of(file)
    assert name in tests
    text = tests[name] + tests[""]
    last = [part for part in path.split("<id>") if part.strip("/")][-1].rstrip("/")
    assert last in text, f"{name} does not ask {last}"
