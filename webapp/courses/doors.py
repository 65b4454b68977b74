"""All doors of this room: several files of routes on one blueprint."""

from webapp.courses import authoring, certificate_routes, file_routes, importing, routes, unit_routes

DOORS = (routes, unit_routes, file_routes, certificate_routes, *authoring.DOORS, importing.routes)
"""Importing them is what puts their routes on the blueprint."""

bp = routes.bp
