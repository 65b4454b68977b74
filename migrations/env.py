"""Alembic's environment: migrates the database of the app that runs it."""

from alembic import context
from flask import current_app

migrate = current_app.extensions["migrate"]


def describe(kind, item, autogen):
    """Write our own column types by their names."""
    if kind == "type" and type(item).__module__ == "webapp.core.stores":
        autogen.imports.add("from webapp.core import stores")
        return f"stores.{type(item).__name__}()"
    return False


def run():
    options = {"target_metadata": migrate.db.metadata, "render_item": describe, **migrate.configure_args}
    with migrate.db.engine.connect() as connection:
        context.configure(connection=connection, **options)
        with context.begin_transaction():
            context.run_migrations()


run()
