"""The figures worker beside the site: started with it, and started again if it was killed or fell over."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Final

from gunicorn.arbiter import Arbiter

FIRST: Final = 5.0
"""Seconds until a worker that ended is started again."""
MOST: Final = 300.0
"""Seconds at most: one that ends at once, time after time (another one is at work), is tried more and more seldom."""
LIVED: Final = 60.0
"""Whoever lived so long did not end at once."""


@dataclass(slots=True)
class Beside:
    """A worker that stops with this process, and is there again soon after it ended in any other way."""

    process: subprocess.Popen[bytes] | None = None
    begun: float = 0.0
    wait: float = FIRST / 2
    again: float = 0.0
    """When the next one may begin; 0: nobody has seen yet that this one ended."""

    def mind(self) -> None:
        """Start one if there is none and it is time."""
        now = time.monotonic()
        if self.process is None:
            self._start(now)
        elif self.process.poll() is not None:
            if not self.again:
                self.wait = FIRST if now - self.begun >= LIVED else min(2 * self.wait, MOST)
                self.again = now + self.wait
            elif now >= self.again:
                self._start(now)

    def _start(self, now: float) -> None:
        command = [sys.executable, "-m", "kexie", "worker", "--quiet", "--with", str(os.getpid())]
        self.process = subprocess.Popen(command)  # noqa: S603 - ourselves
        self.begun, self.again = now, 0.0


class Minding(Arbiter):
    """gunicorn's first process: it looks after the site's processes every second, and after the figures worker too."""

    beside: Beside

    def manage_workers(self) -> None:
        """Start whatever is missing."""
        super().manage_workers()
        self.beside.mind()
