"""Files that teachers bring into a course, and take out again."""

import re

import sqlalchemy as sa

from webapp.accounts import User
from webapp.core.errors import Conflict
from webapp.core.stores import db
from webapp.courses import files
from webapp.courses.authoring.ownership import take
from webapp.courses.authoring.queries import texts_of
from webapp.courses.file_queries import file_named
from webapp.courses.files import Kept
from webapp.courses.models import Course, CourseFile, Unit

_ASSET = re.compile(r"asset:([\w.-]+)")


def add_file(course: Course, kept: Kept, *, by: User) -> CourseFile:
    """Under its own name, or with a number where that is taken by something else."""
    take(course, by)
    same = file_named(course.id, kept.name)
    if same is not None and same.digest == kept.digest:
        files.drop(kept.key)
        return same
    return put_file(course, free_name(course.id, kept.name), kept)


def put_file(course: Course, name: str, kept: Kept) -> CourseFile:
    """Under this name, whatever it named before. Contents that the course has already are not stored twice."""
    file = file_named(course.id, name)
    if file is None:
        file = CourseFile(course_id=course.id, name=name, key="")
        db.session.add(file)
    twin = sa.select(CourseFile.key).where(
        CourseFile.course_id == course.id, CourseFile.digest == kept.digest
    )
    with db.session.no_autoflush:
        key = db.session.scalars(twin.limit(1)).first()
    if key is not None:
        files.drop(kept.key)
    old, file.key = file.key, key or kept.key
    file.digest, file.media_type, file.size = kept.digest, kept.media_type, kept.size
    db.session.flush()
    _drop_unnamed(old)
    return file


def delete_file(file: CourseFile, course: Course, *, by: User) -> None:
    """Only one that nothing in the course shows any more."""
    take(course, by, file)
    if used := places_of(course).get(file.name):
        raise Conflict(f"This file is still used in {', '.join(used)}.")
    _delete(file)


def show_film(unit: Unit, kept: Kept, *, by: User) -> None:
    """Let an uploaded film be the unit's video. The one before goes, unless something else shows it."""
    file = add_file(unit.course, kept, by=by)
    _replace_film(unit, file.name)


def remove_film(unit: Unit, *, by: User) -> None:
    take(unit.course, by, unit)
    _replace_film(unit, "")


def places_of(course: Course) -> dict[str, list[str]]:
    """By file name, the titles of what shows it."""
    found: dict[str, list[str]] = {}
    texts = [
        ("the summary", course.summary),
        *((f"“{unit.title}”", _all_of(unit)) for unit in texts_of(course.id)),
    ]
    for title, text in texts:
        for name in set(_ASSET.findall(text)):
            found.setdefault(name, []).append(title)
    return found


def free_name(course_id: int, name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    free, count = name, 2
    while file_named(course_id, free) is not None:
        free, count = f"{stem}-{count}{dot}{ending}", count + 1
    return free


def _replace_film(unit: Unit, name: str) -> None:
    before, unit.video_file = unit.video_file, name
    db.session.flush()
    old = file_named(unit.course_id, before) if before else None
    if old is not None and before not in places_of(unit.course):
        _delete(old)


def _delete(file: CourseFile) -> None:
    db.session.delete(file)
    db.session.flush()
    _drop_unnamed(file.key)


def _drop_unnamed(key: str) -> None:
    """Let go of a stored file, unless something else goes by it."""
    if key and not db.session.scalar(sa.select(sa.exists().where(CourseFile.key == key))):
        files.drop(key)


def _all_of(unit: Unit) -> str:
    asked = [f"{question.prompt}\n{question.explanation}" for question in unit.questions]
    return "\n".join([unit.body, unit.transcript, f"asset:{unit.video_file}", *asked])
