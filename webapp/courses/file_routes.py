"""The door to a course's files: pictures, films and documents that its texts name."""

from flask.typing import ResponseReturnValue

from webapp import accounts
from webapp.courses import file_queries, files
from webapp.courses.routes import bp


@bp.get("/courses/<int:course_id>/files/<name>")
@accounts.only()
def course_file(course_id: int, name: str) -> ResponseReturnValue:
    """A file of a course, for those who learn or teach in it. Pictures of a summary are for all who may read that."""
    found = file_queries.file_open_to(accounts.me(), course_id, name)
    return files.hand_out(found.key, found.name, found.media_type)
