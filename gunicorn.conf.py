"""How the product is served: one gevent worker to begin with, on PORT of this machine alone.

gunicorn's gevent worker does the monkey patching itself, before the application is imported; that is why
the application is not preloaded. psycopg 3 and PyMySQL wait on patched sockets, so neither needs an adapter.
"""

import os
import signal
from typing import Any

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gevent"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
preload_app = False

timeout = 60
graceful_timeout = 5
keepalive = 5

accesslog = None
errorlog = "-"
loglevel = os.environ.get("LOG_LEVEL", "warning").lower()
control_socket_disable = (
    True  # nobody steers it from beside, and two servers of one user would share the socket
)


def post_worker_init(worker: Any) -> None:
    """Once the application is loaded, the first worker says where it is.

    A terminal sends Ctrl-C to master and workers alike, and the master then ends its workers: once is enough.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if worker.age == 1:
        for listener in worker.sockets:
            host, port = listener.getsockname()[:2]
            print(f"Tandem is at http://{host}:{port}/ (Ctrl-C ends it)", flush=True)
