"""All doors of the room."""

from webapp.tracking import letter_routes
from webapp.tracking.routes import bp

__all__ = ["bp", "letter_routes"]
