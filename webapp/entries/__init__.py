"""Entries: what students write about their learning, and the mentor's answer to it."""

from webapp.entries import reply_routes, review_routes, writing_routes
from webapp.entries.actions import amend, change, comment, send_again, submit
from webapp.entries.events import (
    EntryAmended,
    EntryCommented,
    EntryCreated,
    EntryReadersChanged,
    EntryStatusChanged,
)
from webapp.entries.inputs import ChangesInput, CommentInput, EntryInput, StatusInput
from webapp.entries.models import Entry
from webapp.entries.queries import (
    NUMBER,
    all_visible_to,
    entries_of,
    reviewable_by,
    reviews,
    students_of,
    visible_to,
    written_by,
)
from webapp.entries.queues import (
    Outlook,
    Queue,
    Waiting,
    oldest_wait,
    outlook_of,
    queue_of,
    waiting,
    waiting_count,
)
from webapp.entries.reading import forget_readers
from webapp.entries.regions import entries_seen, my_entries, queue, queues_of, review_queue, waiting_figure
from webapp.entries.review_actions import (
    decide,
    follow_members,
    follow_mentor,
    leave_queues,
    move_to,
    put_back,
    put_back_forgotten,
    take,
    take_back,
)
from webapp.entries.routes import bp
from webapp.entries.standing import Deed, EntryStatus
from webapp.entries.threads import Line, thread_of

__all__ = [
    "NUMBER",
    "ChangesInput",
    "CommentInput",
    "Deed",
    "Entry",
    "EntryAmended",
    "EntryCommented",
    "EntryCreated",
    "EntryInput",
    "EntryReadersChanged",
    "EntryStatus",
    "EntryStatusChanged",
    "Line",
    "Outlook",
    "Queue",
    "StatusInput",
    "Waiting",
    "all_visible_to",
    "amend",
    "bp",
    "change",
    "comment",
    "decide",
    "entries_of",
    "entries_seen",
    "follow_members",
    "follow_mentor",
    "forget_readers",
    "leave_queues",
    "move_to",
    "my_entries",
    "oldest_wait",
    "outlook_of",
    "put_back",
    "put_back_forgotten",
    "queue",
    "queue_of",
    "queues_of",
    "reply_routes",
    "review_queue",
    "review_routes",
    "reviewable_by",
    "reviews",
    "send_again",
    "students_of",
    "submit",
    "take",
    "take_back",
    "thread_of",
    "visible_to",
    "waiting",
    "waiting_count",
    "waiting_figure",
    "writing_routes",
    "written_by",
]
