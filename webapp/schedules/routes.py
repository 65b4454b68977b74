"""The doors of those who take part: My Schedule, one session, and calendars."""

import hashlib

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import accounts
from webapp.accounts import Role, me
from webapp.flow import commit
from webapp.schedules import calendars, marking, regions, seeing
from webapp.schedules.answers import shown_again
from webapp.schedules.door import bp
from webapp.schedules.paging import Weeks
from webapp.schedules.queries import visible_to
from webapp.schedules.sighting_inputs import SightingsInput, in_field

VIEWS = ("grid", "list")


@bp.get("/schedule")
@accounts.only(Role.student)
def my_schedule() -> ResponseReturnValue:
    """A student's sessions: the next one, a week of them, what is to come and what is done."""
    user = me()
    weeks = Weeks.asked(request.args.get("week"), user.time_zone)
    return render_template(
        "schedules/my_schedule.html",
        next=regions.my_next(user.id),
        week=regions.my_week(user.id, weeks.name),
        sessions=regions.my_sessions(user.id),
        weeks=weeks,
        view=request.args["view"] if request.args.get("view") in VIEWS else "",
        feed=calendars.feed_of(user),
        unseen=in_field(seeing.unseen_on_plan(user, weeks)),
    )


@bp.get("/schedule/<int:schedule_id>")
@accounts.only()
def show(schedule_id: int) -> ResponseReturnValue:
    """One session, for its students and its mentor."""
    user = me()
    schedule = visible_to(user, schedule_id)
    shown: dict[str, object]
    if user.is_student:
        unseen = in_field(seeing.unseen(user, schedule))
        shown = {"mine": regions.my_session(user.id, schedule_id), "unseen": unseen}
    else:
        shown = {"session": regions.session(schedule_id), "seen": regions.seen(schedule_id)}
        shown["own_overlap"] = regions.own_overlap(schedule_id)
        if schedule.overlap_reason:
            shown["pulse"] = regions.pulse(user.id)
    return render_template("schedules/show.html", schedule=schedule, **shown)


@bp.post("/schedule/sightings")
@accounts.only(Role.student)
def see_plan() -> ResponseReturnValue:
    """A student looks at My Schedule."""
    user, given = me(), SightingsInput.read(request.form)
    weeks = Weeks.asked(request.args.get("week"), user.time_zone)
    seeing.see(user, seeing.unseen_on_plan(user, weeks), given.shown)
    commit()
    return _seen(url_for("schedules.my_schedule", week=weeks.name))


@bp.post("/schedule/<int:schedule_id>/sightings")
@accounts.only(Role.student)
def see(schedule_id: int) -> ResponseReturnValue:
    """A student looks at the page of one session."""
    user, given = me(), SightingsInput.read(request.form)
    seeing.see(user, seeing.unseen(user, visible_to(user, schedule_id)), given.shown)
    commit()
    return _seen(url_for("schedules.show", schedule_id=schedule_id))


@bp.post("/schedule/<int:schedule_id>/completion")
@accounts.only()
def complete(schedule_id: int) -> ResponseReturnValue:
    schedule = visible_to(me(), schedule_id)
    marking.complete(schedule, by=me())
    commit()
    undo = url_for("schedules.reopen", schedule_id=schedule_id)
    return shown_again(f"{schedule.title} is marked complete.", undo=undo, by=me())


@bp.post("/schedule/<int:schedule_id>/reopening")
@accounts.only()
def reopen(schedule_id: int) -> ResponseReturnValue:
    schedule = visible_to(me(), schedule_id)
    marking.reopen(schedule, by=me())
    commit()
    return shown_again(f"{schedule.title} is not complete any more.", by=me())


@bp.get("/schedule/<int:schedule_id>.ics")
@accounts.only()
def session_file(schedule_id: int) -> ResponseReturnValue:
    """One session for a calendar app."""
    schedule = visible_to(me(), schedule_id)
    answer = Response(calendars.calendar_with(schedule, me()), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = f'attachment; filename="session-{schedule.id}.ics"'
    return answer


@bp.post("/schedule/feed")
@accounts.only()
def make_feed() -> ResponseReturnValue:
    """A new secret address for a calendar app, shown this once."""
    token = calendars.new_feed(me())
    commit()
    link = url_for("schedules.feed", feed_token=token, _external=True)
    return render_template("schedules/feed.html", link=link, webcal=f"webcal:{link.partition(':')[2]}")


@bp.post("/schedule/feed/removal")
@accounts.only()
def remove_feed() -> ResponseReturnValue:
    calendars.end_feed(me())
    commit()
    home = "schedules.my_schedule" if me().is_student else "schedules.plan"
    return redirect(url_for(home), 303)


@bp.get("/calendar/<feed_token>.ics")
def feed(feed_token: str) -> ResponseReturnValue:
    """A person's sessions for their calendar app: whoever has the secret address reads them. Unchanged, it is a 304."""
    written = calendars.calendar_of(calendars.reader_of(feed_token))
    answer = Response(written, mimetype="text/calendar")
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(hashlib.sha256(written).hexdigest()[:32])
    return answer.make_conditional(request)


def _seen(page: str) -> ResponseReturnValue:
    """For who pressed the button the page again; a script has it."""
    return ("", 204) if "HX-Request" in request.headers else redirect(page, 303)
