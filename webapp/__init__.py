"""Tandem: a learning companion whose pages move in tandem with what a student does."""

from flask import Flask

from webapp.settings import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """The product: settings, stores, rooms, reactions. Raises what names the fault when a setting cannot be used."""
    from flask_migrate import Migrate
    from werkzeug.middleware.proxy_fix import ProxyFix

    from webapp import (
        accounts,
        aims,
        api,
        attendance,
        audit,
        cli,
        courses,
        dashboard,
        entries,
        flow,
        live,
        notifications,
        reactions,
        schedules,
        secret,
        shell,
        tracking,
    )
    from webapp.accounts import sessions, token_reading
    from webapp.attendance import plans
    from webapp.core import (
        again,
        answers,
        assets,
        bodies,
        cors,
        csrf,
        headers,
        limits,
        metrics,
        paths,
        stores,
        words,
    )
    from webapp.courses import presence
    from webapp.flow import ticker
    from webapp.live import greeting, handover, stream
    from webapp.schedules import attending

    settings = settings or Settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    app = Flask(__name__)
    app.extensions["settings"] = settings
    app.url_map.converters |= {"int": paths.RowId, "person": paths.PersonId}
    app.config.update(
        SECRET_KEY=secret.key_of(settings),
        SECRET_KEY_FALLBACKS=secret.keys_before(settings),
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
        own_tellings_of=flow.own_tellings_of,
        history=settings.live_history,
    )

    for install in (
        metrics.install,
        bodies.install,
        again.install,
        answers.install,
        assets.install,
        words.install,
        paths.install,
        limits.install,
        csrf.install,
        cors.install,
        shell.install,
        sessions.install,
        token_reading.install,
    ):
        install(app)
    headers.install(app, settings)
    presence.install(app, live.presence_of(settings))
    flow.install(app, reactions.REACTIONS, reactions.AFTERWARDS)
    ticker.install(app, reactions.TICKS)
    audit.install(app, accounts.staff_who_acts)
    greeting.install(app, reactions.ACTIVE_SESSIONS)
    plans.install(app, reactions.PLANNED_GRACE)
    attending.install(app, reactions.STANDINGS)

    for room in (
        accounts,
        courses,
        tracking,
        entries,
        schedules,
        attendance,
        aims,
        notifications,
        dashboard,
        api,
    ):
        app.register_blueprint(room.bp)
    app.register_blueprint(stream.LiveBlueprint(shell.channels))
    cli.install(app)
    app.wsgi_app = handover.LettingGo(app.wsgi_app)  # type: ignore[method-assign]
    return app
