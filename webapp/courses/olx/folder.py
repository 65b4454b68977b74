"""A course as a folder. Links are not followed, hidden files and devices not looked at."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from webapp.courses.olx.bounds import ImportRefused
from webapp.courses.olx.paths import Weighed, checked
from webapp.courses.olx.wording import shown


class Folder:
    """The files of an unpacked course: their sizes by name, and their bytes when asked."""

    def __init__(self, root: Path) -> None:
        self._root = root
        weighed = Weighed()
        for name, size in plain_files(root, weighed):
            weighed.file(name, size)
        self.sizes = weighed.sizes

    def read(self, name: str) -> bytes:
        """Opened without following a link, and never more than was weighed."""
        try:
            opened = os.open(self._root / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with os.fdopen(opened, "rb") as file:
                if not stat.S_ISREG(os.fstat(opened).st_mode):
                    raise ImportRefused(f"It holds something that is no plain file: {shown(name)}")
                return file.read(self.sizes[name])
        except OSError as fault:
            raise ImportRefused(f"A file of the course cannot be read: {shown(name)}") from fault


def plain_files(root: Path, weighed: Weighed) -> Iterator[tuple[str, int]]:
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        try:
            found = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
        except OSError as fault:
            raise ImportRefused(f"A folder of the course cannot be read: {shown(folder or '.')}") from fault
        for entry in found:
            weighed.entry()
            if entry.name.startswith(".") or entry.is_symlink():
                continue
            name = checked(f"{folder}/{entry.name}" if folder else entry.name)
            if entry.is_dir(follow_symlinks=False):
                waiting.append(name)
            elif entry.is_file(follow_symlinks=False):
                yield name, entry.stat(follow_symlinks=False).st_size
