"""A text as students would see it, while it is being written."""

from flask import url_for
from markupsafe import Markup

from webapp.core.markdown import render


def preview_of(course_id: int, text: str) -> Markup:
    """The Markdown as a page shows it. Nothing is saved."""
    pictures = url_for("courses.course_file", course_id=course_id, name="")
    return render(text[:300_000], base=pictures, units="/units/")
