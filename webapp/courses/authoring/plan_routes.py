"""The teacher's doors to the plan of a course: modules and units, their order, what is taken out."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from webapp import accounts
from webapp.accounts import Role, me
from webapp.core.answers import form, reshow
from webapp.courses.authoring import plan_actions, queries
from webapp.courses.authoring.course_routes import editor
from webapp.courses.authoring.inputs import ModuleInput, NewUnitInput, ShiftInput, TargetInput
from webapp.courses.authoring.queries import module_taught_by, unit_taught_by
from webapp.courses.authoring.regions import course_plan
from webapp.courses.authoring.versions import version_of
from webapp.courses.models import UnitKind
from webapp.courses.routes import bp
from webapp.flow import commit
from webapp.live.region import fragment

DONE = "courses/_partials/deed_done.html"


def plan_of_module(module_id: int) -> ResponseReturnValue:
    return editor(course_id=module_taught_by(me(), module_id).course_id)


def plan_of_unit(unit_id: int) -> ResponseReturnValue:
    return editor(course_id=unit_taught_by(me(), unit_id).course_id)


@bp.get("/mentor/modules/<int:module_id>")
@accounts.only(Role.mentor)
def edit_module(module_id: int) -> ResponseReturnValue:
    """Its name, and a way to delete it while it is empty."""
    module = module_taught_by(me(), module_id)
    version, shown = version_of(module), form().starting_from(title=module.title)
    return render_template(
        "courses/authoring/module.html",
        module=module,
        form=shown,
        version=version,
        clashes=shown.was_sent and shown.values.get("version") != version,
        is_empty=queries.is_empty(module.id),
    )


@bp.post("/mentor/modules/<int:module_id>")
@accounts.only(Role.mentor)
@reshow(edit_module)
def rename_module(module_id: int) -> ResponseReturnValue:
    given = ModuleInput.read(request.form)
    module = module_taught_by(me(), module_id)
    plan_actions.rename_module(module, by=me(), title=given.title, version=given.version)
    commit()
    return redirect(_plan_at(module.course_id, f"module-{module_id}"), 303)


@bp.post("/mentor/modules/<int:module_id>/place")
@accounts.only(Role.mentor)
def place_module(module_id: int) -> ResponseReturnValue:
    given = ShiftInput.read(request.form)
    module = module_taught_by(me(), module_id)
    plan_actions.move_module(module, given.direction, by=me())
    commit()
    said = f"{module.title} is now module {module.position}."
    return _moved(module.course_id, f"module-{module_id}", said)


@bp.post("/mentor/modules/<int:module_id>/deletion")
@accounts.only(Role.mentor)
@reshow(edit_module)
def delete_module(module_id: int) -> ResponseReturnValue:
    module = module_taught_by(me(), module_id)
    course_id = module.course_id
    plan_actions.delete_module(module, by=me())
    commit()
    return redirect(url_for("courses.editor", course_id=course_id), 303)


@bp.get("/mentor/modules/<int:module_id>/units/new")
@accounts.only(Role.mentor)
def new_unit(module_id: int) -> ResponseReturnValue:
    """Asks for its kind, which stays, and its title."""
    module = module_taught_by(me(), module_id)
    shown = form().starting_from(kind=UnitKind.lesson)
    return render_template("courses/authoring/new_unit.html", module=module, form=shown)


@bp.post("/mentor/modules/<int:module_id>/units")
@accounts.only(Role.mentor)
@reshow(new_unit)
def create_unit(module_id: int) -> ResponseReturnValue:
    given = NewUnitInput.read(request.form)
    module = module_taught_by(me(), module_id)
    unit = plan_actions.add_unit(module, by=me(), kind=given.kind, title=given.title)
    commit()
    return redirect(url_for("courses.edit_unit", unit_id=unit.id), 303)


@bp.post("/mentor/units/<int:unit_id>/place")
@accounts.only(Role.mentor)
def place_unit(unit_id: int) -> ResponseReturnValue:
    given = ShiftInput.read(request.form)
    unit = unit_taught_by(me(), unit_id)
    plan_actions.move_unit(unit, given.direction, by=me())
    commit()
    return _moved(unit.course_id, f"unit-{unit_id}", f"{unit.title} moved {given.direction}.")


@bp.post("/mentor/units/<int:unit_id>/module")
@accounts.only(Role.mentor)
def move_unit(unit_id: int) -> ResponseReturnValue:
    """To the end of another module."""
    given = TargetInput.read(request.form)
    unit = unit_taught_by(me(), unit_id)
    plan_actions.move_unit_to(unit, module_taught_by(me(), given.module_id), by=me())
    commit()
    return redirect(_plan_at(unit.course_id, f"unit-{unit_id}"), 303)


@bp.post("/mentor/units/<int:unit_id>/archive")
@accounts.only(Role.mentor)
def take_out_unit(unit_id: int) -> ResponseReturnValue:
    unit = unit_taught_by(me(), unit_id)
    plan_actions.take_out(unit, by=me())
    commit()
    undo = url_for("courses.put_back_unit", unit_id=unit_id)
    toast = render_template(DONE, words=f"{unit.title} is taken out.", undo=undo)
    return _moved(unit.course_id, f"unit-{unit_id}", f"{unit.title} is taken out.", toast)


@bp.post("/mentor/units/<int:unit_id>/restoration")
@accounts.only(Role.mentor)
@reshow(plan_of_unit)
def put_back_unit(unit_id: int) -> ResponseReturnValue:
    unit = unit_taught_by(me(), unit_id)
    plan_actions.put_back(unit, by=me())
    commit()
    toast = render_template(DONE, words=f"{unit.title} is back.", undo="")
    return _moved(unit.course_id, f"unit-{unit_id}", f"{unit.title} is back.", toast)


def _moved(course_id: int, row: str, said: str, toast: str = "") -> ResponseReturnValue:
    """The plan as it is now: for a script just that and a word about it, else the page at the row that moved."""
    if "HX-Request" not in request.headers:
        return redirect(_plan_at(course_id, row), 303)
    plan = course_plan(course_id)
    parts = {plan.id: plan.inner(), "say": Markup("{}").format(said)}
    if toast:
        parts["toasts"] = Markup(toast)  # noqa: S704 - a template's
    return fragment(parts)


def _plan_at(course_id: int, row: str) -> str:
    return url_for("courses.editor", course_id=course_id, _anchor=row)
