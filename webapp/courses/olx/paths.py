"""Names of files inside a course: relative, downwards, plain."""

from webapp.courses.olx import bounds
from webapp.courses.olx.bounds import ImportRefused
from webapp.courses.olx.wording import UNWANTED, shown


def checked(name: str) -> str:
    """The name in its plain form (`course/html/a.html`), or a refusal that says what is wrong with it."""
    if name.startswith("/") or name[1:2] == ":":
        raise ImportRefused(f"It holds a file with an absolute path: {shown(name)}")
    if "\\" in name or "\n" in name or "\t" in name or UNWANTED.search(name):
        raise ImportRefused(f"It holds a file whose name has characters that no name may have: {shown(name)}")
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if ".." in parts:
        raise ImportRefused(f"It holds a file whose path leads out of the course: {shown(name)}")
    if len(parts) > bounds.FOLDER_DEPTH:
        raise ImportRefused(f"Its folders are nested more than {bounds.FOLDER_DEPTH} deep: {shown(name)}")
    if len(name) > bounds.PATH_LENGTH:
        raise ImportRefused(f"It holds a file whose path is longer than {bounds.PATH_LENGTH}: {shown(name)}")
    return "/".join(parts)


class Weighed:
    """The files counted so far. Refuses the one that is too many or too large."""

    def __init__(self) -> None:
        self.sizes: dict[str, int] = {}
        self._entries = 0
        self._total = 0

    def entry(self) -> None:
        self._entries += 1
        if self._entries > bounds.FILES:
            raise ImportRefused(f"It holds more than {bounds.FILES} files.")

    def file(self, name: str, size: int) -> None:
        if name in self.sizes:
            raise ImportRefused(f"It holds the same file twice: {shown(name)}")
        if size > bounds.FILE_BYTES:
            raise ImportRefused(
                f"It holds a file larger than {in_mebibytes(bounds.FILE_BYTES)}: {shown(name)}"
            )
        self._total += size
        if self._total > bounds.TOTAL_BYTES:
            raise ImportRefused(f"Its files are larger than {in_mebibytes(bounds.TOTAL_BYTES)} together.")
        self.sizes[name] = size


def in_mebibytes(count: int) -> str:
    return f"{count / bounds.MEBIBYTE:g} MiB"
