"""Courses from archives: read, stored, written, and an account of what became of everything in them."""

from webapp.courses.importing import cli, routes
from webapp.courses.importing.models import CourseImport, ImportState
from webapp.courses.importing.work import import_course

__all__ = ["CourseImport", "ImportState", "cli", "import_course", "routes"]
