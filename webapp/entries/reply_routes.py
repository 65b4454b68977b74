"""The doors to a mentor's saved replies."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import accounts
from webapp.accounts import Role, me
from webapp.core.answers import form, reshow
from webapp.entries import replies, review_actions
from webapp.entries.inputs import ReplyInput
from webapp.entries.routes import bp
from webapp.flow import commit


@bp.get("/mentor/entries/replies")
@accounts.only(Role.mentor)
def saved_replies() -> ResponseReturnValue:
    """Words kept for the next verdict; `?edit=` puts one into the form."""
    kept = replies.replies_of(me().id)
    wanted = request.args.get("edit", 0, type=int)
    edited = next((reply for reply in kept if reply.id == wanted), None)
    shown = form().starting_from(**({"name": edited.name, "body": edited.body} if edited else {}))
    return render_template("entries/replies.html", replies=kept, form=shown)


@bp.post("/mentor/entries/replies")
@accounts.only(Role.mentor)
@reshow(saved_replies)
def save_reply() -> ResponseReturnValue:
    given = ReplyInput.read(request.form)
    review_actions.save_reply(given.name, given.body, by=me())
    commit()
    flash("Saved.", "ok")
    return redirect(url_for("entries.saved_replies"), 303)


@bp.post("/mentor/entries/replies/<int:reply_id>/deletion")
@accounts.only(Role.mentor)
def delete_reply(reply_id: int) -> ResponseReturnValue:
    reply = replies.reply_of(me(), reply_id)
    review_actions.delete_reply(reply, by=me())
    commit()
    flash(f"“{reply.name}” is deleted.", "ok")
    return redirect(url_for("entries.saved_replies"), 303)
