"""The files that a course shows or offers. Only those are taken, and only of kinds that are safe to keep."""

import re
import unicodedata
from collections.abc import Callable
from functools import partial
from urllib.parse import unquote

from webapp.courses.olx.files import CourseFiles
from webapp.courses.olx.outline import Asset
from webapp.courses.olx.wording import shown

# Pages and scripts are not among them: on our own address they would act in the reader's name.
IMAGES = {"png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "bmp", "ico"}
FILMS = {"mp3", "ogg", "oga", "wav", "m4a", "mp4", "m4v", "webm", "ogv"}
OFFICE = {"doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "rtf"}
OTHERS = {"pdf", "txt", "csv", "srt", "vtt", "md", "epub", "zip", "ipynb", "tex"}
KEPT = IMAGES | FILMS | OFFICE | OTHERS

STATIC = re.compile(r"^(?:\.{0,2}/)*static/(.+)$")
ASSET_KEY = re.compile(r"^/?(?:asset-v1:[^/]*?@asset\+block@|c4x/[^/]+/[^/]+/asset/)(.+)$")


class Shelf:
    """What lies in static/, found by the name that texts use for it."""

    def __init__(self, files: CourseFiles) -> None:
        self._files = files
        self._paths = {plain(path.removeprefix("static/")): path for path in files.under("static")}
        self._names: dict[str, str] = {}
        self.taken: dict[str, Asset] = {}

    def path(self, wanted: str) -> str | None:
        return self._paths.get(plain(unquote(wanted)))

    def take(self, wanted: str, note: Callable[[str], None]) -> str | None:
        """The name of the asset, which is taken along; or nothing, with a note that says why."""
        path = self.path(wanted)
        if path is None:
            note(f"the file {shown(unquote(wanted))} is missing from the archive")
            return None
        if path.rpartition(".")[2].lower() not in KEPT:
            note(f"the file {shown(unquote(wanted))} is of a kind that is not taken over")
            return None
        if path not in self._names:
            name = self._names[path] = self._free_name(path)
            self.taken[name] = Asset(
                name=name, size=self._files.size(path), read=partial(self._files.read, path)
            )
        return self._names[path]

    def _free_name(self, path: str) -> str:
        folded = unicodedata.normalize("NFKD", plain(path.removeprefix("static/")))
        stem, dot, ending = re.sub(r"[^A-Za-z0-9._-]", "_", folded)[-90:].rpartition(".")
        name, number = f"{stem}{dot}{ending}", 2
        while name in self.taken:
            name, number = f"{stem}-{number}{dot}{ending}", number + 1
        return name


def static_name(address: str) -> str | None:
    """The file in static/ that an address means, if it means one."""
    bare = re.split(r"[?#]", address.strip(), maxsplit=1)[0]
    found = STATIC.match(bare) or ASSET_KEY.match(bare)
    return found.group(1) if found else None


def plain(name: str) -> str:
    """Names as the exporting platform writes them in addresses: one folder, no odd characters."""
    return re.sub(r"[^\w.-]", "_", unicodedata.normalize("NFC", name))
