"""A text as students would see it, while it is being written."""

from markupsafe import Markup

from webapp.courses.texts import course_text

MOST = 300_000


def preview_of(course_id: int, text: str) -> Markup:
    """The Markdown as a page shows it. Nothing is saved."""
    return course_text(text[:MOST], course_id)
