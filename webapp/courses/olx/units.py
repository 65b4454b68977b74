"""From a vertical to units: neighbouring texts become a lesson, neighbouring problems a quiz."""

from dataclasses import dataclass, field, replace

from webapp.courses.olx.assets import Shelf
from webapp.courses.olx.blocks import WRAPPERS, Block
from webapp.courses.olx.bounds import Malformed
from webapp.courses.olx.choices import NoEquivalent
from webapp.courses.olx.files import CourseFiles
from webapp.courses.olx.lessons import KINDS, lesson_text
from webapp.courses.olx.links import Links
from webapp.courses.olx.outline import OutlineQuestion, OutlineUnit, UnitKind
from webapp.courses.olx.problems import questions_of
from webapp.courses.olx.reasons import reason_for, remark
from webapp.courses.olx.report import Ledger
from webapp.courses.olx.structure import Vertical
from webapp.courses.olx.titles import Titles, lesson_body
from webapp.courses.olx.videos import video_unit


@dataclass(kw_only=True)
class Run:
    """Neighbours that become one unit. A text without a block is a remark about one that was left out."""

    kind: UnitKind
    blocks: list[Block] = field(default_factory=list)
    texts: list[tuple[Block | None, str]] = field(default_factory=list)
    questions: list[OutlineQuestion] = field(default_factory=list)
    video: OutlineUnit | None = None

    @property
    def opening(self) -> str:
        """Its first text that is the course's own."""
        return next((text for block, text in self.texts if block), "")


@dataclass(kw_only=True)
class Units:
    """Makes units, and remembers where each block went, for the links that lead there."""

    files: CourseFiles
    shelf: Shelf
    ledger: Ledger
    places: dict[str, str] = field(default_factory=dict)
    sources: dict[str, Block] = field(default_factory=dict)

    def of(self, vertical: Vertical) -> list[OutlineUnit]:
        """The units of a vertical. A key is made of the vertical and the unit's first block alone."""
        runs: list[Run] = []
        for block in vertical.blocks:
            self._take(block, runs)
        titles = Titles(vertical.title)
        units = [self._unit(run, vertical, titles) for run in runs if run.blocks]
        for unit in units[:1]:
            for name in (vertical.key, *(block.url_name for block in vertical.blocks)):
                self.places.setdefault(name, unit.key)
        return units

    def links(self, block: Block) -> Links:
        return Links(self.shelf, lambda text: self.ledger.note(block, text))

    def _take(self, block: Block, runs: list[Run]) -> None:
        """Enter a block: into a run, or into the list of those left out."""
        try:
            part = self._part(block)
        except (NoEquivalent, Malformed) as reason:
            self.ledger.left_out(block, str(reason))
            if block.kind != "html" and not block.staff_only:
                self._remark(block, runs)
            return
        self.ledger.converted(block)
        if part is None:
            return
        if not runs or runs[-1].kind != part.kind or part.kind == "video":
            runs.append(part)
        else:
            runs[-1].blocks += part.blocks
            runs[-1].texts += part.texts
            runs[-1].questions += part.questions

    def _part(self, block: Block) -> Run | None:
        """A block by itself; nothing for one that only holds others."""
        if block.fault:
            raise NoEquivalent(block.fault)
        if block.staff_only:
            raise NoEquivalent("it is for the course team only")
        if block.kind in WRAPPERS:
            self._unwrap(block)
            return None
        links = self.links(block)
        if block.kind in KINDS:
            return Run(kind="lesson", blocks=[block], texts=[(block, lesson_text(block, self.files, links))])
        if block.kind == "problem":
            return Run(kind="quiz", blocks=[block], questions=list(questions_of(block, links)))
        if block.kind == "video":
            video = video_unit(block, files=self.files, links=links)
            return Run(kind="video", blocks=[block], video=video)
        raise NoEquivalent(reason_for(block))

    def _unwrap(self, block: Block) -> None:
        if not len(block.element):
            raise NoEquivalent("it is empty")
        if WRAPPERS[block.kind]:
            self.ledger.note(block, WRAPPERS[block.kind])

    def _remark(self, block: Block, runs: list[Run]) -> None:
        """Said within a lesson; a quiz is not interrupted for it, and it makes no unit of its own."""
        if runs and runs[-1].kind == "quiz":
            return
        if not runs or runs[-1].kind != "lesson":
            runs.append(Run(kind="lesson"))
        runs[-1].texts.append((None, remark(block)))

    def _unit(self, run: Run, vertical: Vertical, titles: Titles) -> OutlineUnit:
        first = run.blocks[0]
        key = f"{vertical.key}/{first.kind}/{first.url_name}"
        self.places |= {block.url_name: key for block in run.blocks}
        self.sources[key] = first
        if run.video:
            return replace(run.video, key=key, section=vertical.section)
        title = titles.of_quiz(run.blocks) if run.kind == "quiz" else titles.of_lesson(first, run.opening)
        return OutlineUnit(
            key=key,
            section=vertical.section,
            title=title,
            kind=run.kind,
            body=lesson_body(run.texts, title),
            questions=tuple(run.questions),
        )
