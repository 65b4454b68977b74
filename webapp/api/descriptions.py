"""`/api/openapi.json` and `/api/docs`: the same declarations, for programs and for people."""

from flask import current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from webapp.api.declaration import Declaration, declare
from webapp.api.door import bp
from webapp.api.openapi import description


@bp.get("/api/openapi.json")
def openapi() -> ResponseReturnValue:
    """This description."""
    return jsonify(_described())


@bp.get("/api/docs")
def docs() -> ResponseReturnValue:
    """This description as a page for people."""
    return render_template("api/docs.html", api=_described())


for _view, _rule, _media, _shows in (
    (openapi, "/api/openapi.json", "application/json", {"openapi": "3.1.1", "info": {}, "paths": {}}),
    (docs, "/api/docs", "text/html", "<!doctype html>…"),
):
    declare(
        Declaration(
            method="GET",
            rule=_rule,
            view=_view,
            gives={200: None},
            media_type=_media,
            shows=_shows,
            is_public=True,
            area="descriptions",
        )
    )


def _described() -> dict[str, object]:
    school = current_app.extensions["settings"].school_name
    return description(title=f"{school} API", server=request.host_url.rstrip("/"))
