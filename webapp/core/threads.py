"""Slow computing that must not stop the loop."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any, ParamSpec, TypeVar

from gevent import get_hub, monkey

P = ParamSpec("P")
T = TypeVar("T")


def off_loop(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run it in a real thread under gevent, so that other requests go on; directly elsewhere."""
    if not _has_loop():
        return work(*args, **kwargs)
    outcome: tuple[T | None, BaseException | None] = get_hub().threadpool.apply(_tried, (work, args, kwargs))
    return _told(outcome)


def off_loop_while(
    meanwhile: Callable[[], object], every: float, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run it in a real thread, and `meanwhile` here, every so many seconds until it is done."""
    if _has_loop():
        running = get_hub().threadpool.spawn(_tried, work, args, kwargs)
        while not running.ready():
            running.wait(every)
            meanwhile()
        outcome: tuple[T | None, BaseException | None] = running.get()
        return _told(outcome)
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(_tried, work, args, kwargs)
        while not future.done():
            wait([future], timeout=every)
            meanwhile()
        return _told(future.result())


def _has_loop() -> bool:
    return bool(monkey.is_module_patched("threading"))


def _tried(work: Callable[..., T], args: Any, kwargs: Any) -> tuple[T | None, BaseException | None]:
    """What came of it. A failure is handed over as a value: gevent would print what leaves a thread."""
    try:
        return work(*args, **kwargs), None
    except BaseException as failure:  # noqa: BLE001 - raised again by the one who waits
        return None, failure


def _told(outcome: tuple[T | None, BaseException | None]) -> T:
    result, failure = outcome
    if failure is not None:
        raise failure
    return result  # type: ignore[return-value]
