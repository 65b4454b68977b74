"""The blueprint of the sessions' pages."""

from flask import Blueprint

bp = Blueprint("schedules", __name__)
