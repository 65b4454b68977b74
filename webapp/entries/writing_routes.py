"""The student's doors to writing: a new entry, changing one, drafts, the preview."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from webapp import accounts
from webapp.accounts import Role, User, me
from webapp.core.answers import form, reshow
from webapp.core.errors import Conflict
from webapp.core.forms import Form
from webapp.core.limits import throttle
from webapp.core.markdown import render
from webapp.core.words import iso
from webapp.courses import Unit
from webapp.entries import actions, drafts, queries
from webapp.entries.inputs import MOST_TEXT, EntryInput
from webapp.entries.models import Entry, EntryDraft
from webapp.entries.routes import bp
from webapp.entries.standing import EntryStatus
from webapp.flow import commit

TYPED = ("title", "body", "course_id", "unit_id", "hours", "skills")


@bp.get("/entries/new")
@accounts.only(Role.student)
def new() -> ResponseReturnValue:
    """A blank entry, or what was typed before. `?unit=` begins with a unit that the student has finished.

    The address has the key that it will be sent under. So going back to one that was sent leads to what it became.
    """
    student = me()
    draft, unit = queries.draft_of(student.id), _unit(student, request.args.get("unit", ""))
    if not form().was_sent:
        asked = _key(request.args.get("key", ""))
        sent = queries.sent_under(student.id, asked)
        if sent is not None:
            return _sent_already(sent)
        key = (draft.key if draft else "") or asked or str(uuid.uuid4())
        if key != asked:
            return redirect(url_for("entries.new", key=key, unit=unit.id if unit else None))
    begun: Mapping[str, Any] = draft.fields if draft else {}
    if unit is not None and draft is None:
        begun = {"title": unit.title, "unit_id": unit.id, "course_id": unit.course_id}
    shown = form().starting_from(**begun, key=_key(request.args.get("key", "")))
    return _editor(None, shown, draft, wanted=unit if draft else None)


@bp.post("/entries")
@accounts.only(Role.student)
@reshow(new)
def submit() -> ResponseReturnValue:
    student = me()
    throttle("20 per minute", "entry", str(student.id), message="Too many entries in a row.")
    given = EntryInput.read(request.form)
    accounts.hold(student.id)
    sent = queries.sent_under(student.id, given.key)
    if sent is not None:
        if (given.title, given.body) in [(one.title, one.body) for one in queries.versions_of(sent.id)]:
            return _sent_already(sent)
        raise Conflict("You have sent this already, in other words. Sent once more it is another entry.")
    entry = actions.submit(given, by=student)
    commit()
    flash("Sent. You are told here as soon as it is answered.", "ok")
    return redirect(url_for("entries.show", entry_id=entry.id), 303)


@bp.post("/entries/draft")
@accounts.only(Role.student)
def keep_draft() -> ResponseReturnValue:
    """Keep what is typed, right or wrong. A script gets the time of it, a form its page again; where another page kept
    something else meanwhile, both versions.
    """
    student = me()
    entry = _changed(student)
    typed = {name: _text(request.form.get(name, "")) for name in TYPED}
    accounts.hold(student.id)
    if drafts.was_sent(student, entry, request.form.get("key", ""), request.form.get("version", "")):
        return "", 204
    key = "" if entry else _key(request.form.get("key", "")) or str(uuid.uuid4())
    try:
        draft = drafts.keep_draft(student, typed, entry.id if entry else None, known=_known(key))
    except drafts.ChangedElsewhere as refused:
        return _both(entry, refused.draft, typed), 409
    commit()
    if _is_script():
        return {"saved_at": iso(draft.saved_at), "version": draft.version}
    flash("Draft saved.", "ok")
    return redirect(_editor_of(entry, key), 303)


@bp.post("/entries/draft/deletion")
@accounts.only(Role.student)
def drop_draft() -> ResponseReturnValue:
    drafts.drop_draft(me().id)
    commit()
    return redirect(url_for("entries.mine"), 303)


@bp.post("/entries/preview")
@accounts.only(Role.student)
def preview() -> ResponseReturnValue:
    """The text as it would be shown. Nothing is saved."""
    shown = render(request.form.get("body", "")[:MOST_TEXT])
    if "HX-Request" in request.headers:
        return str(shown)
    slot = request.form.get("slot", "")
    entry = (
        queries.written_by(me(), int(slot))
        if slot.isascii() and slot.isdecimal() and len(slot) < 10
        else None
    )
    return _editor(entry, Form.typed(request.form), None)


@bp.get("/entries/<int:entry_id>/edit")
@accounts.only(Role.student)
def edit(entry_id: int) -> ResponseReturnValue:
    entry = queries.written_by(me(), entry_id)
    draft = queries.draft_of(entry.student_id, entry.id)
    return _editor(entry, form().starting_from(**(draft.fields if draft else _fields_of(entry))), draft)


@bp.post("/entries/<int:entry_id>/edit")
@accounts.only(Role.student)
@reshow(edit)
def change(entry_id: int) -> ResponseReturnValue:
    entry = queries.written_by(me(), entry_id)
    sent = MultiDict([pair for pair in request.form.items(multi=True) if pair[0] not in ("key", "version")])
    was = entry.status
    actions.change(entry, EntryInput.read(sent), by=me())
    commit()
    flash("Saved." if was is EntryStatus.submitted else "Sent again.", "ok")
    return redirect(url_for("entries.show", entry_id=entry_id), 303)


def _editor(
    entry: Entry | None,
    shown: Form,
    draft: EntryDraft | None,
    *,
    wanted: Unit | None = None,
    clash: Mapping[str, Any] | None = None,
) -> str:
    """`wanted` is what a new entry was to be about, had there been no draft of another; `clash` is what another page
    kept.
    """
    student, key = me(), shown.values.get("key", "")
    sent = queries.sent_under(student.id, key) if entry is None and shown.was_sent else None
    return render_template(
        "entries/editor.html",
        entry=entry,
        sent=sent,
        may_change=entry is None or entry.status in (EntryStatus.submitted, EntryStatus.changes_requested),
        form=shown,
        draft=draft,
        kept=shown.values.get("kept") or (draft.version if draft else 0),
        clash=clash,
        unit=_unit(student, shown.values.get("unit_id", "")),
        wanted=wanted,
        key=str(uuid.uuid4()) if sent or not key else key,
        course_options=queries.courses_of(student.id),
        preview=render(shown.values.get("body", "")[:MOST_TEXT]),
    )


def _both(entry: Entry | None, draft: EntryDraft, typed: Mapping[str, str]) -> Any:
    """What is kept and what is typed here, where they differ: for a script by itself, else above the form."""
    clash = {"rows": _differing(draft, typed), "draft": draft, "take": _editor_of(entry, draft.key)}
    if _is_script():
        return {"clash": render_template("entries/_partials/draft_clash.html", **clash)}
    return _editor(entry, Form.typed(request.form), draft, clash=clash)


def _differing(draft: EntryDraft, typed: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """By field what is kept and what is typed, in words. What it is about is not typed."""
    titles = {str(id): title for id, title in queries.courses_of(draft.student_id)}

    def words(name: str, text: str) -> str:
        return titles.get(text, text) if name == "course_id" else text

    rows = [(name, draft.fields.get(name, ""), typed[name]) for name in TYPED if name != "unit_id"]
    return [(name, words(name, kept), words(name, here)) for name, kept, here in rows if kept != here]


def _known(key: str) -> drafts.Known:
    """What the page says that it knows of the draft."""
    kept, over, tab = (request.form.get(name, "") for name in ("kept", "over", "tab"))
    return drafts.Known(
        key, int(kept) if _is_number(kept) else 0, tab[:36], int(over) if _is_number(over) else None
    )


def _is_script() -> bool:
    return request.headers.get("Accept") == "application/json"


def _text(typed: str) -> str:
    """As it is kept, however it was sent."""
    return typed.replace("\r\n", "\n").replace("\x00", "")[:MOST_TEXT]


def _sent_already(entry: Entry) -> ResponseReturnValue:
    flash("You have sent this already. Here is what it became.", "ok")
    return redirect(url_for("entries.show", entry_id=entry.id), 303)


def _editor_of(entry: Entry | None, key: str) -> str:
    return url_for("entries.edit", entry_id=entry.id) if entry else url_for("entries.new", key=key)


def _key(text: str) -> str:
    """A key as it is kept; nothing for what is none."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return ""


def _fields_of(entry: Entry) -> Mapping[str, Any]:
    hours = "" if entry.minutes is None else f"{entry.minutes / 60:.2f}".rstrip("0").rstrip(".")
    return {
        "title": entry.title,
        "body": entry.body,
        "course_id": entry.course_id,
        "unit_id": entry.unit_id,
        "hours": hours,
        "skills": ", ".join(entry.skills),
    }


def _changed(student: User) -> Entry | None:
    """The student's own entry that the form is to change; none for a new one. Raises `NotFound`."""
    slot = request.form.get("slot", "")
    return queries.written_by(student, int(slot)) if _is_number(slot) else None


def _unit(student: User, number: str) -> Unit | None:
    return queries.finished_unit(student.id, int(number)) if _is_number(number) else None


def _is_number(text: str) -> bool:
    """A number that a row can have."""
    return text.isascii() and text.isdecimal() and len(text) < 10
