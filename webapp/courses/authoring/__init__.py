"""The teacher's side of courses: making them, ordering them, writing what is in them."""

from webapp.courses.authoring import course_routes, file_routes, plan_routes, question_routes, unit_routes

DOORS = (course_routes, plan_routes, unit_routes, question_routes, file_routes)
