"""The parts of pages about entries that redraw themselves."""

from functools import partial

from webapp.entries import queries, queues, threads
from webapp.live import Region

ON_DASHBOARD = 6


def my_entries(student_id: int) -> Region:
    """A student's latest entries and where each stands."""
    return Region(
        f"my-entries-{student_id}",
        "entries/_partials/my_entries.html",
        lines=partial(queries.entries_of, student_id),
        outlook=partial(queues.outlook_of, student_id),
        draft=partial(queries.new_draft_of, student_id),
    )


def entries_seen(student_id: int) -> Region:
    """What a student wrote last, as those who review it read it."""
    return Region(
        f"entries-seen-{student_id}",
        "entries/_partials/entries_seen.html",
        latest=partial(queues.latest_of, student_id),
    )


def entry_text(entry_id: int) -> Region:
    """An entry as it reads now."""
    return Region(
        f"entry-text-{entry_id}", "entries/_partials/entry_text.html", entry=partial(queries.get, entry_id)
    )


def entry_standing(entry_id: int, student_id: int) -> Region:
    """Where an entry stands, for its student."""
    return Region(
        f"entry-{entry_id}",
        "entries/_partials/entry_standing.html",
        entry=partial(queries.get, entry_id),
        outlook=partial(queues.outlook_of, student_id),
    )


def review_standing(entry_id: int) -> Region:
    """Where an entry stands, for those who review it."""
    return Region(
        f"review-{entry_id}", "entries/_partials/review_standing.html", entry=partial(queries.get, entry_id)
    )


def entry_thread(entry_id: int) -> Region:
    """What happened to an entry and what was said, for both sides."""
    return Region(
        f"thread-{entry_id}",
        "entries/_partials/entry_thread.html",
        thread=partial(threads.thread_of, entry_id),
    )


def review_queue(reviewer_id: int) -> Region:
    """What waits for somebody who reviews, beside the entry they read."""
    return Region(
        f"review-queue-{reviewer_id}",
        "entries/_partials/review_queue.html",
        queue=partial(queues.queue_of, reviewer_id),
    )


def waiting_figure(reviewer_id: int) -> Region:
    """How many entries wait for a mentor, and since when: a figure of the dashboard."""
    return Region(
        f"entries-waiting-{reviewer_id}",
        "entries/_partials/waiting_figure.html",
        waiting=partial(queues.waiting_of, reviewer_id),
    )


def queue(reviewer_id: int) -> Region:
    """The first of what waits for a mentor, with the verdict in place: for the dashboard."""
    return Region(
        f"queue-{reviewer_id}",
        "entries/_partials/queue.html",
        queue=partial(queues.queue_of, reviewer_id, ON_DASHBOARD),
    )


def queues_of(reviewer_id: int) -> list[Region]:
    """Everything that shows what waits for somebody who reviews."""
    return [review_queue(reviewer_id), waiting_figure(reviewer_id), queue(reviewer_id)]
