"""The part of an import's page that redraws itself."""

from functools import partial

from webapp.core import clock
from webapp.courses.importing import queries
from webapp.live import Region


def import_progress(import_id: int) -> Region:
    """How far an import is; once it is over, the account of it."""
    found = partial(queries.get, import_id)
    return Region(f"import-{import_id}", "courses/_partials/import_progress.html", found=found, now=clock.now)
