"""Slow computing that must not stop the loop."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from gevent import get_hub, monkey

P = ParamSpec("P")
T = TypeVar("T")


def off_loop(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run it in a real thread under gevent, so that other requests go on; directly elsewhere."""
    if monkey.is_module_patched("threading"):
        result: T = get_hub().threadpool.apply(work, args, kwargs)
        return result
    return work(*args, **kwargs)
