"""How the product is served: one gevent worker to begin with, on PORT of this machine alone.

gunicorn's gevent worker does the monkey patching itself, before the application is imported; that is why
the application is not preloaded. psycopg 3 and PyMySQL wait on patched sockets, so neither needs an adapter.
"""

import os
import resource
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

import gevent
from gunicorn.workers.ggevent import GeventWorker

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"


class LettingGoWorker(GeventWorker):  # type: ignore[misc]
    """gunicorn's gevent worker, able to let go of a socket that was taken over (webapp/live/handover.py)."""

    def is_already_handled(self, respiter: object) -> bool:
        if super().is_already_handled(respiter):
            raise StopIteration  # ends the connection's greenlet; the socket is not its any more
        return False


worker_class = LettingGoWorker
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
preload_app = False

timeout = 60
graceful_timeout = 5
keepalive = 2

accesslog = None
errorlog = "-"
loglevel = os.environ.get("LOG_LEVEL", "warning").lower()
# Nobody steers it from beside, and two servers of one user would share the socket.
control_socket_disable = True


def on_starting(_server: Any) -> None:
    """Several workers count together, in files that begin anew with each start."""
    if workers > 1:
        folder = Path(os.environ.get("TANDEM_DATA_DIR", "instance")) / "metrics"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder.resolve())


def child_exit(_server: Any, worker: Any) -> None:
    """A worker that is gone has no open streams."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415 - not in every worker

        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def post_fork(server: Any, worker: Any) -> None:
    """A worker in the place of one that died begins even while Redis is away: work goes on without it."""
    if worker.age > server.cfg.workers:
        os.environ["TANDEM_TAKES_OVER"] = "true"


def post_worker_init(worker: Any) -> None:
    """Once the application is loaded, the first worker says where it is.

    A terminal sends Ctrl-C to master and workers alike, and the master then ends its workers: once is enough.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    give_a_wire(worker)
    gevent.spawn(end_streams_with, worker)
    gevent.spawn(tell_who_is_here, worker.wsgi)
    gevent.spawn(turn_codes, worker.wsgi)
    gevent.spawn(do_what_is_due, worker)
    if worker.age == 1:
        for listener in worker.sockets:
            host, port = listener.getsockname()[:2]
            print(f"Tandem is at http://{host}:{port}/ (Ctrl-C ends it)", flush=True)


def give_a_wire(worker: Any) -> None:
    """Open streams wait on a wire of the worker's own, not in a greenlet each: as many as there may be open files.

    The wire is Linux's epoll. Elsewhere each stream keeps its greenlet, which serves a few hundred readers.
    """
    if sys.platform != "linux":
        return
    from webapp.live.wire import Wire  # noqa: PLC0415 - after the monkey patching

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    extensions = worker.wsgi.extensions
    heartbeat_seconds = extensions["settings"].heartbeat_seconds
    extensions["wire"] = Wire(extensions["hub"], heartbeat_seconds=heartbeat_seconds)
    worker.log.info("Open files allow about %s streams on this worker", max(0, most - 200))


def tell_who_is_here(app: Any) -> None:
    from webapp.courses.presence import tick_forever  # noqa: PLC0415 - after the monkey patching

    tick_forever(app)


def turn_codes(app: Any) -> None:
    from webapp.attendance.turning import turn_forever  # noqa: PLC0415 - after the monkey patching

    turn_forever(app)


def do_what_is_due(worker: Any) -> None:
    """Every worker may: a row lock in the database lets one of them do each deed."""
    from webapp.flow.ticker import run_forever  # noqa: PLC0415 - after the monkey patching

    if worker.wsgi.extensions["settings"].ticker == "on":
        run_forever(worker.wsgi, is_over=lambda: not worker.alive)


def worker_exit(_server: Any, worker: Any) -> None:
    """What this worker changed has been told: no other needs to make up for it."""
    app = getattr(worker, "wsgi", None)
    if app is not None:
        app.extensions["broker"].stop()


def end_streams_with(worker: Any) -> None:
    """A worker that was told to go waits for what is open; pages' streams never end by themselves.

    Nor should it wait for another request on a connection whose stream has ended.
    """
    while worker.alive:
        gevent.sleep(0.1)
    worker.cfg.set("keepalive", 0)
    worker.wsgi.extensions["hub"].drain()
