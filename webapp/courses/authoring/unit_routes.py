"""The teacher's doors to one unit: its text with a preview, and its film."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from webapp import accounts
from webapp.accounts import Role, me
from webapp.core.answers import form, reshow
from webapp.core.bodies import allow_long_texts
from webapp.core.errors import NotFound
from webapp.core.forms import Form
from webapp.courses.authoring import file_actions, queries, unit_actions
from webapp.courses.authoring.inputs import UnitInput
from webapp.courses.authoring.previews import preview_of
from webapp.courses.authoring.queries import unit_taught_by
from webapp.courses.authoring.uploads import received
from webapp.courses.authoring.versions import version_of
from webapp.courses.file_kinds import FILMS
from webapp.courses.models import Unit, UnitKind
from webapp.courses.routes import bp
from webapp.flow import commit

FILM_ENDINGS = frozenset(FILMS)


@bp.get("/mentor/units/<int:unit_id>")
@accounts.only(Role.mentor)
def edit_unit(unit_id: int) -> ResponseReturnValue:
    unit = unit_taught_by(me(), unit_id)
    written = {
        "title": unit.title,
        "section": unit.section,
        "body": unit.body,
        "minutes": unit.minutes,
        "is_required": "on" if unit.is_required else "",
        "video_url": unit.video_url,
        "transcript": unit.transcript,
    }
    return _page(unit, form().starting_from(**written))


@bp.post("/mentor/units/<int:unit_id>")
@accounts.only(Role.mentor)
@reshow(edit_unit)
def change_unit(unit_id: int) -> ResponseReturnValue:
    allow_long_texts()
    given = UnitInput.read(request.form)
    unit = unit_taught_by(me(), unit_id)
    unit_actions.change_unit(unit, given, by=me())
    commit()
    flash("Saved.", "ok")
    return redirect(url_for("courses.edit_unit", unit_id=unit_id), 303)


@bp.post("/mentor/units/<int:unit_id>/preview")
@accounts.only(Role.mentor)
def preview_unit(unit_id: int) -> ResponseReturnValue:
    """The text as students would see it. Nothing is saved."""
    allow_long_texts()
    unit = unit_taught_by(me(), unit_id)
    if "HX-Request" in request.headers:
        return str(preview_of(unit.course_id, request.form.get("body", "")))
    return _page(unit, Form.typed(request.form))


@bp.post("/mentor/units/<int:unit_id>/film")
@accounts.only(Role.mentor)
@reshow(edit_unit)
def upload_film(unit_id: int) -> ResponseReturnValue:
    _video_unit(unit_id)
    kept = received("film", limit_mb=_limit_mb(), kinds=FILM_ENDINGS)
    file_actions.show_film(_video_unit(unit_id), kept, by=me())
    commit()
    return redirect(url_for("courses.edit_unit", unit_id=unit_id), 303)


@bp.post("/mentor/units/<int:unit_id>/film/removal")
@accounts.only(Role.mentor)
def remove_film(unit_id: int) -> ResponseReturnValue:
    file_actions.remove_film(_video_unit(unit_id), by=me())
    commit()
    return redirect(url_for("courses.edit_unit", unit_id=unit_id), 303)


def _video_unit(unit_id: int) -> Unit:
    unit = unit_taught_by(me(), unit_id)
    if unit.kind is not UnitKind.video:
        raise NotFound("Only a video unit has a film.")
    return unit


def _page(unit: Unit, shown: Form) -> ResponseReturnValue:
    version = version_of(unit)
    return render_template(
        "courses/authoring/unit.html",
        unit=unit,
        form=shown,
        version=version,
        clashes="version" in shown.values and shown.values["version"] != version,
        preview=preview_of(unit.course_id, shown.values.get("body", "")),
        asked=[(question, preview_of(unit.course_id, question.prompt)) for question in unit.questions],
        modules=queries.modules_in_order(unit.course_id),
        film_mb=_limit_mb(),
        blank=Markup(""),
    )


def _limit_mb() -> int:
    limit: int = current_app.extensions["settings"].video_limit_mb
    return limit
