"""What a process remembers: slices, differences and trees that were computed, the least recently used goes first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar, cast

T = TypeVar("T")
KEPT: Final = 64
"""Slices and trees that a process remembers."""


@dataclass(slots=True)
class Memory(Generic[T]):
    """What was computed by key, at most ``most`` of them."""

    most: int
    _kept: OrderedDict[Hashable, T] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __contains__(self, key: Hashable) -> bool:
        """Tell whether something is remembered."""
        return key in self._kept

    def get(self, key: Hashable) -> T | None:
        """Return what is remembered by a key, or nothing."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def put(self, key: Hashable, made: T) -> None:
        """Remember something; what was not asked for the longest is forgotten."""
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()


_memory: Memory[object] = Memory(KEPT)


def has(key: Hashable) -> bool:
    """Tell whether something is remembered."""
    return key in _memory


def remembered(key: Hashable, compute: Callable[[], T]) -> T:
    """Return what was computed for a key, computing it if it is not remembered (any more)."""
    made = _memory.get(key)
    if made is None:
        made = compute()
        _memory.put(key, made)
    return cast("T", made)
