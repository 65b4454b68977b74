"""Cohorts: all of them for admins, their own for mentors."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.accounts import cohort_actions, queries, regions
from webapp.accounts.guards import me, only
from webapp.accounts.inputs import CohortInput
from webapp.accounts.models import Role
from webapp.accounts.routes import bp
from webapp.core.answers import form, reshow
from webapp.flow import commit


@bp.get("/admin/cohorts")
@only(Role.mentor)
def cohorts() -> ResponseReturnValue:
    user = me()
    rows = queries.cohorts(None if user.is_admin else user)
    return render_template("accounts/cohorts.html", rows=rows, form=form())


@bp.post("/admin/cohorts")
@only(Role.mentor)
@reshow(cohorts)
def create_cohort() -> ResponseReturnValue:
    given = CohortInput.read(request.form)
    cohort = cohort_actions.create_cohort(given.name, by=me())
    commit()
    flash(f"{cohort.name} is there. Hand out its join link.", "ok")
    return redirect(url_for("accounts.cohort", cohort_id=cohort.id), 303)


@bp.get("/admin/cohorts/<int:cohort_id>")
@only(Role.mentor)
def cohort(cohort_id: int) -> ResponseReturnValue:
    """Its join code and link, its members, its name."""
    user = me()
    found = queries.cohort_run_by(user, cohort_id)
    link = url_for("accounts.join", code=found.join_code, _external=True)
    shown = form().starting_from(name=found.name)
    members = regions.members(cohort_id, linked=user.is_admin)
    return render_template("accounts/cohort.html", cohort=found, link=link, form=shown, members=members)


@bp.post("/admin/cohorts/<int:cohort_id>/name")
@only(Role.mentor)
@reshow(cohort)
def rename_cohort(cohort_id: int) -> ResponseReturnValue:
    found = queries.cohort_run_by(me(), cohort_id)
    cohort_actions.rename_cohort(found, CohortInput.read(request.form).name, by=me())
    return _saved(cohort_id, "Saved.")


@bp.post("/admin/cohorts/<int:cohort_id>/join-codes")
@only(Role.mentor)
def renew_join_code(cohort_id: int) -> ResponseReturnValue:
    cohort_actions.renew_join_code(queries.cohort_run_by(me(), cohort_id), by=me())
    return _saved(cohort_id, "There is a new join code. The old one no longer works.")


def _saved(cohort_id: int, words: str) -> ResponseReturnValue:
    commit()
    flash(words, "ok")
    return redirect(url_for("accounts.cohort", cohort_id=cohort_id), 303)
