"""All doors of this room: several files of routes on one blueprint."""

from webapp.attendance import record_routes, routes, teacher_routes

DOORS = (routes, teacher_routes, record_routes)
"""Importing them is what puts their routes on the blueprint."""

bp = routes.bp
