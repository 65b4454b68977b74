"""Text that came from outside: normalised, without control characters, bounded where it is a line."""

import re
import unicodedata

from webapp.courses.olx.bounds import TITLE_LENGTH

# Tab and line break stay. In the private-use range, marks of our own stand in for links and images.
UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ue000-\ue00f\ufffe\uffff]"
)


def clean(text: str) -> str:
    """NFC, line breaks as \\n, no control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", UNWANTED.sub("", text))


def one_line(text: str | None, limit: int = TITLE_LENGTH) -> str:
    """A title: one line, at most so long."""
    line = " ".join(clean(text or "").split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def shown(name: str) -> str:
    """A file's name as it may stand in a message: printable, not endless."""
    printable = "".join(letter if letter.isprintable() else "�" for letter in name)
    return printable if len(printable) <= 120 else printable[:119] + "…"
