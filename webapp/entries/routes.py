"""The student's doors: the list, one entry, its versions, comments."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import accounts
from webapp.accounts import Role, me
from webapp.core.answers import form, reshow
from webapp.core.limits import throttle
from webapp.entries import actions, comparing, queries, regions
from webapp.entries.inputs import CommentInput
from webapp.flow import commit

bp = Blueprint("entries", __name__)


@bp.get("/entries")
@accounts.only(Role.student)
def mine() -> ResponseReturnValue:
    """A student's entries; `?before=` shows older ones."""
    student = me()
    before = request.args.get("before", type=int)
    if before is not None and not 0 < before < 2**31:
        before = None
    older = queries.entries_of(student.id, before=before) if before else ()
    return render_template(
        "entries/mine.html",
        latest=None if before else regions.my_entries(student.id),
        older=older,
        older_than=queries.older_than(student.id, before),
        starters=queries.starters_of(student.id),
    )


@bp.get("/entries/<int:entry_id>")
@accounts.only(Role.student)
def show(entry_id: int) -> ResponseReturnValue:
    """One's own entry: where it stands, the text, what was said."""
    entry = queries.written_by(me(), entry_id)
    return render_template(
        "entries/show.html",
        entry=entry,
        standing=regions.entry_standing(entry.id, entry.student_id),
        text=regions.entry_text(entry.id),
        thread=regions.entry_thread(entry.id),
        form=form(),
    )


@bp.get("/entries/<int:entry_id>/versions")
@accounts.only()
def versions(entry_id: int) -> ResponseReturnValue:
    """Two versions beside each other; without a choice the last two."""
    entry = queries.visible_to(me(), entry_id)
    kept = queries.versions_of(entry.id)
    new = request.args.get("new", kept[-1].number, type=int)
    old = request.args.get("old", new - 1, type=int)
    return render_template(
        "entries/versions.html", entry=entry, versions=kept, comparison=comparing.compare(kept, old, new)
    )


@bp.post("/entries/<int:entry_id>/comments")
@accounts.only(Role.student)
@reshow(show)
def comment(entry_id: int) -> ResponseReturnValue:
    entry = queries.written_by(me(), entry_id)
    throttle("20 per minute", "comment", str(me().id), message="Too many comments in a row.")
    actions.comment(entry, CommentInput.read(request.form).remarks, by=me())
    commit()
    return redirect(url_for("entries.show", entry_id=entry_id, _anchor="thread"), 303)
