"""A class checks in: 300 students within ten seconds, in front of one teacher's page. `python -m bench.attendance`.

On the default set-up (SQLite, one worker) and on MariaDB with Redis and two workers, each started here, on loopback.
Every student sends their check-in twice. Ends with 1 when a mark was lost or set twice, when the page or a program was
shown a count that was not true at that moment, when the final statistics differ from the marks, or when the page was
drawn more often than its pace allows. What it costs is said as ratios, since machines differ.
"""

import argparse
import http.client
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from statistics import quantiles

from bench.classroom import Classroom, Heard, Person, Seen, a_classroom, post
from tests.servers import mariadb_server, redis_server
from tests.serving import Served, serving

PACE = 5.0
"""How often a second a region is drawn at most."""
SENDERS = 40


@dataclass
class Burst:
    """What was sent and what came back."""

    took: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    repeated: int = 0
    """Those that a server too busy asked to come again (503); nothing of them was written."""
    began: float = 0.0
    ended: float = 0.0

    @property
    def refused(self) -> int:
        return sum(status != 303 for status in self.statuses)


def main() -> int:
    asked = _arguments()
    faults = []
    for name in asked.only or SETUPS:
        with SETUPS[name]() as site, a_classroom(site, asked.students) as room:
            faults += [f"{name}: {fault}" for fault in _try(name, site, room, asked.seconds)]
    for fault in faults:
        print(f"MISS: {fault}")
    return 1 if faults else 0


def _try(name: str, site: Served, room: Classroom, seconds: float) -> list[str]:
    quiet = _check_in(room.open(), room, room.students[:20], over=20 * 0.25)
    room.end()
    session = room.open()
    seen, heard = Seen(site, room, session), Heard(site, room, session)
    with seen, heard:
        before = site_cpu(site)
        burst = _check_in(session, room, room.students, over=seconds)
        spent = site_cpu(site) - before
        time.sleep(2)
    pages = _cost_of_pages(site, room)
    final = room.end()
    marks = room.marks(session)
    faults = list(_faults(burst, room, seen, heard, final, marks))
    draws = len(seen.counts) / max(1, len(room.students))
    slow = quantiles(burst.took, n=20)[-1] / quantiles(quiet.took, n=20)[-1]
    print(f"{name}: {len(room.students)} students, each twice, within {burst.ended - burst.began:.1f} s")
    print(
        f"  marks {len(marks)}, refused {burst.refused}, asked to come again {burst.repeated}, final statistics {final}"
    )
    print(f"  the page was drawn {len(seen.counts)} times: {draws:.2f} drawings for a check-in")
    print(f"  a check-in in the crowd takes {slow:.1f} × as long as a quiet one (95 of 100)")
    print(
        f"  a check-in with all that follows costs {spent / len(burst.took) / pages:.1f} × a page", flush=True
    )
    return faults


def _faults(
    burst: Burst,
    room: Classroom,
    seen: Seen,
    heard: Heard,
    final: tuple[int, int, int],
    marks: dict[int, str],
) -> Iterator[str]:
    wanted = {student.id for student in room.students}
    if burst.refused:
        yield f"{burst.refused} check-ins were refused"
    if set(marks) != wanted or set(marks.values()) - {"present", "late"}:
        yield f"{len(wanted) - len(marks)} marks are lost"
    if final != (len(wanted), 0, len(wanted)):
        yield f"the final statistics {final} are not the marks"
    counts = sorted(heard.counts)
    if counts != list(range(1, len(wanted) + 1)):
        yield f"a program heard of {len(counts)} marks, {len(set(counts))} different"
    wrong = [step for step in seen.steps if not step.is_true]
    if wrong:
        yield f"the page showed a wrong count {len(wrong)} times, first {wrong[0]}"
    if not seen.counts or seen.counts[-1] != len(wanted) or seen.counts != sorted(seen.counts):
        yield f"the page ended with {seen.counts[-3:]}"
    most = (burst.ended - burst.began + 2) * PACE
    if len(seen.counts) > most * 1.2:
        yield f"the page was drawn {len(seen.counts)} times, {most:.0f} at most"


def _check_in(session: int, room: Classroom, students: list[Person], *, over: float) -> Burst:
    """Each of them at their moment within that time, and once more right after."""
    burst, waiting, lock = Burst(began=time.monotonic()), list(enumerate(students)), threading.Lock()

    def send() -> None:
        while True:
            with lock:
                if not waiting:
                    return
                number, student = waiting.pop(0)
            pause = burst.began + over * number / len(students) - time.monotonic()
            time.sleep(max(0.0, pause))
            for _ in range(2):
                room.sent(session)
                at = time.monotonic()
                while (status := _try_code(room, session, student)) == http.client.SERVICE_UNAVAILABLE:
                    with lock:
                        burst.repeated += 1
                with lock:
                    burst.took.append(time.monotonic() - at)
                    burst.statuses.append(status)
            room.answered(session)

    threads = [threading.Thread(target=send) for _ in range(min(SENDERS, len(students)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    burst.ended = time.monotonic()
    return burst


def _try_code(room: Classroom, session: int, student: Person) -> int:
    return post(room.site, "/attendance/check-in", student.cookie, {"code": room.code(session)})


def _cost_of_pages(site: Served, room: Classroom) -> float:
    """The CPU seconds of one plain page."""
    before, number = site_cpu(site), 60
    for student in room.students[:number]:
        room.get("/courses", student.cookie)
    return max(site_cpu(site) - before, 0.01) / min(number, len(room.students))


def site_cpu(site: Served) -> float:
    """The CPU seconds that its workers have used so far."""
    ticks = 0
    for pid in site.workers:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:  # noqa: PTH123
            fields = stat.read().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / 100


@contextmanager
def _default() -> Iterator[Served]:
    with serving() as site:
        yield site


@contextmanager
def _scaled() -> Iterator[Served]:
    with ExitStack() as stack:
        database, redis = stack.enter_context(mariadb_server()), stack.enter_context(redis_server())
        given = {"DATABASE_URL": database, "REDIS_URL": redis, "WEB_CONCURRENCY": "2"}
        yield stack.enter_context(serving(**given))


SETUPS = {"SQLite, one worker": _default, "MariaDB and Redis, two workers": _scaled}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--only", action="append", choices=list(SETUPS))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
