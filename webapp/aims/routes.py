"""The page of a student's goals and skills, and its buttons."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from webapp import accounts
from webapp.accounts import Role
from webapp.aims import actions, queries, regions
from webapp.aims.inputs import GoalInput, SkillInput
from webapp.aims.models import SkillLevel
from webapp.core.answers import form, reshow
from webapp.flow import commit
from webapp.live.region import fragment

bp = Blueprint("aims", __name__)

LEVELS = [(level.value, level.value.capitalize()) for level in SkillLevel]


@bp.get("/goals")
@accounts.only(Role.student)
def page() -> ResponseReturnValue:
    """What a student wants to reach and what they can do."""
    return render_template(
        "aims/aims.html",
        aims=regions.aims(accounts.me().id),
        goal_form=form("aims.set_goal"),
        skill_form=form("aims.add_skill"),
        levels=LEVELS,
    )


@bp.post("/goals")
@accounts.only(Role.student)
@reshow(page)
def set_goal() -> ResponseReturnValue:
    given = GoalInput.read(request.form)
    actions.set_goal(given.title, given.due_on, by=accounts.me())
    commit()
    return redirect(url_for("aims.page"), 303)


@bp.get("/goals/<int:goal_id>")
@accounts.only(Role.student)
def edit_goal(goal_id: int) -> ResponseReturnValue:
    goal = queries.goal_of(accounts.me(), goal_id)
    shown = form().starting_from(title=goal.title, due_on=goal.due)
    return render_template("aims/goal.html", goal=goal, form=shown)


@bp.post("/goals/<int:goal_id>")
@accounts.only(Role.student)
@reshow(edit_goal)
def change_goal(goal_id: int) -> ResponseReturnValue:
    given = GoalInput.read(request.form)
    actions.change_goal(queries.goal_of(accounts.me(), goal_id), given.title, given.due_on)
    commit()
    return redirect(url_for("aims.page"), 303)


@bp.post("/goals/<int:goal_id>/completion")
@accounts.only(Role.student)
def complete_goal(goal_id: int) -> ResponseReturnValue:
    goal = actions.complete_goal(queries.goal_of(accounts.me(), goal_id))
    commit()
    return _done(f"Reached: {goal.title}", url_for("aims.reopen_goal", goal_id=goal_id))


@bp.post("/goals/<int:goal_id>/reopening")
@accounts.only(Role.student)
def reopen_goal(goal_id: int) -> ResponseReturnValue:
    goal = actions.reopen_goal(queries.goal_of(accounts.me(), goal_id))
    commit()
    return _done(f"Open again: {goal.title}", url_for("aims.complete_goal", goal_id=goal_id))


@bp.post("/goals/<int:goal_id>/deletion")
@accounts.only(Role.student)
def delete_goal(goal_id: int) -> ResponseReturnValue:
    goal = queries.goal_of(accounts.me(), goal_id)
    actions.delete_goal(goal)
    commit()
    return _done(f"Removed: {goal.title}", url_for("aims.restore_goal", goal_id=goal_id))


@bp.post("/goals/<int:goal_id>/restoration")
@accounts.only(Role.student)
def restore_goal(goal_id: int) -> ResponseReturnValue:
    goal = actions.restore_goal(queries.goal_of(accounts.me(), goal_id, deleted=True))
    commit()
    return _done(f"Back: {goal.title}")


@bp.post("/skills")
@accounts.only(Role.student)
@reshow(page)
def add_skill() -> ResponseReturnValue:
    given = SkillInput.read(request.form)
    actions.add_skill(given.name, given.level, by=accounts.me())
    commit()
    return redirect(url_for("aims.page"), 303)


@bp.get("/skills/<int:skill_id>")
@accounts.only(Role.student)
def edit_skill(skill_id: int) -> ResponseReturnValue:
    skill = queries.skill_of(accounts.me(), skill_id)
    shown = form().starting_from(name=skill.name, level=skill.level)
    return render_template("aims/skill.html", skill=skill, form=shown, levels=LEVELS)


@bp.post("/skills/<int:skill_id>")
@accounts.only(Role.student)
@reshow(edit_skill)
def change_skill(skill_id: int) -> ResponseReturnValue:
    given = SkillInput.read(request.form)
    actions.change_skill(queries.skill_of(accounts.me(), skill_id), given.name, given.level)
    commit()
    return redirect(url_for("aims.page"), 303)


@bp.post("/skills/<int:skill_id>/deletion")
@accounts.only(Role.student)
def delete_skill(skill_id: int) -> ResponseReturnValue:
    skill = queries.skill_of(accounts.me(), skill_id)
    actions.delete_skill(skill)
    commit()
    return _done(f"Removed: {skill.name}", url_for("aims.restore_skill", skill_id=skill_id))


@bp.post("/skills/<int:skill_id>/restoration")
@accounts.only(Role.student)
def restore_skill(skill_id: int) -> ResponseReturnValue:
    skill = actions.restore_skill(queries.skill_of(accounts.me(), skill_id, deleted=True))
    commit()
    return _done(f"Back: {skill.name}")


def _done(words: str, undo: str = "") -> ResponseReturnValue:
    """Say what was done. A script is offered to undo it; without one, the way back stands on the page. The list is
    redrawn by the page's own stream.
    """
    if "HX-Request" in request.headers:
        toast = Markup(render_template("aims/_partials/done.html", words=words, undo=undo))  # noqa: S704 - autoescaped
        return fragment({"toasts": toast, "say": Markup("{}").format(words)})
    flash(words, "ok")
    return redirect(url_for("aims.page"), 303)
