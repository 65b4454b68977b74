"""A part of a page that redraws itself: one id, one partial, and what the partial is given."""

import logging
from typing import Any

from flask import current_app, g
from markupsafe import Markup

from webapp.core.answers import reference
from webapp.core.stores import db

log = logging.getLogger("tandem.live")


class Region:
    """Printed by a page with `{{ region }}`, redrawn by a broadcast. The same for every reader.

    What it is given may be a value or a callable without arguments. Callables are asked when it is drawn, so
    naming a region costs nothing.
    """

    def __init__(self, id: str, partial: str, **given: Any) -> None:
        self.id = id
        self.partial = partial
        self._given = given

    def __repr__(self) -> str:
        return f"Region({self.id})"

    def __html__(self) -> Markup:
        shown().append(self.id)
        return Markup('<div id="{}" data-region>{}</div>').format(self.id, self._shown())

    @property
    def html(self) -> Markup:
        """With its frame, as a button inside a region answers."""
        return self.__html__()

    def _shown(self) -> Markup:
        """What the page prints: if this part fails, it alone says so, and offers another try."""
        try:
            return self.inner()
        except Exception:
            log.exception("Could not print %s (%s)", self.id, reference())
            db.session.rollback()
            words = {
                "title": "Could not load this part",
                "message": "Your work is safe; the rest of the page is there.",
            }
            box = current_app.jinja_env.get_template("errors/fragment.html")
            return Markup(box.render(words, reference=reference()))  # noqa: S704 - autoescaped

    def inner(self) -> Markup:
        """The partial alone, with nothing but what it is given: no reader, no request."""
        given = {name: value() if callable(value) else value for name, value in self._given.items()}
        return Markup(current_app.jinja_env.get_template(self.partial).render(given))  # noqa: S704 - autoescaped


def shown() -> list[str]:
    """The ids of the regions that the page being answered has printed so far."""
    if "regions" not in g:
        g.regions = []
    ids: list[str] = g.regions
    return ids


def fragment(drawn: dict[str, Markup]) -> str:
    """Several regions as one message that htmx 4 lands, each in its own place."""
    return "".join(
        Markup('<hx-partial hx-target="#{}" hx-swap="innerMorph">{}</hx-partial>').format(id, inner)
        for id, inner in drawn.items()
    )
