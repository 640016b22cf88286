"""One look: while a page is read, what a question was answered once is not asked again.

A page asks some questions dozens of times (which posts the reader holds, how far the tree is written). Within a look
each is asked once, so the whole page speaks of one state; outside of one, and whenever something is being written,
nothing is remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")

_seen: ContextVar[dict[Hashable, Any] | None] = ContextVar("kexie-look", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """Remember the answers of ``asked_once`` functions while the block runs."""
    kept = _seen.set({})
    try:
        yield
    finally:
        _seen.reset(kept)


def asked_once(function: Callable[P, T]) -> Callable[P, T]:
    """Ask a function once in a look for the same arguments, which must be hashable and positional."""

    @wraps(function)
    def asking(*args: P.args, **kwargs: P.kwargs) -> T:
        seen = _seen.get()
        if seen is None or kwargs:
            return function(*args, **kwargs)
        key = (function, *args)
        if key not in seen:
            seen[key] = function(*args, **kwargs)
        return cast("T", seen[key])

    return asking
