"""When this is recorded, that happens: the flow on one page. Reactions run in this order, inside the transaction."""

from webapp import (
    accounts,
    aims,
    analytics,
    attendance,
    courses,
    dashboard,
    entries,
    notifications,
    schedules,
    tracking,
)
from webapp.attendance.plans import PlannedGrace
from webapp.flow.record import Afterwards, Reactions
from webapp.flow.ticker import Tick
from webapp.live.greeting import ActiveSessions
from webapp.schedules.attending import Standings

REACTIONS: Reactions = {
    accounts.SignedIn: [tracking.log_sign_in],
    accounts.ProfileChanged: [analytics.refresh],
    accounts.SignedOutEverywhere: [schedules.end_links],
    accounts.MentorAway: [entries.follow_mentor],
    accounts.MentorLeft: [entries.follow_mentor, dashboard.follow_mentor],
    accounts.MentorAssigned: [notifications.post, entries.follow_mentor, dashboard.follow_mentor],
    accounts.MembersChanged: [
        entries.follow_members,
        schedules.follow_members,
        analytics.follow_members,
        dashboard.follow_members,
    ],
    accounts.AccessChanged: [courses.count_heads, analytics.follow_person, dashboard.follow_person],
    accounts.StudentRegistered: [courses.count_heads, notifications.post, dashboard.follow_registration],
    accounts.PersonLeft: [
        dashboard.follow_person,
        analytics.follow_person,
        courses.count_heads,
        tracking.forget,
        courses.forget,
        entries.leave_queues,
        notifications.forget,
        schedules.call_off,
    ],
    accounts.RoleChanged: [
        courses.count_heads,
        notifications.post,
        analytics.follow_person,
        dashboard.follow_person,
    ],
    courses.Enrolled: [
        tracking.log_enrolment,
        analytics.refresh,
        notifications.post,
        dashboard.follow_enrolment,
    ],
    courses.Left: [analytics.refresh, analytics.follow_leaving, dashboard.follow_enrolment],
    courses.TeachersChanged: [notifications.post, dashboard.follow_teachers],
    courses.LessonFinished: [tracking.log_finish],
    courses.QuizMarked: [tracking.log_quiz, analytics.reconsider],
    courses.AssignmentSubmitted: [tracking.log_submission],
    courses.CertificateIssued: [tracking.log_certificate, notifications.post],
    courses.ProgressMade: [analytics.refresh],
    entries.EntryCreated: [tracking.log_entry, notifications.post],
    entries.EntryStatusChanged: [analytics.reconsider, notifications.post],
    entries.EntryCommented: [notifications.post],
    attendance.SessionStarted: [schedules.show_attendance, notifications.post],
    attendance.SessionEnded: [
        schedules.complete_held,
        schedules.show_attendance,
        analytics.count_session,
        notifications.post,
    ],
    attendance.SessionChanged: [schedules.show_attendance, analytics.count_session],
    attendance.SessionAttended: [tracking.log_attendance],
    attendance.Marked: [
        schedules.show_mark,
        analytics.count_mark,
        analytics.move_boards,
        notifications.post,
    ],
    attendance.AbsencesInARow: [notifications.post],
    attendance.CorrectionAsked: [notifications.post],
    aims.GoalReached: [tracking.log_goal],
    aims.SkillAdded: [tracking.log_skill],
    aims.AimsChanged: [analytics.refresh],
    tracking.ActivitiesLogged: [courses.advance, analytics.project],
    analytics.AchievementUnlocked: [notifications.post],
    schedules.ScheduleCreated: [notifications.post, schedules.show_admins],
    schedules.ScheduleUpdated: [notifications.post, schedules.show_admins],
    schedules.ScheduleDeleted: [notifications.post, schedules.show_admins],
    schedules.ScheduleStatusChanged: [notifications.post, schedules.show_admins],
    schedules.SchedulesRedrawn: [schedules.show_admins],
    schedules.SessionNear: [notifications.post],
    analytics.FiguresCorrected: [notifications.post],
}

AFTERWARDS: Afterwards = {
    tracking.ActivityOwed: tracking.write_at_once,
}
"""When this is durable, that happens, in transactions of its own. A crash before it leaves it to a tick."""

ACTIVE_SESSIONS: ActiveSessions = (attendance.active_in,)
"""Who is asked for the attendance sessions that are running, when a program subscribes to a course."""

PLANNED_GRACE: PlannedGrace = schedules.grace_planned
"""Who is asked after how many minutes one is late, when attendance in a scheduled session is started."""

STANDINGS: Standings = attendance.standings_of
"""Who is asked how a student stands in planned sessions, when their plan is shown."""

TICKS: tuple[Tick, ...] = (
    Tick("entries nobody reviews any more", 60, entries.put_back_forgotten),
    Tick("readers of entries who have gone", 15, entries.forget_readers),
    Tick("reminders of sessions", 20, schedules.remind),
    Tick("word of deleted sessions", 5, schedules.tell_deletions),
    Tick("notifications that are over", notifications.EVERY_SECONDS, notifications.let_go),
    Tick("attendance left open", 5, attendance.end_overdue),
    Tick("attendance owed to the log", 2, attendance.state_what_is_owed),
    Tick("activities owed to the log", 2, tracking.write_what_is_owed),
    Tick("refused beacons that are over", 600, tracking.purge_letters),
    Tick("lines of the log that are not kept any longer", 300, tracking.retire),
)
"""What is due again and again, and how often; in this order."""
