"""A form that comes back says what is wrong with which of its fields, and leads there: every form named below."""

import re

import pytest
from bs4 import BeautifulSoup

from tests.conftest import join, knots
from tests.journal import wrote
from tests.one_stage import a_stage, browser_of
from tests.planning import agreed
from webapp import accounts, aims, courses
from webapp.accounts import Role
from webapp.core.forms import Form
from webapp.flow import commit

FORMS = {
    "": ["/register", "/sign-in"],
    "ada": [
        "/goals",
        "/goals/1",
        "/skills/1",
        "/settings",
        "/settings/tokens",
        "/entries/new?key=8e2f4f3e-52a4-4d5a-9d0e-0f6a3d9b1c2d",
        "/entries/1/edit",
        "/entries/1",
        "/attendance/check-in",
        "/units/4",
        "/units/5",
        "/settings/leaving",
    ],
    "mira": [
        "/mentor/schedules/new",
        "/mentor/schedules/1/edit",
        "/mentor/entries/1",
        "/mentor/entries/replies",
        "/mentor/students/3",
        "/mentor/courses/new",
        "/mentor/courses/import",
        "/mentor/courses/1",
        "/mentor/courses/1/details",
        "/mentor/courses/1/files",
        "/mentor/modules/1",
        "/mentor/modules/1/units/new",
        "/mentor/units/1",
        "/mentor/units/3",
        "/mentor/units/4/questions/new",
        "/mentor/attendance/courses/1",
    ],
    "otto": ["/admin/people", "/admin/people/3", "/admin/cohorts", "/admin/cohorts/1"],
}


@pytest.fixture(scope="module")
def browsers(tmp_path_factory, blank_database):
    with a_stage(tmp_path_factory.mktemp("forms"), blank_database) as (app, _):
        otto = join("Otto", Role.admin)
        mira = join("Mira", Role.mentor, by=otto)
        ada = join("Ada")
        cohort = accounts.create_cohort("Sailors", by=otto)
        accounts.join_cohort(ada, cohort)
        accounts.assign_mentor(ada, mira, by=otto)
        courses.enroll(ada, knots(mira))
        aims.set_goal("Tie ten knots", None, by=ada)
        aims.add_skill("Splicing", aims.SkillLevel.beginner, by=ada)
        wrote(ada)
        agreed(ada, mira)
        commit()
        yield {name: browser_of(app, f"{name}@example.org" if name else "") for name in FORMS}


@pytest.mark.parametrize(("who", "path"), [(who, path) for who, paths in FORMS.items() for path in paths])
def test_each_fault_names_its_field_and_leads_to_it(browsers, who, path):
    page = BeautifulSoup(browsers[who].get(path).text, "html.parser")
    came_back = 0
    for form in page.select("main form[novalidate]"):
        answer = browsers[who].post(form.get("action") or path, data=left_empty(form))
        if answer.status_code != 422:
            continue
        came_back += 1
        again = BeautifulSoup(answer.text, "html.parser")
        (summary,) = again.select(".errors[role=alert]")
        assert summary.has_attr("autofocus")
        links = summary.select("a")
        assert links, summary
        for link in links:
            field = again.select_one(f"[id='{link['href'][1:]}']")
            assert field is not None, link
            label = again.select_one(f"label[for='{field['id']}']") or field.select_one("legend")
            assert label is not None, link
            assert link.text.startswith(label.text.split(" of ")[0]), (link.text, label.text)
            assert field.name == "fieldset" or field["aria-invalid"] == "true" or field["type"] == "checkbox"
    assert came_back, "no form of this page came back"


def left_empty(form):
    """What a browser sends when what was there is taken away, no address is one, and the last button is pressed."""
    pressed = form.select(".form__actions button[name]:not([formaction])")[-1:]
    fields = form.select("input[name], textarea[name], select[name]")
    kept = [field for field in fields if field.get("type") == "hidden"] + pressed
    typed = {field["name"]: "nobody" if field.get("type") == "email" else "" for field in fields}
    return typed | {field["name"]: field["value"] for field in kept}


@pytest.mark.parametrize(
    ("label", "words", "said"),
    [
        ("Title", "Please fill this in.", "Title: please fill this in."),
        ("What is it for?", "Please fill this in.", "What is it for? Please fill this in."),
        ("Hours", "A day has 24.", "Hours: a day has 24."),
        ("Question 1", "Question 1 has no answer yet.", "Question 1 has no answer yet."),
        ("Photo", "PNG files are not taken here.", "Photo: PNG files are not taken here."),
    ],
)
def test_a_fault_reads_as_one_line_with_its_label(label, words, said):
    form = Form(errors={"field": words})
    form.called("field", label)
    assert form.faults == [("field", said)]


def test_faults_come_in_the_order_of_the_page_and_lead_nowhere_without_a_field():
    form = Form(errors={"ends": "Wrong.", "gone": "Also wrong.", "title": "Too long."})
    for name in ("title", "ends"):
        form.called(name, name.title())
    assert form.faults == [("", "Also wrong."), ("title", "Title: too long."), ("ends", "Ends: wrong.")]


def test_a_fault_of_one_of_several_values_is_the_fields(browsers):
    answer = browsers["ada"].post(
        "/entries", data={"title": "T", "body": "B", "skills": "reef, " + "s" * 300}
    )
    assert answer.status_code == 422
    (link,) = BeautifulSoup(answer.text, "html.parser").select(".errors a")
    assert link["href"] == "#f-skills"
    assert re.match(r"Skills: .*at most", link.text)


def test_a_rule_about_several_fields_says_which_one_to_mend(browsers):
    times = {"starts": "2026-11-24T14:00", "repeat": "weekly", "time_zone": "UTC", "whom": "student:3"}
    answer = browsers["mira"].post("/mentor/schedules", data={"title": "Clinic", **times})
    (link,) = BeautifulSoup(answer.text, "html.parser").select(".errors a")
    assert (link["href"], link.text) == ("#f-repeat_until", "Until: say until when it repeats.")
