"""Files under /static: kept by browsers for a year under an address that changes with them, and small on the wire."""

import gzip
import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request

FOR_A_YEAR = "public, max-age=31536000, immutable"
_TEXTS = {"text/css", "text/javascript", "image/svg+xml"}
_VERSION = re.compile(r"v-[0-9a-f]{12}")
_FOR_OTHER_SITES = re.compile(r"js/(tracker\.js|reach\.js|tracker/.*)")
"""The script that course pages elsewhere load (docs/tracker.md), and what it imports."""


def install(app: Flask) -> None:
    """Put the version of all static files into their addresses: /static/v-…/css/base.css.

    Modules import each other by relative paths, so the version reaches them too. An address without a version still
    works and is asked for anew each time; so does one of an earlier version, from a page that was open meanwhile.
    """
    version = version_of(Path(str(app.static_folder)))
    app.jinja_env.globals["sprite"] = f"/static/{version}/icons.svg"

    @app.url_defaults
    def into_the_address(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and not app.debug:
            values["filename"] = f"{version}/{values['filename']}"

    @app.url_value_preprocessor
    def out_of_the_address(endpoint: str | None, values: dict[str, Any] | None) -> None:
        if endpoint == "static" and values:
            given, _, filename = str(values["filename"]).partition("/")
            if _VERSION.fullmatch(given):
                values["filename"] = filename
                g.asset_is_current = given == version

    @app.after_request
    def keep_and_shrink(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code in (200, 304):
            response.headers["Cache-Control"] = FOR_A_YEAR if g.get("asset_is_current") else "no-cache"
            if _FOR_OTHER_SITES.fullmatch((request.view_args or {}).get("filename", "")):
                response.headers["Access-Control-Allow-Origin"] = "*"
                response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            if response.status_code == 200 and response.mimetype in _TEXTS:
                _shrink(response)
        return response


def version_of(folder: Path) -> str:
    """Another text as soon as a file in the folder is another."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return f"v-{digest.hexdigest()[:12]}"


def _shrink(response: Response) -> None:
    response.vary.add("Accept-Encoding")
    if (
        request.accept_encodings.quality("gzip")
        and request.method == "GET"
        and "Range" not in request.headers
    ):
        etag, _ = response.get_etag()
        response.direct_passthrough = False
        response.set_data(_packed(response.get_data()))
        response.headers["Content-Encoding"] = "gzip"
        if etag:
            response.set_etag(etag, weak=True)


@lru_cache(maxsize=128)
def _packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)
