"""A course that was read, written into the rows: what is known by its key is updated, so progress stays.

What students did hangs on units and questions; these keep their rows as long as the archive has them. Units that the
archive no longer has are taken out, not deleted. What teachers added here themselves stays, after what was imported.
"""

import math
from collections.abc import Mapping
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from webapp.core import clock
from webapp.core.stores import db
from webapp.courses.authoring.ordering import number
from webapp.courses.authoring.versions import digest_of
from webapp.courses.importing.account import Account
from webapp.courses.models import Course, Module, Question, QuestionKind, Unit, UnitKind
from webapp.courses.olx import Outline, OutlineModule, OutlineQuestion, OutlineUnit

YOUTUBE = "https://www.youtube.com/watch?v="
COURSE = "course"


def write_course(
    course: Course, outline: Outline, account: Account, before: Mapping[str, str]
) -> dict[str, str]:
    """Bring the course to what the outline says. `before` and the answer are digests of the texts by key."""
    writing = Writing(course, outline, account, before)
    writing.write()
    return writing.digests


def key_of(key: str) -> str:
    """A key as a column takes it."""
    return key if len(key) <= 200 else sha256(key.encode()).hexdigest()


class Writing:
    """One import while it is written."""

    def __init__(self, course: Course, outline: Outline, account: Account, before: Mapping[str, str]) -> None:
        self.course, self.outline, self.account, self.before = course, outline, account, before
        self.digests: dict[str, str] = {}
        units = sa.select(Unit).where(Unit.course_id == course.id).order_by(Unit.position, Unit.id)
        self.units = db.session.scalars(units.options(selectinload(Unit.questions))).all()
        modules = sa.select(Module).where(Module.course_id == course.id).order_by(Module.position, Module.id)
        self.modules = db.session.scalars(modules).all()
        self.known_units = {unit.source_key: unit for unit in self.units if unit.source_key}
        self.known_modules = {module.source_key: module for module in self.modules if module.source_key}

    def write(self) -> None:
        self._write_course()
        modules = [self._module(read) for read in self.outline.modules]
        db.session.flush()
        placed: set[int] = set()
        for module, read in zip(modules, self.outline.modules, strict=True):
            rows = [self._unit(one, module) for one in read.units]
            db.session.flush()
            placed |= {row.id for row in rows}
            own = [unit for unit in self.units if unit.module_id == module.id and unit.id not in placed]
            number([*rows, *own])
        self._take_out_all_but(placed)
        self._order(modules)
        db.session.flush()

    def _write_course(self) -> None:
        self._notice(
            COURSE, "the course's title and summary", _course_texts(self.course), not self.account.is_new
        )
        self.course.title = self.outline.title[:200]
        self.course.summary = self.outline.summary
        self._remember(COURSE, _course_texts(self.course))
        self.account.title = self.course.title

    def _module(self, read: OutlineModule) -> Module:
        key = key_of(read.key)
        module = self.known_modules.get(key)
        if module is None:
            module = Module(course_id=self.course.id, source_key=key, position=0)
            db.session.add(module)
        module.title = read.title[:200]
        self.account.modules += 1
        return module

    def _unit(self, read: OutlineUnit, module: Module) -> Unit:
        key = key_of(read.key)
        unit = self.known_units.get(key)
        old = None if unit is None else unit_texts(unit)
        if unit is None:
            unit = Unit(course_id=self.course.id, source_key=key, position=0, is_required=True)
            db.session.add(unit)
            self.account.added.append(read.title)
        if unit.archived_at is not None:
            unit.archived_at = None
            self.account.put_back.append(read.title)
        unit.module = module
        _fill(unit, read)
        db.session.flush()
        _write_questions(unit, read.questions)
        self.account.questions += len(read.questions)
        self.account.units[read.kind] = self.account.units.get(read.kind, 0) + 1
        new = unit_texts(unit)
        if old is not None and old != new:
            self.account.updated.append(unit.title)
            if key in self.before and digest_of(old) != self.before[key]:
                self.account.overwritten.append(unit.title)
        self._remember(key, new)
        return unit

    def _notice(self, key: str, title: str, old: object, is_known: bool) -> None:
        """Whether somebody changed the course's own words since the last import."""
        new = [self.outline.title[:200], self.outline.summary]
        if is_known and key in self.before and digest_of(old) != self.before[key] and old != new:
            self.account.overwritten.append(title)

    def _remember(self, key: str, texts: object) -> None:
        self.digests[key] = digest_of(texts)

    def _take_out_all_but(self, placed: set[int]) -> None:
        for unit in self.units:
            if unit.source_key and unit.id not in placed and unit.archived_at is None:
                unit.archived_at = clock.now()
                self.account.taken_out.append(unit.title)

    def _order(self, modules: list[Module]) -> None:
        """As the archive has them, then what teachers added; a module that nothing is left in goes."""
        db.session.flush()
        used = set(db.session.scalars(sa.select(Unit.module_id).where(Unit.course_id == self.course.id)))
        rest = [module for module in self.modules if module not in modules]
        for module in rest:
            if module.source_key and module.id not in used:
                db.session.expire(module, ["units"])
                db.session.delete(module)
        number([*modules, *(module for module in rest if module.id in used or not module.source_key)])


def unit_texts(unit: Unit) -> list[object]:
    """What of a unit comes from an archive. Whether it is required is the teacher's to say, and stays."""
    asked = [
        [one.source_key, one.kind, one.prompt, one.choices, one.answers, one.tolerance, one.explanation]
        for one in sorted(unit.questions, key=lambda one: one.position)
        if one.source_key
    ]
    texts = [unit.kind, unit.title, unit.section, unit.body, unit.minutes]
    return [*texts, unit.video_url, unit.video_file, unit.transcript, asked]


def _course_texts(course: Course) -> list[object]:
    return [course.title, course.summary]


def _fill(unit: Unit, read: OutlineUnit) -> None:
    unit.kind = UnitKind(read.kind)
    unit.title, unit.section = read.title[:200], read.section[:200]
    unit.body, unit.transcript = read.body, read.transcript
    if read.duration_seconds:
        unit.minutes = math.ceil(read.duration_seconds / 60)
    if read.video_url.startswith("asset:"):
        unit.video_url, unit.video_file = "", read.video_url.removeprefix("asset:")
    else:
        unit.video_file = ""
        unit.video_url = (f"{YOUTUBE}{read.video_youtube}" if read.video_youtube else read.video_url)[:1000]


def _write_questions(unit: Unit, read: tuple[OutlineQuestion, ...]) -> None:
    known = {question.source_key: question for question in unit.questions if question.source_key}
    own = [question for question in unit.questions if not question.source_key]
    rows = []
    for one in read:
        key = key_of(one.key)
        question = known.pop(key, None) or Question(source_key=key, position=0)
        question.kind = QuestionKind(one.kind)
        question.prompt, question.explanation = one.prompt, one.explanation
        question.choices = [
            {"text": choice.text, "is_correct": choice.correct, "feedback": choice.feedback}
            for choice in one.choices
        ]
        question.answers = list(one.answers) if one.number is None else [f"{one.number:.15g}"]
        question.tolerance = one.tolerance
        rows.append(question)
    number([*rows, *own])
    unit.questions = [*rows, *own]
