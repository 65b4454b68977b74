"""Who is here: what every place that keeps it must do, and who is told."""

import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from redis.exceptions import ConnectionError

from tests.conftest import join
from tests.listening import listening
from tests.processes import free_port
from webapp import accounts, courses
from webapp.core.errors import Unavailable
from webapp.courses import presence as rounds
from webapp.courses.presence import tick
from webapp.flow import commit
from webapp.live.presence import Change, MemoryPresence, Presence
from webapp.live.redis_presence import RedisPresence

Make = Callable[[], Presence]
NOON = 1_795_000_000.0


@pytest.fixture(params=["memory", "redis"])
def make(request: pytest.FixtureRequest) -> Iterator[Make]:
    """`make()` is a worker's own end of one and the same presence."""
    if request.param == "memory":
        one = MemoryPresence()
        yield lambda: one
    else:
        url, key = request.getfixturevalue("redis_url"), f"test:{time.time_ns()}"
        yield lambda: RedisPresence(url, key=key)


def states(some, at):
    return {id: seen.state for id, seen in some.here(at=at).items()}


def test_who_gives_a_sign_of_life_has_come_once(make):
    here, there = make(), make()
    assert here.mark(7, at=NOON) is Change.came
    assert here.mark(7, at=NOON + 30) is Change.none
    assert there.mark(7, at=NOON + 60) is Change.none
    assert states(there, NOON + 60) == {7: "active"}


def test_a_sign_counts_for_90_seconds_then_a_person_is_idle_then_away(make):
    some = make()
    some.mark(7, at=NOON)
    assert [some.count(at=NOON + after) for after in (0, 89, 91)] == [1, 1, 0]
    assert [states(some, NOON + after) for after in (89, 91, 299)] == [
        {7: "active"},
        {7: "idle"},
        {7: "idle"},
    ]
    assert states(some, NOON + 301) == {}
    assert some.mark(7, at=NOON + 302) is Change.came


def test_who_only_looks_on_is_idle_and_stays_here(make):
    some = make()
    some.mark(7, at=NOON)
    some.mark(7, at=NOON + 30, is_active=False)
    assert states(some, NOON + 60) == {7: "active"}
    assert some.mark(7, at=NOON + 280, is_active=False) is Change.none
    assert states(some, NOON + 400) == {7: "idle"}
    assert some.mark(8, at=NOON, is_active=False) is Change.came


def test_who_is_away_is_named_once_to_one_asker(make):
    here, there = make(), make()
    here.mark(7, at=NOON)
    there.mark(8, at=NOON)
    here.mark(9, at=NOON + 200)
    assert here.part(at=NOON + 290) == []
    parted = [*here.part(at=NOON + 301), *there.part(at=NOON + 301)]
    assert sorted(parted) == [7, 8]
    assert states(here, NOON + 301) == {9: "idle"}
    assert here.mark(7, at=NOON + 302) is Change.came


def test_where_somebody_is_and_that_they_moved(make):
    here, there = make(), make()
    here.mark(7, at=NOON, unit_id=3)
    assert there.mark(7, at=NOON + 1, unit_id=4) is Change.moved
    assert there.mark(7, at=NOON + 2, unit_id=4) is Change.none
    assert here.mark(7, at=NOON + 40) is Change.none
    assert here.here(at=NOON + 41)[7].unit_id == 4
    assert here.here(at=NOON + 41)[7].at == NOON + 40
    assert here.mark(7, at=NOON + 42, unit_id=0) is Change.moved
    here.part(at=NOON + 900)
    assert here.mark(7, at=NOON + 901) is Change.came
    assert here.here(at=NOON + 901)[7].unit_id == 0


def test_who_becomes_idle_is_named_once_to_one_asker_and_may_come_back(make):
    here, there = make(), make()
    here.mark(7, at=NOON)
    assert here.turned_idle(at=NOON + 89) == []
    turned = [*here.turned_idle(at=NOON + 91), *there.turned_idle(at=NOON + 92)]
    assert turned == [7]
    assert there.mark(7, at=NOON + 100) is Change.moved
    assert here.turned_idle(at=NOON + 101) == []


def test_a_new_count_is_answered_once(make):
    here, there = make(), make()
    assert here.new_count(at=NOON) is None
    here.mark(7, at=NOON)
    there.mark(8, at=NOON)
    assert [here.new_count(at=NOON), there.new_count(at=NOON)] == [2, None]
    assert there.new_count(at=NOON + 91) == 0


def test_a_redis_that_is_away_is_said_and_not_asked_by_everybody(monkeypatch):
    away = RedisPresence(f"redis://127.0.0.1:{free_port()}/0")
    tried: list[str] = []

    def refused(script: str, *_: object) -> None:
        tried.append(script)
        raise ConnectionError

    monkeypatch.setattr(away._redis, "eval", refused)
    monkeypatch.setattr("webapp.live.redis_presence.time", SimpleNamespace(monotonic=lambda: 1000.0))
    for _ in range(100):
        with pytest.raises(Unavailable):
            away.mark(7, at=NOON)
    assert len(tried) == 1


@pytest.fixture
def crew(mira, noor, ada, ben, otto):
    """Ada's mentor is Mira; Lars is a mentor of her cohort; Noor and Ben have nothing to do with her."""
    lars = join("Lars", accounts.Role.mentor, by=otto)
    cohort = accounts.create_cohort("Sailors", by=otto)
    for person in (lars, ada):
        accounts.join_cohort(person, cohort)
    commit()
    return {"ada": ada, "mira": mira, "lars": lars, "otto": otto, "ben": ben, "noor": noor}


def statuses(program):
    return [event.value for event in program.hear() if event.name == "users:status"]


@pytest.mark.parametrize(
    ("who", "may_see"), [("mira", True), ("lars", True), ("otto", True), ("noor", False), ("ben", False)]
)
def test_coming_and_going_is_told_to_those_who_look_after_the_student(sign_in, crew, time, who, may_see):
    ada, browser = crew["ada"], sign_in(crew["ada"])
    with listening(sign_in(crew[who])) as program:
        program.hear()
        browser.get("/")
        browser.get("/courses")
        somebody = [{"id": ada.id, "name": "Ada"}]
        came, went = ([{"activeUsers": n, "came": somebody, "went": []}] if may_see else [] for n in (1, 0))
        assert statuses(program) == came
        time.forward(minutes=6)
        tick()
        assert statuses(program) == [one | {"came": [], "went": somebody} for one in went]


def test_how_many_are_active_is_told_to_every_mentor_when_it_changes(sign_in, crew, time):
    with listening(sign_in(crew["noor"])) as noor, listening(sign_in(crew["ben"])) as ben:
        noor.hear(), ben.hear()
        sign_in(crew["ada"]).get("/")
        tick()
        tick()
        assert statuses(noor) == [{"activeUsers": 1, "came": [], "went": []}]
        time.forward(seconds=91)
        tick()
        assert statuses(noor) == [{"activeUsers": 0, "came": [], "went": []}]
        assert statuses(ben) == []


@pytest.mark.parametrize(
    ("who", "sees"), [("mira", ["Ada"]), ("lars", ["Ada"]), ("otto", ["Ada", "Cleo"]), ("noor", [])]
)
def test_on_subscribing_staff_learn_who_is_here(sign_in, crew, who, sees):
    for person in (crew["ada"], join("Cleo")):
        sign_in(person).get("/")
    with listening(sign_in(crew[who])) as program:
        (status,) = statuses(program)
    assert status["activeUsers"] == 2
    assert [(person["name"], person["state"]) for person in status["here"]] == [
        (name, "active") for name in sees
    ]


def test_a_heartbeat_is_a_sign_of_life_and_what_a_page_fetches_is_none(sign_in, enrolled, units, time):
    browser = sign_in(enrolled)
    browser.get("/", headers={"Sec-Fetch-Mode": "cors"})
    browser.get("/healthz")
    assert courses.active_count() == 0
    beat = {"course_id": units["Loops"].course_id, "unit_id": units["Loops"].id}
    for is_active, count in ((False, 0), (True, 1)):
        stamp = {"is_active": is_active, "timestamp": time().isoformat()}
        assert browser.post("/api/courses/activity/heartbeat", json=beat | stamp).status_code == 200
        assert courses.active_count() == count


def test_health_says_how_many_are_active_and_how_each_part_is(app, visitor, sign_in, ada, monkeypatch):
    sign_in(ada).get("/")
    answer = visitor.get("/api/health")
    assert answer.status_code == 200
    parts = {"database": "ok", "live": "ok", "log": "ok", "presence": "ok", "ticker": "ok"}
    assert answer.json == {"status": "ok", "activeUsers": 1, "components": parts}

    monkeypatch.setitem(app.extensions, "presence", RedisPresence(f"redis://127.0.0.1:{free_port()}/0"))
    monkeypatch.setattr(type(app.extensions["broker"]), "is_reachable", False)
    answer = visitor.get("/api/health")
    assert answer.status_code == 503
    assert answer.json["status"] == "degraded"
    assert answer.json["activeUsers"] is None
    assert answer.json["components"] == parts | {"live": "unreachable", "presence": "unreachable"}
    assert sign_in(ada).get("/").status_code == 200
    with pytest.raises(Unavailable):
        rounds.tick()
