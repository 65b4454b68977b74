"""All doors of this room: several files of routes on one blueprint."""

from webapp.courses import file_routes, routes

DOORS = (routes, file_routes)
"""Importing them is what puts their routes on the blueprint."""

bp = routes.bp
