"""Drafts: what is typed and not sent, kept as it is. Of two pages with the same one, neither overwrites unseen."""

from collections.abc import Mapping
from dataclasses import dataclass

from webapp import accounts
from webapp.accounts import User
from webapp.core import clock
from webapp.core.errors import Conflict
from webapp.core.stores import db
from webapp.entries import queries
from webapp.entries.models import Entry, EntryDraft


@dataclass(frozen=True)
class Known:
    """What a page knows of the draft that it writes: the key it sends it under, the version that it shows (0 before
    there is one), the tab it is in, and, on purpose, the version to put its own in place of.
    """

    key: str = ""
    version: int = 0
    tab: str = ""
    over: int | None = None


class ChangedElsewhere(Conflict):
    """Another page has kept something else meanwhile."""

    def __init__(self, draft: EntryDraft) -> None:
        super().__init__("You changed this on another page meanwhile.")
        self.draft = draft


def keep_draft(
    student: User, fields: Mapping[str, str], entry_id: int | None = None, *, known: Known = Known()
) -> EntryDraft:
    """Keep what has been typed so far, right or wrong. A new entry is sent under the key of its draft. Raises
    `ChangedElsewhere` where that would take away what its page has not shown.
    """
    accounts.hold(student.id)
    draft = queries.draft_of(student.id, entry_id)
    if draft is None:
        draft = EntryDraft(student_id=student.id, slot=queries.slot_of(entry_id), version=0)
        db.session.add(draft)
    elif draft.fields != fields and not _has_seen(draft, known):
        raise ChangedElsewhere(draft)
    draft.fields, draft.saved_at = dict(fields), clock.now()
    draft.key, draft.tab, draft.version = known.key, known.tab, draft.version + 1
    return draft


def was_sent(student: User, entry: Entry | None, key: str, version: str) -> bool:
    """Whether that form was sent meanwhile, so that a draft of it which comes late is none any more."""
    if entry is not None:
        return version not in ("", str(entry.version))
    return queries.sent_under(student.id, key) is not None


def drop_draft(student_id: int, entry_id: int | None = None, *, under: str = "") -> None:
    """With a key only the draft of that; what was kept on another page meanwhile stays."""
    draft = queries.draft_of(student_id, entry_id)
    if draft is not None and (not under or draft.key in ("", under)):
        db.session.delete(draft)


def _has_seen(draft: EntryDraft, known: Known) -> bool:
    if known.over is not None:
        return known.over == draft.version
    if known.tab and known.tab == draft.tab:
        return True
    return known.version == draft.version and draft.key in ("", known.key)
