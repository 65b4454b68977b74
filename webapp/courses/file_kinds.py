"""Which files may be kept, and whether one is what its name says it is."""

import re
import unicodedata
from collections.abc import Callable, Collection

from webapp.core.errors import Invalid

HEAD_BYTES = 4096
"""How much of a file's beginning is looked at."""

LONGEST_NAME = 120

Look = Callable[[bytes], bool]


def _begins(*signs: bytes, at: int = 0) -> Look:
    return lambda head: head[at:].startswith(signs)


def _is_riff(form: bytes) -> Look:
    return lambda head: head[:4] == b"RIFF" and head[8:12] == form


def _is_text(head: bytes) -> bool:
    """UTF-8 without control characters; the last letter may be cut in two."""
    text = head.decode("utf-8", "ignore")
    is_utf8 = len(head) - len(text.encode()) < 4 and not re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", text)
    return is_utf8 and not (len(head) > 3 and not text)


_PROLOGUE = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(\[.*?\]\s*)?>", re.DOTALL)


def _is_svg(head: bytes) -> bool:
    """Its first element is <svg>, whatever XML lets stand before it."""
    start = 3 if head.startswith(b"\xef\xbb\xbf") else 0
    while skipped := _PROLOGUE.match(head, start):
        start = skipped.end()
    return _is_text(head) and re.match(rb"<svg[\s/>]", head[start:]) is not None


_ZIP = _begins(b"PK\x03\x04", b"PK\x05\x06")
_OLE = _begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_OGG = _begins(b"OggS")
_GZIP = _begins(b"\x1f\x8b")
_MP4 = _begins(b"ftyp", at=4)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."

PICTURES: dict[str, tuple[str, Look]] = {
    "png": ("image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    "jpg": ("image/jpeg", _begins(b"\xff\xd8\xff")),
    "jpeg": ("image/jpeg", _begins(b"\xff\xd8\xff")),
    "gif": ("image/gif", _begins(b"GIF87a", b"GIF89a")),
    "webp": ("image/webp", _is_riff(b"WEBP")),
    "avif": ("image/avif", _begins(b"ftypavif", b"ftypavis", at=4)),
    "bmp": ("image/bmp", _begins(b"BM")),
    "ico": ("image/x-icon", _begins(b"\x00\x00\x01\x00")),
    "svg": ("image/svg+xml", _is_svg),
}
FILMS: dict[str, tuple[str, Look]] = {
    "mp4": ("video/mp4", _MP4),
    "m4v": ("video/mp4", _MP4),
    "webm": ("video/webm", _begins(b"\x1a\x45\xdf\xa3")),
    "ogv": ("video/ogg", _OGG),
}
SOUNDS: dict[str, tuple[str, Look]] = {
    "mp3": ("audio/mpeg", _begins(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa")),
    "ogg": ("audio/ogg", _OGG),
    "oga": ("audio/ogg", _OGG),
    "wav": ("audio/wav", _is_riff(b"WAVE")),
    "m4a": ("audio/mp4", _MP4),
}
DOCUMENTS: dict[str, tuple[str, Look]] = {
    "pdf": ("application/pdf", _begins(b"%PDF-")),
    "doc": ("application/msword", _OLE),
    "xls": ("application/vnd.ms-excel", _OLE),
    "ppt": ("application/vnd.ms-powerpoint", _OLE),
    "docx": (_OFFICE + "wordprocessingml.document", _ZIP),
    "xlsx": (_OFFICE + "spreadsheetml.sheet", _ZIP),
    "pptx": (_OFFICE + "presentationml.presentation", _ZIP),
    "odt": (_OPEN + "text", _ZIP),
    "ods": (_OPEN + "spreadsheet", _ZIP),
    "odp": (_OPEN + "presentation", _ZIP),
    "epub": ("application/epub+zip", _ZIP),
    "zip": ("application/zip", _ZIP),
    "gz": ("application/gzip", _GZIP),
    "tgz": ("application/gzip", _GZIP),
    "rtf": ("application/rtf", _begins(b"{\\rtf")),
    "txt": ("text/plain", _is_text),
    "md": ("text/markdown", _is_text),
    "csv": ("text/csv", _is_text),
    "tex": ("text/x-tex", _is_text),
    "srt": ("application/x-subrip", _is_text),
    "vtt": ("text/vtt", _is_text),
    "ipynb": ("application/x-ipynb+json", _is_text),
}
KINDS = PICTURES | FILMS | SOUNDS | DOCUMENTS
"""By ending: the media type a file is served with, and how to tell that it is one."""

SOURCES: dict[str, tuple[str, Look]] = dict.fromkeys(
    "c cpp cs css go h java js json kt php py r rb rs sh sql ts xml yaml".split(), ("text/plain", _is_text)
)
WORK_KINDS = KINDS | SOURCES
"""What students may hand in. It is only ever saved, never shown, so source code is among it."""

SHOWN_IN_PAGES = {media_type for media_type, _ in (PICTURES | FILMS | SOUNDS).values()} | {"text/vtt"}
"""Everything else is only ever offered for download."""


def media_type_of(name: str, head: bytes, *, kinds: Collection[str] = KINDS, field: str = "file") -> str:
    """The media type of an allowed file that is what its name says. Raises `Invalid` on that field."""
    ending = name.rpartition(".")[2].lower()
    if "." not in name or ending not in kinds or ending not in WORK_KINDS:
        shown = f"Files ending in .{ending}" if "." in name else "Files without an ending"
        raise Invalid.of({field: f"{shown} are not taken here. Use one of: {', '.join(sorted(kinds))}."})
    media_type, looks_right = WORK_KINDS[ending]
    if not looks_right(head):
        raise Invalid.of({field: f"This is no .{ending} file: its contents are something else."})
    return media_type


def plain_name(sent: str) -> str:
    """A file's name without folders and without what an address or a text could trip over."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", sent))[-1]
    stem, dot, ending = re.sub(r"[^\w.-]+", "-", last).strip(".-_").rpartition(".")
    if not dot:
        return ending[:LONGEST_NAME] or "file"
    return f"{stem.strip('.-_')[: LONGEST_NAME - 11]}.{ending[-10:].lower()}"
