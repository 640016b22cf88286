"""What a process remembers: slices, differences and trees that were computed, the least recently used goes first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final, TypeVar, cast

T = TypeVar("T")
KEPT: Final = 64
"""Slices and trees that a process remembers."""

_memory: OrderedDict[Hashable, object] = OrderedDict()
_lock = threading.Lock()


def has(key: Hashable) -> bool:
    """Tell whether something is remembered."""
    return key in _memory


def remembered(key: Hashable, compute: Callable[[], T]) -> T:
    """Return what was computed for a key, computing it if it is not remembered (any more)."""
    with _lock:
        if key in _memory:
            _memory.move_to_end(key)
            return cast("T", _memory[key])
    made = compute()
    with _lock:
        _memory[key] = made
        while len(_memory) > KEPT:
            _memory.popitem(last=False)
    return made
