"""The teacher's doors to a course as a whole."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import accounts
from webapp.accounts import Role, me
from webapp.core.answers import form, reshow
from webapp.core.errors import Invalid
from webapp.core.forms import Form
from webapp.courses.authoring import course_actions, queries
from webapp.courses.authoring.inputs import CourseInput, ModuleInput, PublicationInput, TeacherInput
from webapp.courses.authoring.plan_actions import add_module
from webapp.courses.authoring.previews import preview_of
from webapp.courses.authoring.regions import course_plan
from webapp.courses.authoring.versions import version_of
from webapp.courses.queries import taught_by
from webapp.courses.routes import bp
from webapp.flow import commit


@bp.get("/mentor/courses")
@accounts.only(Role.mentor)
def taught() -> ResponseReturnValue:
    """The courses that this person teaches."""
    return render_template("courses/authoring/taught.html", lines=queries.courses_taught_by(me()))


@bp.get("/mentor/courses/new")
@accounts.only(Role.mentor)
def new_course() -> ResponseReturnValue:
    return render_template("courses/authoring/new_course.html", form=form())


@bp.post("/mentor/courses")
@accounts.only(Role.mentor)
@reshow(new_course)
def create_course() -> ResponseReturnValue:
    given = CourseInput.read(request.form)
    course = course_actions.create_course(by=me(), title=given.title, summary=given.summary)
    commit()
    return redirect(url_for("courses.editor", course_id=course.id), 303)


@bp.get("/mentor/courses/<int:course_id>")
@accounts.only(Role.mentor)
def editor(course_id: int) -> ResponseReturnValue:
    """A course's plan, its state and its teachers."""
    course = taught_by(me(), course_id)
    return render_template(
        "courses/authoring/editor.html",
        course=course,
        plan=course_plan(course.id),
        learners=queries.number_of_learners(course.id),
        may_delete=not queries.has_ever_had_learners(course.id),
        form=form(),
    )


@bp.get("/mentor/courses/<int:course_id>/details")
@accounts.only(Role.mentor)
def details(course_id: int) -> ResponseReturnValue:
    course = taught_by(me(), course_id)
    return _details(course_id, form().starting_from(title=course.title, summary=course.summary))


@bp.post("/mentor/courses/<int:course_id>/details")
@accounts.only(Role.mentor)
@reshow(details)
def change_details(course_id: int) -> ResponseReturnValue:
    given = CourseInput.read(request.form)
    course = taught_by(me(), course_id)
    course_actions.change_course(course, by=me(), **given.model_dump())
    commit()
    flash("Saved.", "ok")
    return redirect(url_for("courses.editor", course_id=course_id), 303)


@bp.post("/mentor/courses/<int:course_id>/preview")
@accounts.only(Role.mentor)
def preview_details(course_id: int) -> ResponseReturnValue:
    """The summary as it would be shown. Nothing is saved."""
    course = taught_by(me(), course_id)
    preview = preview_of(course.id, request.form.get("summary", ""))
    if "HX-Request" in request.headers:
        return str(preview)
    return _details(course_id, Form.typed(request.form), preview=preview)


def _details(course_id: int, shown: Form, preview: object = None) -> ResponseReturnValue:
    course = taught_by(me(), course_id)
    version = version_of(course)
    return render_template(
        "courses/authoring/details.html",
        course=course,
        form=shown,
        version=version,
        clashes=shown.was_sent and shown.values.get("version") != version,
        preview=preview_of(course.id, shown.values.get("summary", "")) if preview is None else preview,
    )


@bp.post("/mentor/courses/<int:course_id>/publication")
@accounts.only(Role.mentor)
@reshow(editor)
def publication(course_id: int) -> ResponseReturnValue:
    given = PublicationInput.read(request.form)
    course = taught_by(me(), course_id)
    if given.published:
        course_actions.publish(course, by=me())
    else:
        course_actions.unpublish(course, by=me())
    commit()
    flash(
        "Published. Students can enrol." if given.published else "Unpublished. Students do not see it.", "ok"
    )
    return redirect(url_for("courses.editor", course_id=course_id), 303)


@bp.post("/mentor/courses/<int:course_id>/teachers")
@accounts.only(Role.mentor)
@reshow(editor)
def add_teacher(course_id: int) -> ResponseReturnValue:
    given = TeacherInput.read(request.form)
    teacher = course_actions.add_teacher(taught_by(me(), course_id), by=me(), email=given.email)
    commit()
    flash(f"{teacher.name} teaches this course now.", "ok")
    return redirect(url_for("courses.editor", course_id=course_id), 303)


@bp.post("/mentor/courses/<int:course_id>/teachers/<int:teacher_id>/removal")
@accounts.only(Role.mentor)
def remove_teacher(course_id: int, teacher_id: int) -> ResponseReturnValue:
    course_actions.remove_teacher(taught_by(me(), course_id), teacher_id, by=me())
    commit()
    if teacher_id == me().id and not me().is_admin:
        return redirect(url_for("courses.taught"), 303)
    return redirect(url_for("courses.editor", course_id=course_id), 303)


@bp.post("/mentor/courses/<int:course_id>/deletion")
@accounts.only(Role.mentor)
@reshow(editor)
def delete_course(course_id: int) -> ResponseReturnValue:
    course = taught_by(me(), course_id)
    if request.form.get("sure") != "on":
        raise Invalid.of({"sure": "Tick the box to delete the course for good."})
    course_actions.delete_course(course, by=me())
    commit()
    flash("Deleted.", "ok")
    return redirect(url_for("courses.taught"), 303)


@bp.post("/mentor/courses/<int:course_id>/modules")
@accounts.only(Role.mentor)
@reshow(editor)
def create_module(course_id: int) -> ResponseReturnValue:
    given = ModuleInput.read(request.form)
    module = add_module(taught_by(me(), course_id), by=me(), title=given.title)
    commit()
    return redirect(url_for("courses.editor", course_id=course_id, _anchor=f"module-{module.id}"), 303)
