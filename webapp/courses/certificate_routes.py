"""Where anybody may check a certificate."""

from flask import render_template
from flask.typing import ResponseReturnValue

from webapp.core.errors import NotFound
from webapp.courses import queries
from webapp.courses.routes import bp


@bp.get("/certificates/<serial>")
def certificate(serial: str) -> ResponseReturnValue:
    """Who completed what and when, for anybody who has the number. An unknown number is told plainly."""
    try:
        found = queries.certificate_by_serial(serial)
    except NotFound:
        return render_template("courses/certificate.html", certificate=None), 404
    return render_template("courses/certificate.html", certificate=found)
