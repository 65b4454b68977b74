"""The servers that are compared: how each is started, asked for a stream, and told to publish."""

import http
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from redis import Redis

from bench.streams.cost import family
from bench.streams.starting import ROOT, Ground, program, python, status
from tests.servers import redis_program

NCHAN_MODULE = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
CONNECTIONS = 20_000
COMMON = "role:student"
"""The channel that everybody hears."""


class Contestant(ABC):
    """A running server."""

    greets = True
    """Whether a stream is answered at once, and not only with its first message."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.port = ground.port

    @abstractmethod
    def stream(self, n: int, channel: str) -> str:
        """What opens stream `n`, from the path to the last header."""

    def publish(self, channel: str) -> str:
        """The path that a message is posted to."""
        return f"/api/bench/said/{channel}"

    def joined(self, channels: Sequence[str]) -> int:
        """How many streams the server has, where it does not greet them."""
        raise NotImplementedError

    def tidy(self) -> None:
        """Let garbage go before memory is weighed."""
        assert status(self.port, "POST", "/api/bench/tidy") == http.HTTPStatus.OK

    def wish(self, n: int, channel: str) -> bytes:
        return f"GET {self.stream(n, channel)}\r\n\r\n".encode()

    def message(self, channel: str, body: bytes) -> bytes:
        head = f"POST {self.publish(channel)} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body

    def processes(self) -> list[int]:
        return [pid for root in self.ground.roots for pid in family(root)]


class Tandem(Contestant):
    """The product as it is served, each stream signed in by the cookie of a student of its own."""

    def __init__(self, ground: Ground, streams: int, *, workers: int, with_redis: bool) -> None:
        super().__init__(ground)
        data = str(ground.place.folder / "data")
        ground.environment |= {"PORT": str(ground.port), "TANDEM_DATA_DIR": data}
        if with_redis:
            ground.environment["REDIS_URL"] = ground.redis()
        ground.environment["WEB_CONCURRENCY"] = str(workers)
        printed = ground.run("bench.streams.tandem_people", str(streams)).splitlines()
        self._cookies = [line.split()[1] for line in printed if "=" in line]
        ground.serve(
            python("gunicorn", "-c", "gunicorn.conf.py", "bench.streams.tandem_app:app"), folder=ROOT
        )

    def stream(self, n: int, channel: str) -> str:
        return f"/api/events HTTP/1.1\r\nHost: bench\r\nCookie: {self._cookies[n]}"


class FlaskSse(Contestant):
    """Stock flask-sse: one gunicorn gevent worker with room for all connections, and its Redis. Nobody signs in."""

    greets = False

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        ground.environment["REDIS_URL"] = url = ground.redis()
        self._redis = ground.stack.enter_context(Redis.from_url(url, decode_responses=True))
        options = f"-k gevent -w 1 -b 127.0.0.1:{ground.port} --worker-connections {CONNECTIONS}".split()
        ground.serve(python("gunicorn", *options, "--no-control-socket", "bench.streams.flask_sse_app:app"))

    def stream(self, n: int, channel: str) -> str:
        return f"/stream?channel={channel} HTTP/1.1\r\nHost: bench"

    def joined(self, channels: Sequence[str]) -> int:
        return sum(count for _, count in self._redis.pubsub_numsub(*channels))


class Nchan(Contestant):
    """Nchan in one nginx worker. Nobody signs in."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        folder = ground.place.folder
        folder.chmod(0o755)
        text = NGINX.format(module=NCHAN_MODULE, port=ground.port, folder=folder, connections=CONNECTIONS)
        settings = ground.place.write("nginx.conf", text)
        ground.serve([program("nginx"), "-e", str(folder / "errors"), "-c", str(settings)])

    def stream(self, n: int, channel: str) -> str:
        return f"/stream?id={channel} HTTP/1.1\r\nHost: bench\r\nAccept: text/event-stream"

    def publish(self, channel: str) -> str:
        return f"/publish?id={channel}"

    def tidy(self) -> None:
        """Nothing to do."""


NGINX = """
load_module {module};
daemon off;
worker_processes 1;
pid {folder}/pid;
worker_rlimit_nofile {connections};
events {{ worker_connections {connections}; }}
http {{
  access_log off;
  error_log {folder}/errors error;
  keepalive_requests 1000000;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  nchan_shared_memory_size 256M;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location = /healthz {{ return 200; }}
    location = /publish {{
      nchan_publisher;
      nchan_channel_id $arg_id;
      nchan_message_buffer_length 200;
      nchan_message_timeout 5m;
    }}
    location = /stream {{
      nchan_subscriber eventsource;
      nchan_subscriber_first_message newest;
      nchan_channel_id $arg_id;
    }}
  }}
}}
"""

NAMES = ("tandem", "tandem alone", "tandem × 2", "flask-sse", "nchan")


@contextmanager
def running(name: str, streams: int) -> Iterator[Contestant]:
    """That contestant, ready for so many streams, until the block ends."""
    with ExitStack() as stack:
        ground = Ground(stack)
        if name == "nchan":
            yield Nchan(ground)
        elif name == "flask-sse":
            yield FlaskSse(ground)
        else:
            workers = 2 if name == "tandem × 2" else 1
            yield Tandem(ground, streams, workers=workers, with_redis=name != "tandem alone")


def missing(name: str) -> str:
    """What this machine lacks for that contestant; nothing, as a rule."""
    if name == "nchan":
        return "" if program("nginx") and NCHAN_MODULE.exists() else "nginx with libnginx-mod-nchan"
    return "" if name == "tandem alone" or redis_program() else "redis-server"
