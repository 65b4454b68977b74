"""Courses in the OLX format, read into a plain outline. Knows no database and no request."""

from webapp.courses.olx.bounds import ImportRefused
from webapp.courses.olx.course import read_course
from webapp.courses.olx.outline import (
    Asset,
    Outline,
    OutlineChoice,
    OutlineModule,
    OutlineQuestion,
    OutlineUnit,
)
from webapp.courses.olx.report import LeftOut, Note, Report

__all__ = [
    "Asset",
    "ImportRefused",
    "LeftOut",
    "Note",
    "Outline",
    "OutlineChoice",
    "OutlineModule",
    "OutlineQuestion",
    "OutlineUnit",
    "Report",
    "read_course",
]
