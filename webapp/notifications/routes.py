"""The page of notifications, and what is done with lines on it and at the bell.

Opening a line is a deed of its own: it marks the line read and leads to where the line leads.
"""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from webapp import accounts
from webapp.accounts import User
from webapp.core.words import plural
from webapp.flow import commit
from webapp.live.region import fragment
from webapp.notifications import actions, centre, queries, regions
from webapp.notifications.inputs import MarkInput, PlaceInput, PreferencesInput
from webapp.notifications.shows import Show
from webapp.notifications.sorts import ALWAYS, LOOKS, Sort

bp = Blueprint("notifications", __name__)

TOAST = "notifications/_partials/toast.html"


@bp.get("/notifications")
@accounts.only()
def show() -> ResponseReturnValue:
    user = accounts.me()
    wanted = _show_asked_for()
    before = request.args.get("before", "")
    return render_template(
        "notifications/notifications.html",
        show=wanted,
        centre=None if before else regions.centre(user.id, wanted),
        shelf=centre.shelf(user.id, wanted, before) if before else None,
        preferences=regions.preferences(user.id),
        lasting=ALWAYS,
    )


@bp.post("/notifications/<int:line_id>/reading")
@accounts.only()
def read(line_id: int) -> ResponseReturnValue:
    """Go where it leads; it is read then."""
    user = accounts.me()
    line = queries.line_of(user.id, line_id)
    link = line.link or url_for("notifications.show")
    actions.mark(line, by=user, is_read=True)
    commit()
    return redirect(link, 303)


@bp.post("/notifications/<int:line_id>/mark")
@accounts.only()
def mark(line_id: int) -> ResponseReturnValue:
    user = accounts.me()
    given = MarkInput.read(request.form)
    actions.mark(queries.line_of(user.id, line_id), by=user, is_read=given.is_read)
    commit()
    return _there_again(user, given)


@bp.post("/notifications/<int:line_id>/clearing")
@accounts.only()
def clear(line_id: int) -> ResponseReturnValue:
    user = accounts.me()
    given = PlaceInput.read(request.form)
    line = queries.line_of(user.id, line_id)
    title = line.title
    key = actions.clear(line, by=user)
    commit()
    undo = url_for("notifications.bring_back", clearing=key)
    return _there_again(user, given, words=f"Cleared: {title}", undo=undo)


@bp.post("/notifications/<int:line_id>/muting")
@accounts.only()
def mute(line_id: int) -> ResponseReturnValue:
    """Nothing more of this sort."""
    user = accounts.me()
    given = PlaceInput.read(request.form)
    sort = queries.line_of(user.id, line_id).sort
    actions.mute(user, sort)
    commit()
    words = f"{LOOKS[sort].name} are muted."
    return _there_again(user, given, words=words, undo=url_for("notifications.unmute", sort=sort))


@bp.post("/notifications/readings")
@accounts.only()
def mark_all() -> ResponseReturnValue:
    """All that the filter shows; at the bell, all there is."""
    user = accounts.me()
    given = PlaceInput.read(request.form)
    actions.mark_all_read(user, given.show or Show.all, until=given.seen_until)
    commit()
    return _there_again(user, given)


@bp.post("/notifications/clearings")
@accounts.only()
def clear_all() -> ResponseReturnValue:
    user = accounts.me()
    given = PlaceInput.read(request.form)
    number, key = actions.clear_all(user, given.show or Show.all, until=given.seen_until)
    commit()
    if not number:
        return _there_again(user, given, words="There was nothing to clear.")
    words = f"{plural(number, 'notification')} cleared."
    return _there_again(user, given, words=words, undo=url_for("notifications.bring_back", clearing=key))


@bp.post("/notifications/clearings/<clearing>/undoing")
@accounts.only()
def bring_back(clearing: str) -> ResponseReturnValue:
    user = accounts.me()
    given = PlaceInput.read(request.form)
    number = actions.bring_back(user, clearing)
    commit()
    back = f"{plural(number, 'notification')} {'is' if number == 1 else 'are'} back."
    return _there_again(user, given, words=back if number else "That was undone already, or is too long ago.")


@bp.post("/notifications/sorts/<sort>/unmuting")
@accounts.only()
def unmute(sort: str) -> ResponseReturnValue:
    user = accounts.me()
    given = PlaceInput.read(request.form)
    wanted = Sort(sort) if sort in set(Sort) else None
    if wanted is not None:
        actions.unmute(user, wanted)
    commit()
    return _there_again(user, given, words=f"{LOOKS[wanted].name} are shown again." if wanted else "")


@bp.post("/settings/notifications")
@accounts.only()
def prefer() -> ResponseReturnValue:
    user = accounts.me()
    given = PreferencesInput.read(request.form)
    actions.prefer(user, given.sorts)
    commit()
    if "HX-Request" in request.headers:
        part = regions.preferences(user.id)
        return fragment({part.id: part.inner(), "say": Markup("Saved.")})
    flash("Saved.", "ok")
    return redirect(accounts.page_before(url_for("notifications.show")), 303)


def _show_asked_for() -> Show:
    """The filter in the address; one that does not exist shows everything."""
    asked = request.args.get("show", "")
    return Show(asked) if asked in set(Show) else Show.all


def _there_again(user: User, place: PlaceInput, *, words: str = "", undo: str = "") -> ResponseReturnValue:
    """What the button stood in, as it is now, and a word about it; without scripts, the page."""
    if "HX-Request" not in request.headers:
        if words:
            flash(words, "ok")
        return redirect(url_for("notifications.show", show=place.show), 303)
    bell = regions.bell(user.id)
    parts = {bell.id: bell.inner()}
    if place.show is not None:
        for part in (regions.centre(user.id, place.show), regions.preferences(user.id)):
            parts[part.id] = part.inner()
    if words:
        toast = render_template(TOAST, words=words, undo=undo, show=place.show)
        parts["toasts"] = Markup(toast)  # noqa: S704 - a template's
    return fragment(parts)
