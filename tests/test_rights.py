"""Every route, asked by everybody: who is let in, and that nothing tells others what there is."""

import io
import re
import shutil
import uuid
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import PASSWORD, Visitor, join, knots
from tests.journal import wrote
from tests.one_stage import a_stage, browser_of, everything
from tests.planning import agreed
from tests.rights import DOORS, OF_A_QUIZ, OF_A_VIDEO, OF_AN_ASSIGNMENT, SAID
from webapp import accounts, aims, attendance, courses, entries, notifications
from webapp.accounts import Role, Scope
from webapp.api.declaration import DECLARED
from webapp.core import clock
from webapp.core.stores import db
from webapp.courses import files
from webapp.courses.importing.models import CourseImport, ImportState
from webapp.courses.models import Certificate, CourseFile, Submission, UnitKind
from webapp.flow import commit
from webapp.schedules.calendars import new_feed
from webapp.tracking import log

WHO = ["visitor", "ben", "ada", "noor", "mira", "otto"]
SAFE = {"GET", "HEAD", "OPTIONS"}
NEVER: dict[type, object] = {int: 999_999, str: "never-was", uuid.UUID: uuid.UUID(int=7)}


OPEN_TO_ALL = {endpoint for endpoint, door in DOORS.items() if door[0] in "+0"}


@dataclass
class Site:
    """Ada is in Mira's course and her cohort; she has handed in a file and has a certificate. Ben is in neither."""

    app: Flask
    folder: Path
    kept: Path
    browsers: dict[str, Visitor]
    tokens: dict[tuple[str, Scope], str]
    arguments: dict[str, object]
    units: dict[UnitKind, int]

    def path(self, rule, *, never=False):
        given = {name: self.arguments[name] for name in rule.arguments}
        if rule.endpoint in ("accounts.reset", "accounts.reset_password"):
            given["token"] = self.arguments["reset_token"]
        if "unit_id" in given:
            given["unit_id"] = self.units[kind_of(rule.endpoint)]
        if never:
            (last,) = re.findall(r"<(?:\w+:)?(\w+)>[^<]*$", rule.rule)
            given[last] = NEVER[type(given[last])]
        _, path = rule.build(given, append_unknown=False)
        return path

    def ask(self, who, rule, *, never=False, headers=None, scope=None):
        """That person's request, and then all is as it was before. `never` asks for what never was; with a scope, it is
        a program's with a token of that scope, from another site.
        """
        (method,) = rule.methods - SAFE or {"GET"}
        browser = self.browsers["visitor" if scope else who]
        if scope and (who, scope) in self.tokens:
            token = self.tokens[who, scope]
            headers = {"Authorization": f"Bearer {token}", "Sec-Fetch-Site": "cross-site"}
        cookies = dict(browser._cookies or {})
        declared = DECLARED.get((rule.rule, method)) if rule.endpoint.startswith("api.") else None
        said = (
            {"json": declared.example} if declared and declared.takes else {"data": SAID.get(rule.endpoint)}
        )
        answer = browser.open(self.path(rule, never=never), method=method, headers=headers, **said)
        browser._cookies = cookies
        if method != "GET":
            self.put_back()
        return answer

    def put_back(self):
        db.session.remove()
        db.engine.dispose()
        shutil.rmtree(self.folder)
        shutil.copytree(self.kept, self.folder)


def kind_of(endpoint):
    if endpoint in OF_A_QUIZ:
        return UnitKind.quiz
    if endpoint in OF_AN_ASSIGNMENT:
        return UnitKind.assignment
    return UnitKind.video if endpoint in OF_A_VIDEO else UnitKind.lesson


@pytest.fixture(scope="module")
def site(tmp_path_factory, blank_database):
    folder, kept = tmp_path_factory.mktemp("rights"), tmp_path_factory.mktemp("kept") / "site"
    with a_stage(folder, blank_database) as (app, _):
        otto = join("Otto", Role.admin)
        mira, _noor = join("Mira", Role.mentor, by=otto), join("Noor", Role.mentor, by=otto)
        ada, _ben = join("Ada"), join("Ben")
        arguments, units = what_there_is(otto, mira, ada)
        browsers = {who: browser_of(app, "" if who == "visitor" else f"{who}@example.org") for who in WHO}
        tokens = {(who, scope): token_of(app, who, scope) for who in WHO[1:] for scope in Scope}
        db.session.remove()
        db.engine.dispose()
        shutil.copytree(folder, kept)
        yield Site(app, folder, kept, browsers, tokens, arguments, units)


def token_of(app, who, scope):
    given = {"email": f"{who}@example.org", "password": PASSWORD, "scope": scope.value}
    answer = browser_of(app).post("/api/auth/token", json=given)
    assert answer.json is not None
    return answer.json["access_token"]


def what_there_is(otto, mira, ada):
    """One of everything that an address can name, all of it Ada's or Mira's."""
    now, course = clock.now(), knots(mira)
    cohort = accounts.create_cohort("Sailors", by=otto)
    accounts.join_cohort(ada, cohort)
    accounts.join_cohort(mira, cohort)
    accounts.assign_mentor(ada, mira, by=otto)
    courses.enroll(ada, course)
    units = {unit.kind: unit for module in reversed(course.modules) for unit in reversed(module.units)}
    units[UnitKind.lesson].source_key = "loops"
    picture = files.keep(io.BytesIO(b"\x89PNG\r\n\x1a\n"), "knot.png", limit_mb=1)
    facts = {"name": picture.name, "key": picture.key, "media_type": picture.media_type, "size": picture.size}
    file = CourseFile(course_id=course.id, **facts)
    handed = {"file_name": "knot.png", "file_key": picture.key, "file_size": picture.size, "text": ""}
    work = Submission(student_id=ada.id, unit_id=units[UnitKind.assignment].id, submitted_at=now, **handed)
    certificate = Certificate(
        enrollment=courses.enrollment_of(ada.id, course.id),
        student_id=ada.id,
        serial="AAAA-BBBB-CCCC",
        student_name="Ada",
        course_title="Knots",
        issued_at=now,
        issued_on="2026-11-20",
    )
    times = {"created_at": now, "heard_at": now}
    imported = CourseImport(
        by_id=mira.id, course_id=course.id, file_name="a.tar.gz", state=ImportState.failed, **times
    )
    db.session.add_all([file, work, certificate, imported])
    commit()
    invitation, token = accounts.invite(by=otto, role=Role.student)
    grant, _ = accounts.make_personal(ada, name="A script", scope=Scope.all, life=timedelta(days=30))
    _, reset_token = accounts.admin_actions.make_reset_link(ada, by=otto)
    commit()
    entry = wrote(ada)
    reply = entries.review_actions.save_reply("Why", "Say why.", by=mira)
    commit()
    schedule, feed_token = agreed(ada, mira), new_feed(ada)
    session, _ = attendance.start(course, by=mira)
    today = now.date()
    excuse = attendance.excuse(course, ada.id, by=mira, first_on=today, last_on=today)
    commit()
    (activity,) = log().page(ada.id, limit=1)
    goal = aims.set_goal("Tie ten knots", None, by=ada)
    skill = aims.add_skill("Splicing", aims.SkillLevel.beginner, by=ada)
    commit()
    arguments = {
        "goal_id": goal.id,
        "skill_id": skill.id,
        "activity_id": uuid.UUID(activity.event_id),
        "schedule_id": schedule.id,
        "feed_token": feed_token,
        "session_id": session.id,
        "excuse_id": excuse.id,
        "student_id": ada.id,
        "figure_name": "hours",
        "entry_id": entry.id,
        "reply_id": reply.id,
        "filename": "css/base.css",
        "user_id": ada.id,
        "grant_id": grant.id,
        "teacher_id": mira.id,
        "cohort_id": cohort.id,
        "invite_id": invitation.id,
        "token": token,
        "reset_token": reset_token,
        "code": cohort.join_code,
        "course_id": course.id,
        "module_id": course.modules[0].id,
        "unit_id": units[UnitKind.lesson].id,
        "question_id": units[UnitKind.quiz].questions[0].id,
        "file_id": file.id,
        "import_id": imported.id,
        "submission_id": work.id,
        "serial": certificate.serial,
        "name": "knot.png",
        "key": "loops",
        "line_id": notifications.lines_of(ada.id, limit=1)[0].id,
        "clearing": "0" * 32,
        "sort": "entries",
    }
    return arguments, {kind: unit.id for kind, unit in units.items()}


def rules(app):
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule))


def meets(answer):
    """What the answer is to the person, as a letter of the table."""
    if answer.status_code == 401 or answer.headers.get("Location", "").startswith("/sign-in"):
        return "s"
    return {403: "-", 404: "0"}.get(answer.status_code, "+")


def words_of(answer):
    """The answer without what differs from one request to the next."""
    text = answer.get_data(as_text=True)
    text = "".join(re.findall(r"<main.*</main>", text, re.S)) or text
    text = re.sub(r'"reference": ?"\w+"|<code>\w+</code>|[Rr]eference:? ?\w+|since=[\d-]+', "", text)
    return answer.status_code, re.sub(r"next=[^\"&]*", "", text)


def test_every_route_has_its_entry(site):
    assert {rule.endpoint for rule in rules(site.app)} == set(DOORS)


def test_everybody_meets_what_the_table_says(site):
    wrong = []
    for rule in rules(site.app):
        met = ""
        for who in WHO:
            with site.ask(who, rule) as answer:
                assert answer.status_code < 500, (rule, who, answer.text)
                met += meets(answer)
        if met != DOORS[rule.endpoint]:
            wrong.append(f"{rule.endpoint}: {met}, not {DOORS[rule.endpoint]}")
    assert not wrong, "\n".join(wrong)


def test_with_a_token_everybody_meets_the_same_as_far_as_its_scope_goes(site):
    """A token opens doors of programs only, and those of its scope; everybody else meets a refusal there."""
    wrong = []
    for rule in rules(site.app):
        if (
            rule.endpoint == "api.docs"
        ):  # a page, which says who reads it: no token is needed, but one is looked at
            continue
        door = DECLARED.get((rule.rule, *(rule.methods - SAFE or {"GET"})))
        for scope in Scope:
            met = ""
            for who in WHO:
                with site.ask(who, rule, scope=scope) as answer:
                    met += meets(answer)
            allowed = DOORS[rule.endpoint] if door is not None else met
            if door is not None and not door.is_public and not scope.covers(door.needed_scope):
                allowed = "s-----"
            if door is None and rule.endpoint not in OPEN_TO_ALL and "+" in met.replace("0", "-"):
                allowed = "no way in"
            if met != allowed:
                wrong.append(f"{rule.endpoint} with {scope}: {met}, not {allowed}")
    assert not wrong, "\n".join(wrong)


def test_what_is_not_theirs_looks_as_if_it_never_was(site):
    told = []
    for rule in rules(site.app):
        if not rule.arguments:
            continue
        for who, door in zip(WHO, DOORS[rule.endpoint], strict=True):
            if door == "+":
                continue
            theirs, never = site.ask(who, rule), site.ask(who, rule, never=True)
            if words_of(theirs) != words_of(never):
                differs = set(words_of(theirs)[1].split("\n")) ^ set(words_of(never)[1].split("\n"))
                told.append(f"{rule.endpoint} tells {who}: {differs}")
    assert not told, "\n".join(told)


def test_looking_changes_nothing(site):
    before = everything()
    for rule in rules(site.app):
        if "GET" in rule.methods:
            for who in WHO:
                site.ask(who, rule).close()
    assert everything() == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "", "Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "", "Origin": "null"},
        {"Sec-Fetch-Site": ""},
    ],
    ids=["another site", "a neighbour", "typed in", "another origin", "no origin to tell", "nothing said"],
)
def test_no_deed_is_done_for_another_site(site, headers):
    before = everything()
    for rule in rules(site.app):
        if rule.methods & SAFE:
            continue
        for who in WHO[1:]:
            assert site.ask(who, rule, headers=headers).status_code == 403, (rule, who)
    assert everything() == before
