"""Draws regions for those who show them: each once for all of its readers, merged, a few times a second at most."""

import logging
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from flask import Flask
from markupsafe import Markup

from webapp.core.stores import db
from webapp.live.frames import frame
from webapp.live.listener import Listener
from webapp.live.region import Region, fragment

log = logging.getLogger("tandem.live")

FAILED = frame("A part of this page could not be drawn: fetch it again.", name="resync")


@dataclass
class _Wish:
    region: Region
    readers: set[Listener] = field(default_factory=set)


class Drawing:
    """Takes wishes and fulfils them in a thread (a greenlet under gevent) of its own."""

    def __init__(self, app: Flask, *, redraw_seconds: float) -> None:
        self.drawn = 0
        self.is_idle = True
        """Whether all that was asked for has been drawn and handed over."""
        self._app = app
        self._redraw_seconds = redraw_seconds
        self._wishes: dict[str, _Wish] = {}
        self._newest = "0-0"
        self._changed = threading.Condition()
        self._drawer: threading.Thread | None = None

    def ask(self, wishes: Iterable[tuple[Region, set[Listener]]], position: str) -> None:
        """Draw these regions soon, each for its readers: what they get stands for everything up to that position."""
        with self._changed:
            for region, readers in wishes:
                wish = self._wishes.setdefault(region.id, _Wish(region))
                wish.region = region
                wish.readers |= readers
            self._newest = position
            self.is_idle = False
            if self._drawer is None:
                self._drawer = threading.Thread(target=self._draw_forever, name="live-drawer", daemon=True)
                self._drawer.start()
            self._changed.notify_all()

    def _draw_forever(self) -> None:
        while True:
            with self._changed:
                while not self._wishes:
                    self.is_idle = True
                    self._changed.wait()
                wishes, self._wishes = self._wishes, {}
                newest = self._newest
            try:
                self._draw(wishes, newest)
            except Exception:
                log.exception("The drawer of regions stumbled")
                for reader in {reader for wish in wishes.values() for reader in wish.readers}:
                    reader.put(FAILED)
            time.sleep(self._redraw_seconds)

    def _draw(self, wishes: dict[str, _Wish], newest: str) -> None:
        drawn: dict[Listener, dict[str, Markup]] = {}
        with self._app.test_request_context():
            for id, wish in wishes.items():
                readers = [reader for reader in wish.readers if not reader.is_closed]
                inner = self._drawn(wish.region) if readers else Markup("")
                for reader in readers:
                    if inner is None:
                        reader.put(FAILED)
                    else:
                        drawn.setdefault(reader, {})[id] = inner
        frames: dict[tuple[str, ...], bytes] = {}
        for reader, regions in drawn.items():
            key = tuple(regions)
            if key not in frames:
                frames[key] = frame(fragment(regions), id=newest)
            reader.put(frames[key])

    def _drawn(self, region: Region) -> Markup | None:
        """The region as it is now; None if it cannot be drawn."""
        try:
            self.drawn += 1
            return region.inner()
        except Exception:
            log.exception("Could not draw %s", region.id)
            return None
        finally:
            db.session.rollback()
