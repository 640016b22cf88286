"""What is measured: a row, the clock, and the memory of this process and those it started."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final, Self, TypeVar

T = TypeVar("T")
GIB: Final = 2**30
PAGE: Final = os.sysconf("SC_PAGE_SIZE")
LOOK: Final = 0.05
"""Seconds between two looks at the memory."""


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement. ``ratio``: how many times faster than ``against``; ``exact``: the answers were compared."""

    name: str
    size: int
    value: float
    unit: str
    against: str = ""
    ratio: float | None = None
    exact: bool | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the row as CONTRACT has it."""
        return asdict(self)


def going_on(what: str) -> None:
    """Tell on stderr what is being done now, and since when: a large bench is silent for minutes."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {what} …\n")
    sys.stderr.flush()


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """Return what work returns, and the seconds it took."""
    begun = time.perf_counter()
    found = work()
    return found, time.perf_counter() - begun


def best(work: Callable[[], T], times: int = 5) -> tuple[T, float]:
    """Return what work returns, and the median of its times (in seconds) after one that warms up."""
    work()
    found = [timed(work) for _time in range(times)]
    return found[0][0], median(took for _what, took in found)


def ms(seconds: float) -> float:
    """Return milliseconds, as far as they mean anything."""
    return round(seconds * 1000, 3)


def ratio(theirs: float, ours: float) -> float:
    """Return how many times faster ours is, to two digits."""
    return float(f"{theirs / ours:.2g}")


class Peak:
    """The most memory that this process and its children held while the block ran, in bytes.

    ``held``: everything resident, files that are mapped included; ``own``: without what the system can take back by
    reading a file again. On a system without ``/proc`` both stay 0.
    """

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self.held, self.own = 0, 0
        self._over = threading.Event()
        self._looks = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        """Forget what was held before, and begin to look."""
        with suppress(OSError):
            Path("/proc/self/clear_refs").write_text("5")  # the kernel's own record of the most begins anew
        self._looks.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Look a last time; what the kernel recorded of this process counts where looking missed it."""
        self._over.set()
        self._looks.join()
        self.held = max(self.held, _recorded())

    def _watch(self) -> None:
        while True:
            told = [_memory(process) for process in _tree(os.getpid())]
            self.held = max(self.held, sum(held for held, _own in told))
            self.own = max(self.own, sum(own for _held, own in told))
            if self._over.wait(LOOK):
                return


def _tree(top: int) -> list[int]:
    found = [top]
    for one in found:
        with suppress(OSError):
            for thread in Path(f"/proc/{one}/task").iterdir():
                found += [int(child) for child in (thread / "children").read_text().split()]
    return found


def _memory(process: int) -> tuple[int, int]:
    try:
        _size, resident, shared = Path(f"/proc/{process}/statm").read_text().split()[:3]
    except (OSError, ValueError):  # it has ended
        return 0, 0
    return int(resident) * PAGE, (int(resident) - int(shared)) * PAGE


def _recorded() -> int:
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")), 0)
