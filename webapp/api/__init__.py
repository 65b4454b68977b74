"""The doors for programs: JSON, and named events as they happen."""

from webapp.api import events
from webapp.api.door import bp

__all__ = ["bp", "events"]
