"""A video: where it plays, how long it is, and what is said in it."""

import json
import re
from html import unescape

from webapp.courses.olx.assets import Shelf, static_name
from webapp.courses.olx.blocks import Block
from webapp.courses.olx.bounds import Malformed
from webapp.courses.olx.choices import NoEquivalent
from webapp.courses.olx.files import CourseFiles
from webapp.courses.olx.links import Links, Tell, web_address
from webapp.courses.olx.outline import OutlineUnit
from webapp.courses.olx.wording import one_line

YOUTUBE = re.compile(r"(?:1\.0+:)?([\w-]{11})")
CUE = re.compile(r"^\s*(?:\d+:)?\d+:\d+[.,]\d+\s*-->")
TAG = re.compile(r"<[^<>]{1,80}>|\{\\an\d\}")


def video_unit(block: Block, *, files: CourseFiles, links: Links) -> OutlineUnit:
    """One video, still without its place in the course; NoEquivalent if it could play from nowhere."""
    element = block.element
    youtube = youtube_id(block)
    url = source_address(block, links)
    if not youtube and not url:
        raise NoEquivalent("it names no place from which it could play")
    asset = element.find("video_asset")
    return OutlineUnit(
        key=block.url_name,
        section="",
        title=block.title or block.where,
        kind="video",
        body=body(block, links),
        video_url=url,
        video_youtube=youtube,
        duration_seconds=whole_seconds(asset.get("duration", "") if asset is not None else ""),
        transcript=transcript(block, files, links.shelf, links.tell),
    )


def youtube_id(block: Block) -> str:
    """The id of the film at normal speed."""
    said = [block.element.get("youtube_id_1_0", ""), *block.element.get("youtube", "").split(",")]
    return next((found.group(1) for one in said if (found := YOUTUBE.fullmatch(one.strip()))), "")


def source_address(block: Block, links: Links) -> str:
    """The first address from which the film can be loaded."""
    try:
        listed = json.loads(block.element.get("html5_sources", "[]"))
    except (ValueError, RecursionError):
        listed = []
    addresses = [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
    for address in [*addresses, *(source.get("src", "") for source in block.element.findall("source"))]:
        if name := static_name(address):
            if asset := links.shelf.take(name, links.tell):
                return f"asset:{asset}"
        elif found := web_address(address.strip()):
            return found
    return ""


def body(block: Block, links: Links) -> str:
    """What goes with the film: the part to watch, a handout, its text to download."""
    lines = []
    start, end = (block.element.get(name, "").strip() for name in ("start_time", "end_time"))
    if times := [time for time in (start, end) if re.fullmatch(r"[\d:]+", time) and time.strip("0:")]:
        links.tell(f"it played only from {start or 'the start'} to {end or 'the end'}; now the text says so")
        lines.append(f"Watch from {start} to {end}." if len(times) > 1 else f"Watch from {start}.")
        if start not in times:
            lines[-1] = f"Watch until {end}."
    for name, words in (("handout", "Handout"), ("track", "Transcript to download")):
        if address := block.element.get(name, "").strip():
            written = links.link(address, words)
            lines += [written] if written != words else []
    return "\n\n".join(lines)


def whole_seconds(said: str) -> int | None:
    found = re.fullmatch(r"(\d{1,6})(?:\.\d*)?", said.strip())
    return int(found.group(1)) or None if found else None


def transcript(block: Block, files: CourseFiles, shelf: Shelf, tell: Tell) -> str:
    """What is said, from the first transcript there is; English before others."""
    languages = {one.get("language", ""): one.get("src", "") for one in block.element.findall("transcript")}
    for language in sorted(languages, key=lambda name: name != "en"):
        name = languages[language].rpartition("/")[2]
        path = shelf.path(name)
        if path is None or not path.lower().endswith(".srt"):
            tell(f"the transcript {one_line(name, 100) or language} is missing from the archive")
            continue
        try:
            return spoken(files.text(path))
        except Malformed as fault:
            tell(f"a transcript was left out: {fault}")
    return ""


def spoken(srt: str) -> str:
    """The words of a subtitle file, without numbers and times."""
    words: list[str] = []
    for paragraph in re.split(r"\n[ \t]*\n", srt):
        lines = paragraph.strip().split("\n")
        first = next((place for place, line in enumerate(lines) if CUE.match(line)), None)
        if first is not None:
            words += [one_line(TAG.sub("", unescape(line)), 1000) for line in lines[first + 1 :]]
    return " ".join(word for word in words if word)
