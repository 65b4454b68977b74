"""The texts of a course as they are shown."""

from flask import url_for
from markupsafe import Markup

from webapp.core.markdown import render


def course_text(text: str, course_id: int) -> Markup:
    """Markdown in which `asset:name` is a file of the course and `unit:key` another unit of it."""
    place = url_for("courses.course", course_id=course_id)
    return render(text, base=f"{place}/files/", units=f"{place}/units/")
