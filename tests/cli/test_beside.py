"""The figures worker beside the site is there again soon after it was killed."""

from __future__ import annotations

from unittest.mock import patch

from kexie.cli.beside import FIRST, LIVED, MOST, Beside


class Process:
    """A worker that ends when it is told to."""

    ended: int | None = None

    def poll(self) -> int | None:
        return self.ended


def test_a_worker_that_ended_is_started_again_and_more_seldom_if_it_ends_at_once() -> None:
    started: list[Process] = []

    def start(_command: list[str]) -> Process:
        started.append(Process())
        return started[-1]

    now = [1000.0]
    beside = Beside()

    def begins_after(seconds: float) -> bool:
        """Whether the next one begins so much later, and not before."""
        many = len(started)
        now[0] += seconds - 1
        beside.mind()
        early = len(started) > many
        now[0] += 1
        beside.mind()
        return len(started) == many + 1 and not early

    with (
        patch("kexie.cli.beside.time.monotonic", side_effect=lambda: now[0]),
        patch("kexie.cli.beside.subprocess.Popen", side_effect=start),
    ):
        beside.mind()
        beside.mind()
        assert len(started) == 1
        for wait in (FIRST, 2 * FIRST, 4 * FIRST):
            started[-1].ended = 0  # another worker is at work
            beside.mind()
            assert begins_after(wait)
        now[0] += LIVED
        started[-1].ended = -9
        beside.mind()
        assert begins_after(FIRST)
        assert beside.wait < MOST
