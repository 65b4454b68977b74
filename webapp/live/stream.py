"""The door of the HTML stream: `GET /live?as=READER&since=POSITION&see=id+id`, and what every stream's door shares.

flask-sse's blueprint with its `stream` replaced: channels follow from who is signed in, never from the query; there
are heartbeats and replay; a page that names what it shows gets only that; and one that was printed for somebody else is
told that its reader is gone.
"""

import math
import time
from collections.abc import Callable, Iterable, Iterator
from typing import cast

from flask import Flask, Response, current_app, g, request
from flask_sse import ServerSentEventsBlueprint
from markupsafe import Markup

from webapp.core.errors import NotSignedIn, Unavailable
from webapp.live.handover import HANDOVER, Handover
from webapp.live.hub import CLOSE, REFETCH, Hub
from webapp.live.listener import HeldListener
from webapp.live.opening import Opening, lifetime, welcome
from webapp.live.region import shown
from webapp.settings import Settings

ChannelsOf = Callable[[], Iterable[str] | None]
"""The channels of the person who asks; None for nobody. The first one is theirs alone."""

MOST_REGIONS = 200
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class LiveBlueprint(ServerSentEventsBlueprint):  # type: ignore[misc]
    """`/live`: one stream per page."""

    def __init__(self, channels_of: ChannelsOf) -> None:
        super().__init__("live", __name__)
        self._channels_of = channels_of
        self.add_url_rule("/live", endpoint="stream", view_func=self.stream)

    def stream(self) -> Response:
        channels = tuple(self._channels_of() or ())
        if not channels:
            raise NotSignedIn("Sign in to go on.")
        if request.args.get("as", own := channels[0].rpartition(":")[2]) != own:
            raise NotSignedIn("Somebody else is signed in here now.")
        sees = request.args.get("see", "").split(" ")[:MOST_REGIONS]
        return open_stream(channels, tuple(sees), since=request.args.get("since", ""))


def open_stream(
    channels: tuple[str, ...],
    sees: tuple[str, ...] | None,
    *,
    since: str,
    greeting: bytes = b"",
    longest_seconds: float = math.inf,
) -> Response:
    """A stream of what these channels bring, beginning with what came after `since` if the reader does not say where it
    was; `sees` is None for a program. The first channel is the person's own: beyond so many streams of one person the
    oldest makes room.
    """
    hub = hub_of(current_app)
    if hub.is_draining:
        raise Unavailable("This server is restarting.", retry_after=1)
    if not hub.broker.is_reachable:
        raise Unavailable("Live messages do not get through at the moment.", retry_after=2)
    response = Response(iter(()), content_type="text/event-stream; charset=utf-8", headers=HEADERS)
    if request.method == "HEAD":
        return response
    settings: Settings = current_app.extensions["settings"]
    for crowded in hub.listening(channels[0])[: -settings.streams_per_person + 1 or None]:
        crowded.close()
    since = request.headers.get("Last-Event-ID") or since
    opening = Opening(channels, sees, since, g.live_since, greeting, longest_seconds)
    wire = current_app.extensions.get("wire")
    if wire is not None and "gunicorn.socket" in request.environ:
        request.environ[HANDOVER] = Handover(wire, opening)
    else:
        response.response = _frames(hub, opening, settings.heartbeat_seconds)
    return response


def _frames(hub: Hub, opening: Opening, heartbeat: float) -> Iterator[bytes]:
    """What is sent where the server holds the request open. Holds nothing of the request itself."""
    listener = HeldListener(opening.channels, opening.sees)
    ends_at = time.monotonic() + lifetime(opening.longest_seconds)
    try:
        yield welcome(hub, listener, opening)
        while (frames := listener.take(heartbeat)) is not None:
            if frames:
                yield frames
            else:
                hub.beat([listener])
            if time.monotonic() >= ends_at:
                listener.close()
    finally:
        hub.leave(listener)


def hub_of(app: Flask) -> Hub:
    return cast(Hub, app.extensions["hub"])


def close_streams(app: Flask, channel: str) -> None:
    """End the open streams of a channel everywhere: their rights have changed."""
    hub_of(app).broker.publish((channel,), CLOSE, {})


def refetch_pages(app: Flask, channel: str) -> None:
    """Have the open pages of a channel fetched anew, wherever they are."""
    hub_of(app).broker.publish((channel,), REFETCH, {})


def note_position() -> None:
    """Take our place in the order of changes before the page reads anything, so that nothing falls between."""
    g.live_since = hub_of(current_app).position()


class LiveMark:
    """Printed at the end of a page: where it connects, with the regions that it has printed by then.

    Nothing where no position was noted: the page that says a file is missing.
    """

    def __init__(self, reader: int) -> None:
        self._reader = reader

    def __html__(self) -> Markup:
        if "live_since" not in g:
            return Markup("")
        sees = "+".join(dict.fromkeys(shown()))
        return Markup(
            '<div id="live" hx-sse:connect="/live?as={}&amp;since={}&amp;see={}" hx-trigger="load, live:retry"'
            ' hx-swap="none" hidden></div>'
        ).format(self._reader, g.live_since, sees)
