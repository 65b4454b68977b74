"""What the description says of texts. They are stripped before they are measured, so one that has to have letters has
to have some that can be seen.
"""

from typing import Any

from webapp.core.inputs import ONE_LINE, SEVERAL_LINES

_SEEN = r"[^\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"


def told(schema: Any) -> Any:
    """The schema, and all within it, with patterns that say so."""
    if isinstance(schema, list):
        return [told(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: told(value) for name, value in schema.items()}
    if "default" in found and found["default"] is None and isinstance(found.get("type"), str):
        del found["default"]  # it may be left out, and is not to be null
    pattern, least = found.get("pattern"), found.get("minLength")
    if pattern in (ONE_LINE, SEVERAL_LINES) and isinstance(least, int) and least > 0:
        found["pattern"] = _with_letters(pattern.strip("^$*"), least)
    return found


def _with_letters(any_letter: str, least: int) -> str:
    between = "" if least == 1 else f"{any_letter}{{{least - 2},}}{_SEEN}"
    return f"^{any_letter}*{_SEEN}{between}{any_letter}*$"
