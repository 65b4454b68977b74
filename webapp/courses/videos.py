"""Where a video plays: in our own player, in a frame of YouTube's where the school allows it, or at its own address."""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlsplit

from flask import current_app, url_for

from webapp.core.headers import YOUTUBE
from webapp.courses.file_queries import file_named
from webapp.courses.models import Unit

_FILM = re.compile(r"[\w-]{11}", re.ASCII)
_YOUTUBE_HOSTS = {"youtube.com", "www.youtube.com", "m.youtube.com", "www.youtube-nocookie.com", "youtu.be"}


@dataclass(frozen=True)
class Video:
    """One of three: `player` is the address of a file to play here, `frame` that of a page to embed, else `link` leads
    to `host` in a new tab. All empty: there is nothing to watch yet. `captions` go with a player.
    """

    player: str = ""
    captions: str = ""
    frame: str = ""
    link: str = ""
    host: str = ""


def video_of(unit: Unit) -> Video:
    """Where the video of this unit plays under the settings of this school."""
    name = unit.video_file or (
        unit.video_url.removeprefix("asset:") if unit.video_url.startswith("asset:") else ""
    )
    if name:
        return Video(player=_file_url(unit, name), captions=_captions(unit, name))
    settings = current_app.extensions["settings"]
    address = _split(unit.video_url)
    if address.scheme not in ("https", "http") or not address.hostname:
        return Video()
    if f"{address.scheme}://{address.netloc}" in settings.media_origins:
        return Video(player=unit.video_url)
    film = youtube_film(unit.video_url)
    if film and settings.youtube:
        return Video(frame=f"{YOUTUBE}/embed/{film}", host="YouTube")
    return Video(link=unit.video_url, host="YouTube" if film else address.hostname.removeprefix("www."))


def _captions(unit: Unit, film: str) -> str:
    """A WebVTT file beside the film, of the same name: knots.mp4 and knots.vtt."""
    name = f"{film.rpartition('.')[0]}.vtt"
    return _file_url(unit, name) if file_named(unit.course_id, name) else ""


def _file_url(unit: Unit, name: str) -> str:
    return url_for("courses.course_file", course_id=unit.course_id, name=name)


def youtube_film(url: str) -> str:
    """The id of the film behind a YouTube address; empty if it is none."""
    address = _split(url)
    if (address.hostname or "") not in _YOUTUBE_HOSTS:
        return ""
    parts = [part for part in address.path.split("/") if part]
    said = parse_qs(address.query).get("v", [""])[0]
    if not said and parts:
        said = parts[-1]
    return said if _FILM.fullmatch(said) else ""


def _split(url: str) -> SplitResult:
    """The parts of an address; of none if it cannot be taken apart."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")
