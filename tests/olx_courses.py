"""Small courses in the OLX format, made by the tests: as a folder, or packed with whatever a test puts in."""

import io
import tarfile
from collections.abc import Mapping
from pathlib import Path

COURSE = {
    "course.xml": '<course url_name="run1" org="Org" course="C1"/>',
    "course/run1.xml": '<course display_name="A small course"><chapter url_name="ch1"/></course>',
    "chapter/ch1.xml": '<chapter display_name="First chapter"><sequential url_name="s1"/></chapter>',
    "sequential/s1.xml": '<sequential display_name="First section"><vertical url_name="v1"/></sequential>',
    "vertical/v1.xml": '<vertical display_name="First page"><html url_name="h1"/></vertical>',
    "html/h1.xml": '<html filename="h1" display_name="Text"/>',
    "html/h1.html": "<p>Hello.</p>",
}


def written(root: Path, files: Mapping[str, str | bytes] | None = None) -> Path:
    """The small course as a folder, with these files changed or added."""
    for name, content in {**COURSE, **(files or {})}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def page(root: Path, *blocks: str, files: Mapping[str, str | bytes] | None = None) -> Path:
    """The small course with these blocks on its only page."""
    vertical = f'<vertical display_name="First page">{"".join(blocks)}</vertical>'
    return written(root, {"vertical/v1.xml": vertical, **(files or {})})


def problem(inside: str, name: str = "p1", title: str = "A problem") -> str:
    return f'<problem url_name="{name}" display_name="{title}">{inside}</problem>'


def entry(name: str, content: bytes = b"", **facts: object) -> tuple[tarfile.TarInfo, bytes]:
    """One member of an archive, honest or not."""
    member = tarfile.TarInfo(name)
    member.size = len(content)
    for fact, value in facts.items():
        setattr(member, fact, value)
    return member, content


def packed(path: Path, *entries: tuple[tarfile.TarInfo, bytes], with_course: bool = True) -> Path:
    """A .tar.gz of the small course and these members."""
    honest = [entry(f"course/{name}", content.encode()) for name, content in COURSE.items()]
    with tarfile.open(path, "w:gz") as archive:
        for member, content in [*(honest if with_course else []), *entries]:
            archive.addfile(member, io.BytesIO(content))
    return path
