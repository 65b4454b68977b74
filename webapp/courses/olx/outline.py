"""A course as it was read: plain facts, in order, nothing of any database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from webapp.courses.olx.report import Report

UnitKind = Literal["lesson", "video", "quiz"]
QuestionKind = Literal["single", "multiple", "text", "number"]


@dataclass(frozen=True, kw_only=True)
class OutlineChoice:
    """A choice, in plain text. The feedback is for those who pick it."""

    text: str
    correct: bool
    feedback: str = ""


@dataclass(frozen=True, kw_only=True)
class OutlineQuestion:
    """One question. Where a single one has several right choices, any of them will do."""

    key: str
    kind: QuestionKind
    prompt: str
    choices: tuple[OutlineChoice, ...] = ()
    answers: tuple[str, ...] = ()
    number: float | None = None
    tolerance: float = 0.0
    explanation: str = ""


@dataclass(frozen=True, kw_only=True)
class OutlineUnit:
    """A stretch of one vertical: its texts, one video, or its problems.

    In Markdown, `asset:NAME` is a file of the course (a key of `Outline.assets`) and `unit:KEY` another unit.
    """

    key: str
    section: str
    title: str
    kind: UnitKind
    body: str = ""
    video_url: str = ""
    video_youtube: str = ""
    duration_seconds: int | None = None
    transcript: str = ""
    questions: tuple[OutlineQuestion, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OutlineModule:
    key: str
    title: str
    units: tuple[OutlineUnit, ...]


@dataclass(frozen=True, kw_only=True)
class Asset:
    """A file that the course shows or offers. Its bytes are read when asked for."""

    name: str
    size: int
    read: Callable[[], bytes] = field(repr=False, compare=False)


@dataclass(frozen=True, kw_only=True)
class Outline:
    """The whole course. Keys are the same at every import of it."""

    key: str
    title: str
    summary: str
    modules: tuple[OutlineModule, ...]
    assets: Mapping[str, Asset]
    report: Report
