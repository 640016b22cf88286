"""Clock and memory."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from kexie.figures.bench.measure import Peak, best, ms, ratio

MIB = 2**20
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc, which only Linux has")


def test_a_ratio_says_how_many_times_faster_ours_is() -> None:
    assert ratio(10, 2) == 5
    assert ratio(1, 3) == 0.33
    assert ms(0.0123456) == 12.346


def test_what_is_timed_runs_once_to_warm_up() -> None:
    calls: list[int] = []
    best(lambda: calls.append(1), 3)
    assert len(calls) == 4


@LINUX
def test_memory_that_is_held_and_let_go_again_is_seen() -> None:
    with Peak() as before:
        pass
    with Peak() as peak:
        held = np.ones(500 * MIB, dtype=np.uint8)
        del held
    assert peak.held > before.held + 300 * MIB


@LINUX
def test_memory_of_children_counts() -> None:
    with Peak() as peak:
        alone = peak.held
        code = f"held = bytearray({200 * MIB}); held[::4096] = b'1' * len(held[::4096]); input()"
        with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE) as child:
            while peak.held < alone + 200 * MIB and child.poll() is None:
                pass
            child.communicate(b"\n")
    assert peak.held > alone + 200 * MIB
