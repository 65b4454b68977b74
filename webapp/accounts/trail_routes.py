"""The audit log, for admins."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from webapp import audit
from webapp.accounts import trail
from webapp.accounts.guards import me, only
from webapp.accounts.inputs import TrailFilter
from webapp.accounts.models import Role
from webapp.accounts.routes import bp
from webapp.core.sheets import csv_answer

PAGE = 50
COLUMNS = (
    "number",
    "at",
    "who",
    "role",
    "deed",
    "kind",
    "subject",
    "label",
    "door",
    "before",
    "after",
    "digest",
)


@bp.get("/admin/audit")
@only(Role.admin)
def audit_log() -> ResponseReturnValue:
    """Who changed what, and who signed in: the latest first."""
    wanted = TrailFilter.read(request.args)
    lines = trail.trail(wanted, zone_name=me().time_zone, limit=PAGE + 1)
    return render_template(
        "accounts/audit_log.html",
        wanted=wanted,
        asked=wanted.model_dump(mode="json", exclude_defaults=True, exclude={"before"}),
        lines=lines[:PAGE],
        has_more=len(lines) > PAGE,
        kinds=audit.kinds(),
    )


@bp.get("/admin/audit.csv")
@only(Role.admin)
def audit_sheet() -> Response:
    """The same lines for a spreadsheet, all of them."""
    zone_name = me().time_zone
    lines = trail.whole_trail(TrailFilter.read(request.args), zone_name=zone_name)
    rows = (
        (
            line.entry.number,
            trail.local_time(line.entry.at, zone_name),
            line.who,
            line.entry.actor_role,
            line.entry.deed,
            line.entry.kind,
            line.entry.subject,
            line.entry.label,
            line.entry.door,
            line.entry.before,
            line.entry.after,
            line.entry.digest,
        )
        for line in lines
    )
    return csv_answer("audit.csv", COLUMNS, rows)
