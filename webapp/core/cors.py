"""Which other sites' pages may call the doors under /api: those whose origin the school listed, with a token.

Cookies are never allowed along (`Access-Control-Allow-Credentials` is not sent), so a listed site can do nothing in a
person's name but what its token lets it.
"""

from flask import Flask, Response, request

from webapp.core.answers import wants_json

METHODS = "GET, HEAD, POST, PATCH, DELETE"
ASKED = "Authorization, Content-Type, If-None-Match, Last-Event-ID"
SHOWN = "ETag, Location, Retry-After"
KEPT_SECONDS = 600


def install(app: Flask) -> None:
    """Answer the browser's question, and say with each answer who may read it."""
    origins = frozenset(app.extensions["settings"].allowed_origins)

    @app.after_request
    def say_who_may_read(response: Response) -> Response:
        if not origins or not wants_json():
            return response
        response.vary.add("Origin")
        origin = request.headers.get("Origin", "")
        if origin not in origins:
            return response
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = SHOWN
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = METHODS
            response.headers["Access-Control-Allow-Headers"] = ASKED
            response.headers["Access-Control-Max-Age"] = str(KEPT_SECONDS)
            if request.headers.get("Access-Control-Request-Private-Network") == "true":
                # A page of the open web may reach a server in a school's own network only if that says so.
                response.headers["Access-Control-Allow-Private-Network"] = "true"
        return response
