"""The product with two doors more: one publishes as a change does, one tidies memory before it is weighed."""

import gc
from dataclasses import dataclass

from flask import current_app, request

from webapp import create_app
from webapp.flow import Event
from webapp.live import Broker


@dataclass(frozen=True, kw_only=True)
class Said(Event):
    """A numbered message of ordinary size."""

    name = "bench:said"

    fill: str
    n: int


app = create_app()


@app.post("/api/bench/said/<channel>")
def say(channel: str) -> str:
    broker: Broker = current_app.extensions["broker"]
    broker.publish((channel,), Said.name, request.get_json())
    return ""


@app.post("/api/bench/tidy")
def tidy() -> str:
    gc.collect()
    return ""
