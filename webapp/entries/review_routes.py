"""The doors of those who review: the queue, one entry beside it, verdicts, replies."""

import functools
import uuid
from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from webapp import accounts
from webapp.accounts import Role, me
from webapp.core import clock
from webapp.core.answers import form, reshow
from webapp.core.errors import Conflict, Invalid, NotFound
from webapp.core.forms import Form
from webapp.core.stores import db
from webapp.entries import actions, queries, queues, reading, regions, replies, review_actions
from webapp.entries.inputs import CommentInput, ReadingInput, VerdictInput
from webapp.entries.models import TAKEN_BACK_WITHIN, Entry
from webapp.entries.routes import bp
from webapp.entries.standing import Deed
from webapp.flow import commit
from webapp.live.region import fragment

View = Callable[..., ResponseReturnValue]

DONE = {Deed.approve: "Approved", Deed.ask_for_changes: "Changes asked for"}


def refused_in_place(deed: View) -> View:
    """A button in a region that comes too late is answered with the region as it is now, and with the reason;
    where somebody else was quicker, also with a way on.
    """

    @functools.wraps(deed)
    def attempt(**path: Any) -> ResponseReturnValue:
        try:
            return deed(**path)
        except Conflict as problem:
            if "HX-Request" not in request.headers:
                raise
            db.session.rollback()
            is_held = isinstance(problem, review_actions.InOtherHands)
            return _in_place(problem.message, over=url_for("entries.take", **path) if is_held else "")

    return attempt


@bp.get("/mentor/entries")
@accounts.only(Role.mentor)
def reviews() -> ResponseReturnValue:
    """What waits, the longest wait first, and what was decided last."""
    reviewer, now = me(), clock.now()
    return render_template(
        "entries/reviews.html",
        queue=regions.review_queue(reviewer.id),
        first=queues.next_in_queue(reviewer, but=0, at=now),
        decided=queues.decided_by(reviewer, limit=10),
        since=now - TAKEN_BACK_WITHIN,
    )


@bp.get("/mentor/entries/<int:entry_id>")
@accounts.only(Role.mentor)
def review(entry_id: int) -> ResponseReturnValue:
    """An entry beside the queue. Looking changes nothing about it; the page's script says that somebody reads it."""
    entry = queries.reviewable_by(me(), entry_id)
    return _review(entry, form().starting_from(remarks=replies.withdrawn_remarks(entry, me())))


@bp.post("/mentor/entries/<int:entry_id>/reply")
@accounts.only(Role.mentor)
@reshow(review)
def insert_reply(entry_id: int) -> ResponseReturnValue:
    """The page again, with a saved reply at the end of what was typed. Nothing is saved."""
    entry = queries.reviewable_by(me(), entry_id)
    wanted = request.form.get("reply", 0, type=int)
    reply = next((reply for reply in replies.replies_of(me().id) if reply.id == wanted), None)
    if reply is None:
        raise Invalid.of({"reply": "Choose one of your replies."})
    typed = Form.typed(request.form)
    remarks = "\n\n".join(text for text in (typed.values.get("remarks", "").strip(), reply.body) if text)
    return _review(entry, Form(values=dict(typed.values) | {"remarks": remarks}, was_sent=True))


@bp.post("/mentor/entries/<int:entry_id>/claim")
@accounts.only(Role.mentor)
@reshow(review)
def take(entry_id: int) -> ResponseReturnValue:
    """Keep it for oneself until it is decided or put back. `over` takes it out of somebody else's hands."""
    entry = queries.reviewable_by(me(), entry_id)
    review_actions.take(entry, by=me(), over=request.form.get("over") == "yes")
    commit()
    return redirect(_at(entry_id), 303)


@bp.post("/mentor/entries/<int:entry_id>/presence")
@accounts.only(Role.mentor)
def stay(entry_id: int) -> ResponseReturnValue:
    """An open page says that somebody reads here."""
    entry = queries.reviewable_by(me(), entry_id)
    reading.read_on(entry, ReadingInput.read(request.form).view, by=me())
    commit()
    return "", 204


@bp.post("/mentor/entries/<int:entry_id>/absence")
@accounts.only(Role.mentor)
def leave(entry_id: int) -> ResponseReturnValue:
    """A page says, on its way out, that nobody reads on it any more."""
    entry = queries.reviewable_by(me(), entry_id)
    reading.stop_reading(entry, ReadingInput.read(request.form).view, by=me())
    commit()
    return "", 204


@bp.post("/mentor/entries/<int:entry_id>/release")
@accounts.only(Role.mentor)
@reshow(review)
def put_back(entry_id: int) -> ResponseReturnValue:
    entry = queries.reviewable_by(me(), entry_id)
    review_actions.put_back(entry, by=me())
    commit()
    flash(f"“{entry.title}” is back in the queue.", "ok")
    return redirect(url_for("entries.reviews"), 303)


@bp.post("/mentor/entries/<int:entry_id>/verdict")
@accounts.only(Role.mentor)
@reshow(review)
@refused_in_place
def decide(entry_id: int) -> ResponseReturnValue:
    """The verdict; then the next entry. A button in a region is answered with that region."""
    entry = queries.reviewable_by(me(), entry_id)
    given = VerdictInput.read(request.form)
    review_actions.decide(entry, given.verdict, by=me(), remarks=given.remarks, version=given.version)
    commit()
    words = f"{DONE[given.verdict]}: {entry.title}."
    if "HX-Request" in request.headers:
        return _in_place(words, undo=url_for("entries.take_back", entry_id=entry_id))
    following = queues.next_in_queue(me(), but=entry_id, at=clock.now())
    flash(words, "ok")
    if following is None:
        return redirect(url_for("entries.reviews", decided=entry_id), 303)
    return redirect(_at(following, decided=entry_id), 303)


@bp.post("/mentor/entries/<int:entry_id>/reopening")
@accounts.only(Role.mentor)
@reshow(review)
@refused_in_place
def take_back(entry_id: int) -> ResponseReturnValue:
    """Take one's verdict back, within a minute."""
    entry = queries.reviewable_by(me(), entry_id)
    review_actions.take_back(entry, by=me())
    commit()
    words = f"Taken back: {entry.title}. {entry.student.name} is told."
    if "HX-Request" in request.headers:
        return _in_place(words)
    flash(words, "ok")
    return redirect(_at(entry_id), 303)


@bp.post("/mentor/entries/<int:entry_id>/comments")
@accounts.only(Role.mentor)
@reshow(review)
def review_comment(entry_id: int) -> ResponseReturnValue:
    """Say something without a verdict."""
    entry = queries.reviewable_by(me(), entry_id)
    actions.comment(entry, CommentInput.of({"remarks": request.form.get("remarks", "")}).remarks, by=me())
    commit()
    return redirect(url_for("entries.review", entry_id=entry_id, _anchor="thread"), 303)


def _review(entry: Entry, shown: Form) -> ResponseReturnValue:
    reviewer, now = me(), clock.now()
    return render_template(
        "entries/review.html",
        entry=entry,
        queue=regions.review_queue(reviewer.id),
        standing=regions.review_standing(entry.id),
        text=regions.entry_text(entry.id),
        thread=regions.entry_thread(entry.id),
        form=shown,
        replies=replies.replies_of(reviewer.id),
        view=uuid.uuid4(),
        is_theirs=entry.is_held_against(reviewer.id, at=now),
        undo=_just_decided(request.args.get("decided", 0, type=int)),
        following=queues.next_in_queue(reviewer, but=entry.id, at=now),
    )


def _just_decided(entry_id: int) -> Entry | None:
    """The entry that was decided on the page before, while the verdict can be taken back."""
    if not 0 < entry_id < 2**31:
        return None
    try:
        entry = queries.reviewable_by(me(), entry_id)
    except NotFound:
        return None
    if entry.reviewer_id != me().id or entry.decided_at is None:
        return None
    return entry if entry.decided_at + TAKEN_BACK_WITHIN > clock.now() else None


def _at(entry_id: int, decided: int | None = None) -> str:
    return url_for("entries.review", entry_id=entry_id, decided=decided, _anchor="entry")


def _in_place(words: str, *, undo: str = "", over: str = "") -> str:
    """The dashboard's queue as it is now, and word of it."""
    queue = regions.queue(me().id)
    toast = render_template("entries/_partials/deed_done.html", words=words, undo=undo, over=over)
    return fragment({queue.id: queue.inner(), "say": Markup("{}").format(words), "toasts": Markup(toast)})  # noqa: S704
