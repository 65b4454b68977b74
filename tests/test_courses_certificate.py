"""A certificate: anybody who has its number may check it, and nobody learns more than it says."""

import pytest
import sqlalchemy as sa

from tests.test_courses_progress import all_but
from webapp.core.stores import db
from webapp.courses.models import Certificate
from webapp.flow import commit


@pytest.fixture
def certificate(sign_in, enrolled, units, time):
    """Ada's, issued when it is the next day in Lagos already."""
    time.set("2026-11-20T23:30:00+00:00")
    all_but(sign_in(enrolled), units)
    return db.session.scalars(sa.select(Certificate)).one()


def test_anybody_may_check_it(visitor, sign_in, noor, enrolled, certificate):
    for reader in (visitor, sign_in(noor), sign_in(enrolled)):
        page = reader.get(f"/certificates/{certificate.serial}")
        assert page.status_code == 200
        for words in ("Ada", "Knots", "21 November 2026", certificate.serial, "This certificate is genuine."):
            assert words in page.text
    assert "ada@example.org" not in visitor.get(f"/certificates/{certificate.serial}").text


def test_a_number_may_be_typed_in_any_case_and_without_dashes(visitor, certificate):
    for typed in (certificate.serial.lower(), certificate.serial.replace("-", "")):
        assert visitor.get(f"/certificates/{typed}").status_code == 200


@pytest.mark.parametrize(
    "serial", ["AAAA-BBBB-CCCC", "x", "A" * 5000, "'; --", "１２３４-ABCD-EFGH", "%F0%9F%A6%86"]
)
def test_an_unknown_number_is_told_plainly(visitor, certificate, serial):
    page = visitor.get(f"/certificates/{serial}")
    assert page.status_code == 404
    assert "No such certificate" in page.text
    assert "genuine" not in page.text


def test_names_stay_as_they_were_on_that_day(visitor, certificate, enrolled, course):
    enrolled.name = "Ada Later"
    course.title = "Knots, second edition"
    course.is_published = False
    commit()
    page = visitor.get(f"/certificates/{certificate.serial}").text
    assert "Ada Later" not in page
    assert "second edition" not in page


def test_the_course_and_the_profile_lead_to_it(sign_in, certificate, enrolled, course):
    browser = sign_in(enrolled)
    for path in (f"/courses/{course.id}", "/courses", "/"):
        assert f'href="/certificates/{certificate.serial}"' in browser.get(path).text


def test_a_name_is_only_a_name(visitor, certificate):
    certificate.student_name = certificate.course_title = "<script>alert(1)</script>"
    commit()
    page = visitor.get(f"/certificates/{certificate.serial}").text
    assert "<script>alert" not in page
