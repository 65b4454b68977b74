"""A course as .tar.gz. It is unpacked into one nameless file, so no name in it ever reaches the disk."""

import gzip
import io
import os
import tarfile
import tempfile
import weakref
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from webapp.courses.olx import bounds
from webapp.courses.olx.bounds import ImportRefused
from webapp.courses.olx.paths import Weighed, checked, in_mebibytes
from webapp.courses.olx.wording import shown

CHUNK = 256 * 1024
GZIP_MAGIC = b"\x1f\x8b"

# tarfile reads a long name or an extended header whole; no honest one comes near this.
HEADER_BYTES = 64 * 1024


class Archive:
    """The files of a packed course: their sizes by name, and their bytes when asked."""

    def __init__(self, path: Path) -> None:
        plain = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the archive
        weakref.finalize(self, plain.close)
        self._plain = plain
        self._offsets: dict[str, int] = {}
        unpack(path, plain)
        weighed = Weighed()
        for name, offset, size in members(plain, weighed):
            weighed.file(name, size)
            self._offsets[name] = offset
        self.sizes = weighed.sizes

    def read(self, name: str) -> bytes:
        return os.pread(self._plain.fileno(), self.sizes[name], self._offsets[name])


def unpack(path: Path, plain: IO[bytes]) -> None:
    """Undo the compression only, watching how much comes out and how much of it for how little."""
    with path.open("rb") as packed:
        if packed.read(len(GZIP_MAGIC)) != GZIP_MAGIC:
            raise ImportRefused("This is not a .tar.gz archive.")
        if path.stat().st_size > bounds.ARCHIVE_BYTES:
            raise ImportRefused(f"The archive is larger than {in_mebibytes(bounds.ARCHIVE_BYTES)}.")
        packed.seek(0)
        try:
            copy_bounded(packed, plain)
        except (OSError, EOFError, zlib.error) as fault:
            raise ImportRefused("The archive is damaged: it cannot be unpacked to its end.") from fault


def copy_bounded(packed: IO[bytes], plain: IO[bytes]) -> None:
    total = 0
    with gzip.GzipFile(fileobj=packed) as unpacked:
        while chunk := unpacked.read(CHUNK):
            total += len(chunk)
            if total > bounds.TOTAL_BYTES:
                raise ImportRefused(f"Unpacked, it is larger than {in_mebibytes(bounds.TOTAL_BYTES)}.")
            if total > bounds.RATIO_COUNTS_FROM and total > bounds.RATIO * packed.tell():
                raise ImportRefused(f"Unpacked, it is more than {bounds.RATIO} times as large as packed.")
            plain.write(chunk)
    plain.flush()


def members(plain: IO[bytes], weighed: Weighed) -> Iterator[tuple[str, int, int]]:
    """Name, place and size of every file. A link, a device or a bad path refuses the archive."""
    end = plain.seek(0, io.SEEK_END)
    plain.seek(0)
    try:
        with tarfile.open(fileobj=Headers(plain), mode="r:", errors="strict") as tar:
            for member in tar:
                weighed.entry()
                name = checked(member.name)
                if member.isdir():
                    continue
                refuse_all_but_files(member)
                if member.offset_data + member.size > end:
                    raise ImportRefused("The archive is damaged: it ends in the middle of a file.")
                yield name, member.offset_data, member.size
    except (tarfile.TarError, UnicodeError, OverflowError) as fault:
        raise ImportRefused("The archive is damaged: its list of files cannot be read.") from fault


def refuse_all_but_files(member: tarfile.TarInfo) -> None:
    if member.issym() or member.islnk():
        raise ImportRefused(f"It holds a link, and links are not followed: {shown(member.name)}")
    if member.type not in (tarfile.REGTYPE, tarfile.AREGTYPE) or member.issparse():
        raise ImportRefused(f"It holds something that is no plain file: {shown(member.name)}")


class Headers(io.RawIOBase):
    """The unpacked archive as tarfile sees it: only ever a header's worth at a time."""

    def __init__(self, plain: IO[bytes]) -> None:
        self._plain = plain

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= HEADER_BYTES:
            raise ImportRefused("The archive is damaged: one of its headers is far too long.")
        return self._plain.read(size)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._plain.seek(offset, whence)

    def tell(self) -> int:
        return self._plain.tell()
