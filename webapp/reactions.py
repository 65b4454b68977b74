"""When this is recorded, that happens: the flow on one page. Reactions run in this order, inside the transaction."""

from webapp import accounts, analytics, courses, tracking
from webapp.flow.record import Reactions
from webapp.live.greeting import ActiveSessions

REACTIONS: Reactions = {
    accounts.SignedIn: [tracking.log_sign_in],
    accounts.ProfileChanged: [analytics.refresh],
    courses.Enrolled: [tracking.log_enrolment, analytics.refresh],
    courses.Left: [analytics.refresh],
    courses.LessonFinished: [tracking.log_finish],
    courses.QuizMarked: [tracking.log_quiz],
    courses.AssignmentSubmitted: [tracking.log_submission],
    courses.CertificateIssued: [tracking.log_certificate],
    courses.ProgressMade: [analytics.refresh],
    tracking.ActivitiesLogged: [courses.advance, analytics.project],
}

ACTIVE_SESSIONS: ActiveSessions = ()
"""Who is asked for the attendance sessions that are running, when a program subscribes to a course."""
