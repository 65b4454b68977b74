"""What the tests of the teacher's side share."""

import pytest

from webapp.core.stores import db
from webapp.courses.authoring.versions import version_of


@pytest.fixture
def teacher(sign_in, mira):
    """Mira's browser."""
    return sign_in(mira)


def fresh(row):
    """The row as it is stored now."""
    db.session.expire_all()
    return db.session.get_one(type(row), row.id)


def titles(course):
    db.session.expire_all()
    return [[unit.title for unit in module.units if not unit.archived_at] for module in fresh(course).modules]


def unit_form(unit, **changes):
    form = {"title": unit.title, "section": unit.section, "body": unit.body, "is_required": "on"}
    return form | {"version": version_of(unit)} | changes
