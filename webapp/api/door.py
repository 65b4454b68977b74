"""The blueprint that all doors for programs hang on."""

from flask import Blueprint

bp = Blueprint("api", __name__)
