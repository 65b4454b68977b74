"""What a request carries is read before anything is asked of the database.

On SQLite a transaction that may write holds the one write lock: a slow sender, read inside it, would stop everybody.
"""

from flask import Flask, current_app, request

from webapp.core.stores import SAFE_METHODS


def install(app: Flask) -> None:
    """Read every body of ordinary size first. A larger one is for the few doors that take uploads: they end their own
    transaction (`let_go`) before they read it.
    """

    @app.before_request
    def read_first() -> None:
        most = current_app.config["MAX_CONTENT_LENGTH"]
        if request.method not in SAFE_METHODS and (request.content_length or 0) <= most:
            request.get_data(parse_form_data=True)
