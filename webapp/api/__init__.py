"""The doors for programs: JSON, and named events as they happen."""

from webapp.api import events
from webapp.api.door import bp
from webapp.api.health import parts, status_of

__all__ = ["bp", "events", "parts", "status_of"]
