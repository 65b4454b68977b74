"""Tandem: a learning companion whose pages move in tandem with what a student does."""

from flask import Flask

from webapp.settings import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """The product: settings, stores, rooms, reactions. Raises what names the fault when a setting cannot be used."""
    from flask_migrate import Migrate
    from werkzeug.middleware.proxy_fix import ProxyFix

    from webapp import accounts, api, cli, courses, dashboard, flow, live, reactions, secret, shell, tracking
    from webapp.accounts import presence, sessions
    from webapp.core import answers, assets, bodies, csrf, headers, limits, paths, stores, words
    from webapp.live import greeting, handover, stream

    settings = settings or Settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    app = Flask(__name__)
    app.extensions["settings"] = settings
    app.url_map.converters["int"] = paths.RowId
    app.config.update(
        SECRET_KEY=secret.key_of(settings),
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS=stores.engine_options(settings.database),
        SESSION_COOKIE_NAME="__Host-tandem" if settings.behind_tls else "tandem",
        SESSION_COOKIE_SECURE=settings.behind_tls,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=settings.session_kept_days * 86_400,
        MAX_CONTENT_LENGTH=1_000_000,
        MAX_FORM_MEMORY_SIZE=1_000_000,
    )
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.trusted_proxies, x_proto=1, x_host=1)  # type: ignore[method-assign]

    stores.db.init_app(app)
    with app.app_context():
        stores.prepare(stores.db.engine)
    Migrate(app, stores.db, directory="migrations", render_as_batch=True)

    app.extensions["activity_log"] = tracking.log_of(settings)
    app.extensions["broker"] = live.broker_of(settings)
    app.extensions["hub"] = live.Hub(
        app.extensions["broker"],
        live.Drawing(app, redraw_seconds=settings.redraw_seconds),
        regions_of=flow.regions_of,
        tellings_of=flow.tellings_of,
        history=settings.live_history,
    )

    for install in (
        bodies.install,
        answers.install,
        assets.install,
        words.install,
        paths.install,
        limits.install,
        csrf.install,
        shell.install,
        sessions.install,
    ):
        install(app)
    headers.install(app, settings)
    presence.install(app, live.presence_of(settings))
    flow.install(app, reactions.REACTIONS)
    greeting.install(app, reactions.ACTIVE_SESSIONS)

    for room in (accounts, courses, tracking, dashboard, api):
        app.register_blueprint(room.bp)
    app.register_blueprint(stream.LiveBlueprint(shell.channels))
    cli.install(app)
    app.wsgi_app = handover.LettingGo(app.wsgi_app)  # type: ignore[method-assign]
    return app
