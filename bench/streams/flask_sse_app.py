"""flask-sse as its documentation sets it up, with a door that publishes."""

import gc
import os

from flask import Flask, request
from flask_sse import sse

app = Flask(__name__)
app.config["REDIS_URL"] = os.environ["REDIS_URL"]
app.register_blueprint(sse, url_prefix="/stream")


@app.post("/api/bench/said/<channel>")
def say(channel: str) -> str:
    sse.publish(request.get_json(), type="said", channel=channel)
    return ""


@app.post("/api/bench/tidy")
def tidy() -> str:
    gc.collect()
    return ""
