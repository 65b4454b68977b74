"""The door for moving a session and changing its length, by a drag, a key or a button."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webapp import accounts
from webapp.accounts import Role, me
from webapp.core.errors import Conflict, Invalid
from webapp.core.stores import db
from webapp.core.words import duration
from webapp.flow import commit
from webapp.schedules import moving
from webapp.schedules.actions import slot_of
from webapp.schedules.answers import shown_again
from webapp.schedules.door import bp
from webapp.schedules.models import Schedule, Scope
from webapp.schedules.move_inputs import MoveInput, in_field
from webapp.schedules.moving import Before
from webapp.schedules.overlaps import Overlapping
from webapp.schedules.queries import planned_by, series_of
from webapp.schedules.words import Reader

SCOPES = [("this", "Only this one"), ("later", "This and later"), ("all", "All")]


@bp.post("/mentor/schedules/<int:schedule_id>/move")
@accounts.only(Role.mentor)
def move(schedule_id: int) -> ResponseReturnValue:
    """By minutes and days on its clocks, or its end alone. Asks which ones of a series, and where the time is taken."""
    given = MoveInput.read(request.form)
    schedule = planned_by(me(), schedule_id)
    if not given.before and not given.shift:
        return shown_again(f"{schedule.title} stays on {_when(schedule)}.", by=me())
    try:
        if given.before:
            moving.put_back(schedule, given.before, by=me())
            commit()
            return shown_again(f"{schedule.title} is back on {_when(schedule)}.", by=me())
        if given.scope is None and len(series_of(schedule, Scope.all)) > 1:
            return _asks_which(schedule, given)
        scope = given.scope or Scope.this
        befores = moving.move(schedule, given.shift, by=me(), scope=scope, accepted=given.overlaps_accepted)
    except Overlapping as taken:
        return _asks(schedule, given, taken)
    except (Conflict, Invalid) as refused:
        db.session.rollback()
        return shown_again(f"Not changed. {refused.fields.get('', refused.message)}", by=me())
    commit()
    undo = url_for("schedules.move", schedule_id=schedule_id)
    fields: dict[str, object] = {"before": in_field(befores)}
    return shown_again(_said(schedule, given, befores), undo=undo, fields=fields, by=me(), has_moved=True)


def _said(schedule: Schedule, given: MoveInput, befores: list[Before]) -> str:
    more = f" So are {len(befores) - 1} more of its series." if len(befores) > 1 else ""
    if given.shift.later:
        return f"{schedule.title} is now on {_when(schedule)}.{more}"
    until = Reader(me().id, me().time_zone).time(schedule.ends_at)
    return f"{schedule.title} is now {duration(schedule.minutes)} long, until {until}.{more}"


def _when(schedule: Schedule) -> str:
    return Reader(me().id, me().time_zone).moment(schedule.starts_at)


def _asks_which(schedule: Schedule, given: MoveInput) -> ResponseReturnValue:
    """It is one of a series: a script offers which of them to move, and the form asks."""
    given.shift.of(slot_of(schedule))
    words = f"{schedule.title} is one of a series. Which of them?"
    if "HX-Request" not in request.headers:
        flash(f"{schedule.title} is one of a series. Say below which of them to change.", "ok")
        return _in_the_form(schedule, given)
    again = url_for("schedules.move", schedule_id=schedule.id)
    return shown_again(words, undo=again, fields=_typed(given), choices=SCOPES, by=me())


def _asks(schedule: Schedule, given: MoveInput, taken: Overlapping) -> ResponseReturnValue:
    """The new time is taken: a script offers to move it anyway, and the form says all about it. There a reason is given
    as well, which it takes where the mentor has another session then.
    """
    db.session.rollback()
    if "HX-Request" not in request.headers:
        return _in_the_form(schedule, given)
    refused = "Not moved." if given.shift.later else "Not changed."
    if taken.lacks_reason:
        form = _form_with(schedule, given)
        label = f"{'Move' if given.shift.later else 'Change'} it with a reason"
        return shown_again(f"{refused} {_has_another(taken)}", door=form, label=label, by=me())
    fields = _typed(given) | {"accepted": " ".join(str(overlap.schedule.id) for overlap in taken.found)}
    if given.scope:
        fields["scope"] = given.scope.value
    again = url_for("schedules.move", schedule_id=schedule.id)
    label = "Move anyway" if given.shift.later else "Change anyway"
    return shown_again(f"{refused} {taken.message}", undo=again, label=label, fields=fields, by=me())


def _has_another(taken: Overlapping) -> str:
    """What its mentor has at that time, to be said to the mentor or an admin."""
    other, *more = taken.own
    whose = "you have" if other.mentor_id == me().id else f"{other.mentor.name} has"
    return f"At that time {whose} {other.title}{f' and {len(more)} more' if more else ''}."


def _in_the_form(schedule: Schedule, given: MoveInput) -> ResponseReturnValue:
    return redirect(_form_with(schedule, given), 303)


def _form_with(schedule: Schedule, given: MoveInput) -> str:
    """The form, with the new time in it."""
    wanted = given.shift.of(slot_of(schedule))
    minutes = int(wanted.length.total_seconds() // 60) if given.longer else None
    return url_for(
        "schedules.edit_schedule",
        schedule_id=schedule.id,
        starts=f"{wanted.wall:%Y-%m-%dT%H:%M}",
        minutes=minutes,
        scope=given.scope.value if given.scope else None,
    )


def _typed(given: MoveInput) -> dict[str, object]:
    return {"minutes": given.minutes, "days": given.days, "longer": given.longer}
