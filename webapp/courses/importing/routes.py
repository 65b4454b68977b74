"""The doors to imports: upload an archive, watch it come in, read what became of it."""

from flask import Flask, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp import accounts
from webapp.accounts import Role, me
from webapp.core import clock
from webapp.core.answers import form, reshow
from webapp.courses.authoring.uploads import received
from webapp.courses.importing import jobs, queries
from webapp.courses.importing.models import UNDER_WAY
from webapp.courses.importing.regions import import_progress
from webapp.courses.routes import bp
from webapp.flow import commit

ARCHIVES = frozenset({"gz", "tgz"})


@bp.get("/mentor/courses/import")
@accounts.only(Role.mentor)
def new_import() -> ResponseReturnValue:
    return render_template(
        "courses/importing/new_import.html",
        form=form(),
        limit_mb=_limit_mb(),
        imports=queries.imports_of(me()),
        now=clock.now(),
    )


@bp.post("/mentor/imports")
@accounts.only(Role.mentor)
@reshow(new_import)
def upload_course() -> ResponseReturnValue:
    archive = received("archive", limit_mb=_limit_mb(), kinds=ARCHIVES)
    row = jobs.begin(archive, by=me())
    commit()
    import_id = row.id
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    jobs.start(app, import_id)
    return redirect(url_for("courses.show_import", import_id=import_id), 303)


@bp.get("/mentor/imports/<int:import_id>")
@accounts.only(Role.mentor)
def show_import(import_id: int) -> ResponseReturnValue:
    """How far it is, or the account of it."""
    found = queries.import_of(me(), import_id)
    return render_template(
        "courses/importing/import.html",
        found=found,
        is_under_way=found.state_at(clock.now()) in UNDER_WAY,
        progress=import_progress(found.id),
    )


def _limit_mb() -> int:
    limit: int = current_app.extensions["settings"].archive_limit_mb
    return limit
