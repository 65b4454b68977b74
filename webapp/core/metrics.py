"""What this installation does, as numbers for Prometheus. Several workers add theirs up through files, in the folder
`PROMETHEUS_MULTIPROC_DIR` that `gunicorn.conf.py` sets; a single one keeps them in memory.
"""

import os
import time

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

REGISTRY = CollectorRegistry()
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

requests = Counter(
    "tandem_requests", "Requests answered.", ["method", "endpoint", "status"], registry=REGISTRY
)
seconds = Histogram(
    "tandem_request_seconds",
    "From a request to its answer; streams until they begin.",
    ["endpoint"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)
beacons = Counter(
    "tandem_beacons", "Events that course pages sent, by what became of them.", ["result"], registry=REGISTRY
)
streams = Gauge(
    "tandem_streams_open", "Streams that are open.", multiprocess_mode="livesum", registry=REGISTRY
)
deliveries = Counter(
    "tandem_deliveries",
    "Messages brought to listeners: programs, and pages that show what they touch.",
    ["to"],
    registry=REGISTRY,
)
lag = Histogram(
    "tandem_projection_lag_seconds",
    "From a change being recorded to being durable together with all figures that follow from it.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
    registry=REGISTRY,
)
ticks = Counter("tandem_ticker_runs", "Deeds of the ticker.", ["deed", "outcome"], registry=REGISTRY)
ticked_at = Gauge(
    "tandem_ticker_last_run_seconds",
    "When a deed of the ticker was last done.",
    ["deed"],
    multiprocess_mode="max",
    registry=REGISTRY,
)


def text() -> bytes:
    """All of them, of all workers."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return generate_latest(together)


def install(app: Flask) -> None:
    """Count every request, and how long it took."""

    @app.before_request
    def begin() -> None:
        g.began_at = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        requests.labels(request.method if request.url_rule else "any", endpoint, response.status_code).inc()
        if "began_at" in g:
            seconds.labels(endpoint).observe(time.perf_counter() - g.began_at)
        return response
