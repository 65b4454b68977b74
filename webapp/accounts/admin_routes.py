"""People, for admins: finding them, letting them in and out, their roles, mentors and cohorts."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.accounts import admin_actions, cohort_actions, queries, regions
from webapp.accounts.guards import me, only
from webapp.accounts.inputs import InviteInput, MemberInput, MentorInput, PeopleFilter, RoleInput
from webapp.accounts.models import Role, User
from webapp.accounts.routes import bp
from webapp.core.answers import form, reshow
from webapp.core.errors import Conflict
from webapp.core.forms import Form
from webapp.flow import commit

PAGE = 50


@bp.get("/admin/people")
@only(Role.admin)
def people() -> ResponseReturnValue:
    """Everybody with an account, the form that invites, and who has not come yet."""
    wanted = PeopleFilter.read(request.args)
    found = queries.people(role=wanted.role, find=wanted.find, after=wanted.after, limit=PAGE + 1)
    return render_template(
        "accounts/people.html",
        wanted=wanted,
        people=found[:PAGE],
        has_more=len(found) > PAGE,
        head_count=regions.head_count(),
        open_invites=regions.open_invites(),
        newest_people=regions.newest_people(),
        cohort_options=[(cohort.id, cohort.name) for cohort, _ in queries.cohorts()],
        form=form("accounts.invite").starting_from(role=Role.mentor),
    )


@bp.post("/admin/invites")
@only(Role.admin)
@reshow(people)
def invite() -> ResponseReturnValue:
    """Answers with the link itself: only its hash is kept, so this is the one time it can be shown."""
    given = InviteInput.read(request.form)
    cohort = queries.cohort(given.cohort_id) if given.cohort_id else None
    invitation, token = admin_actions.invite(by=me(), role=given.role, email=given.email, cohort=cohort)
    link = url_for("accounts.invitation", token=token, _external=True)
    page = render_template("accounts/invited.html", invitation=invitation, link=link)
    commit()
    return page, 201


@bp.post("/admin/invites/<int:invite_id>/withdrawal")
@only(Role.admin)
def withdraw_invite(invite_id: int) -> ResponseReturnValue:
    admin_actions.withdraw_invite(queries.open_invite(invite_id), by=me())
    commit()
    flash("The invitation is withdrawn. Its link no longer works.", "ok")
    return redirect(url_for("accounts.people"), 303)


@bp.get("/admin/people/<int:user_id>")
@only(Role.admin)
def person(user_id: int) -> ResponseReturnValue:
    """One account and all that an admin may do with it."""
    found = queries.person(user_id)
    cohorts = [cohort for cohort, _ in queries.cohorts() if cohort not in found.cohorts]
    refused = form()
    return render_template(
        "accounts/person.html",
        person=found,
        form=refused,
        shown=Form(errors=refused.errors, labels=refused.labels).starting_from(
            role=found.role, mentor_id=found.mentor_id
        ),
        mentor_options=[(mentor.id, mentor.name) for mentor in queries.mentors()],
        cohort_options=[(cohort.id, cohort.name) for cohort in cohorts],
        sign_ins=queries.sign_ins_of(found),
    )


@bp.post("/admin/people/<int:user_id>/role")
@only(Role.admin)
@reshow(person)
def change_role(user_id: int) -> ResponseReturnValue:
    user = queries.person(user_id)
    given = RoleInput.read(request.form)
    admin_actions.change_role(user, given.role, by=me())
    return _saved(user, f"{user.name} is {'an' if given.role is Role.admin else 'a'} {given.role} now.")


@bp.post("/admin/people/<int:user_id>/mentor")
@only(Role.admin)
@reshow(person)
def assign_mentor(user_id: int) -> ResponseReturnValue:
    student = queries.person(user_id)
    given = MentorInput.read(request.form)
    mentor = queries.person(given.mentor_id) if given.mentor_id else None
    admin_actions.assign_mentor(student, mentor, by=me())
    words = (
        f"{mentor.name} is {student.name}’s mentor now." if mentor else f"{student.name} has no mentor now."
    )
    return _saved(student, words)


@bp.post("/admin/people/<int:user_id>/cohorts")
@only(Role.admin)
@reshow(person)
def add_member(user_id: int) -> ResponseReturnValue:
    user = queries.person(user_id)
    cohort = queries.cohort(MemberInput.read(request.form).cohort_id)
    cohort_actions.add_member(user, cohort, by=me())
    return _saved(user, f"{user.name} is in {cohort.name} now.")


@bp.post("/admin/people/<int:user_id>/cohorts/<int:cohort_id>/leaving")
@only(Role.admin)
def remove_member(user_id: int, cohort_id: int) -> ResponseReturnValue:
    user, cohort = queries.person(user_id), queries.cohort(cohort_id)
    cohort_actions.leave_cohort(user, cohort, by=me())
    return _saved(user, f"{user.name} is not in {cohort.name} any more.")


@bp.post("/admin/people/<int:user_id>/closing")
@only(Role.admin)
@reshow(person)
def close_account(user_id: int) -> ResponseReturnValue:
    user = queries.person(user_id)
    if user.id == me().id:
        raise Conflict("You cannot close your own account. Ask another admin.")
    admin_actions.close_account(user, by=me())
    return _saved(user, f"{user.name}’s account is closed. It can be opened again.")


@bp.post("/admin/people/<int:user_id>/opening")
@only(Role.admin)
def reopen_account(user_id: int) -> ResponseReturnValue:
    user = queries.person(user_id)
    admin_actions.reopen_account(user, by=me())
    return _saved(user, f"{user.name} can sign in again.")


@bp.post("/admin/people/<int:user_id>/sign-outs")
@only(Role.admin)
def end_sign_ins(user_id: int) -> ResponseReturnValue:
    user = queries.person(user_id)
    admin_actions.end_sign_ins(user, by=me())
    return _saved(user, f"{user.name} is signed out everywhere.")


@bp.post("/admin/people/<int:user_id>/reset-links")
@only(Role.admin)
@reshow(person)
def make_reset_link(user_id: int) -> ResponseReturnValue:
    """Answers with the link itself, as for invitations."""
    user = queries.person(user_id)
    life, token = admin_actions.make_reset_link(user, by=me())
    link = url_for("accounts.reset", token=token, _external=True)
    page = render_template(
        "accounts/reset_made.html", person=user, link=link, minutes=int(life.total_seconds() / 60)
    )
    commit()
    return page, 201


def _saved(user: User, words: str) -> ResponseReturnValue:
    commit()
    flash(words, "ok")
    return redirect(url_for("accounts.person", user_id=user.id), 303)
