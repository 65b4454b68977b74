"""Dashboards: the pages that put other rooms' regions side by side."""

from webapp.dashboard import board_routes, counted_routes, mentor_routes, own_data_routes, student_routes
from webapp.dashboard.following import (
    follow_enrolment,
    follow_members,
    follow_mentor,
    follow_person,
    follow_registration,
    follow_teachers,
)
from webapp.dashboard.routes import bp

__all__ = [
    "board_routes",
    "bp",
    "counted_routes",
    "follow_enrolment",
    "follow_members",
    "follow_mentor",
    "follow_person",
    "follow_registration",
    "follow_teachers",
    "mentor_routes",
    "own_data_routes",
    "student_routes",
]
