"""All doors of the sessions' pages."""

from webapp.schedules import deed_routes, form_routes, move_routes, plan_routes, routes
from webapp.schedules.door import bp

__all__ = ["bp", "deed_routes", "form_routes", "move_routes", "plan_routes", "routes"]
