"""Taking one's data along, and leaving for good."""

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from webapp import accounts
from webapp.accounts.inputs import LeavingInput
from webapp.core import clock
from webapp.core.answers import form, reshow
from webapp.core.limits import throttle
from webapp.dashboard.own_data import zip_of
from webapp.dashboard.routes import bp
from webapp.flow import commit


@bp.get("/settings/data")
@accounts.only()
def own_data() -> Response:
    """Everything that is kept of the one who asks, as a zip."""
    user, now = accounts.me(), clock.now()
    throttle("5 per hour", "own data", str(user.id), message="That was a lot of copies.")
    name = f"tandem-{now:%Y-%m-%d}.zip"
    return send_file(
        zip_of(user, at=now), mimetype="application/zip", as_attachment=True, download_name=name, max_age=0
    )


@bp.get("/settings/leaving")
@accounts.only()
def leaving() -> ResponseReturnValue:
    """What leaving takes away and what it leaves, and the one confirmation that is asked for."""
    return render_template("dashboard/leaving.html", person=accounts.me(), form=form())


@bp.post("/settings/leaving")
@accounts.only()
@reshow(leaving)
def leave() -> ResponseReturnValue:
    given = LeavingInput.read(request.form)
    accounts.leave(accounts.me(), password=given.password)
    commit()
    flash("Your account and what was kept of you are deleted. Goodbye, and well learned.", "ok")
    return redirect(url_for("accounts.sign_in"), 303)
