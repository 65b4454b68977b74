"""The teacher's doors to the files of a course."""

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp import accounts
from webapp.accounts import Role, me
from webapp.core.answers import form, reshow
from webapp.courses import file_queries
from webapp.courses.authoring import file_actions
from webapp.courses.authoring.queries import file_taught_by
from webapp.courses.authoring.uploads import received
from webapp.courses.file_kinds import DOCUMENTS, PICTURES, SOUNDS
from webapp.courses.queries import taught_by
from webapp.courses.routes import bp
from webapp.flow import commit

TAKEN = frozenset(PICTURES) | frozenset(SOUNDS) | frozenset(DOCUMENTS)


@bp.get("/mentor/courses/<int:course_id>/files")
@accounts.only(Role.mentor)
def course_files(course_id: int) -> ResponseReturnValue:
    """What there is, where it is used, and what to write to show it."""
    course = taught_by(me(), course_id)
    return render_template(
        "courses/authoring/files.html",
        course=course,
        files=file_queries.files_of(course.id),
        places=file_actions.places_of(course),
        form=form(),
        limit_mb=_limit_mb(),
        endings=sorted(TAKEN),
    )


@bp.post("/mentor/courses/<int:course_id>/files")
@accounts.only(Role.mentor)
@reshow(course_files)
def upload_file(course_id: int) -> ResponseReturnValue:
    taught_by(me(), course_id)
    kept = received("file", limit_mb=_limit_mb(), kinds=TAKEN)
    file = file_actions.add_file(taught_by(me(), course_id), kept, by=me())
    commit()
    flash(f"{file.name} is here.", "ok")
    return redirect(url_for("courses.course_files", course_id=course_id), 303)


def files_beside(file_id: int) -> ResponseReturnValue:
    _, course = file_taught_by(me(), file_id)
    return course_files(course_id=course.id)


@bp.post("/mentor/files/<int:file_id>/deletion")
@accounts.only(Role.mentor)
@reshow(files_beside)
def delete_file(file_id: int) -> ResponseReturnValue:
    file, course = file_taught_by(me(), file_id)
    file_actions.delete_file(file, course, by=me())
    commit()
    return redirect(url_for("courses.course_files", course_id=course.id), 303)


def _limit_mb() -> int:
    limit: int = current_app.extensions["settings"].upload_limit_mb
    return limit
