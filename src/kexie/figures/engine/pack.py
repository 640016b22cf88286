"""Packs: many arrays in one file, mapped once. Every mapped file holds a descriptor open, and those are few.

A file begins with the length of its head (8 bytes) and the head (JSON: name → type, place, count); a count below 0
says that the one value written stands for so many. Arrays begin at multiples of 64 bytes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from kexie.figures.engine.rows import Column

ALIGN: Final = 64


def save(file: Path, arrays: Mapping[str, Column]) -> None:
    """Write arrays."""
    made = create(file, {name: (array.dtype, len(array), None) for name, array in arrays.items()})
    for name, array in arrays.items():
        made[name][:] = array


def create(file: Path, kinds: Mapping[str, tuple[np.dtype[Any], int, int | None]]) -> dict[str, Column]:
    """Make a file of arrays (type, count, the value if it is one for all) and return them, to be written to."""
    told: dict[str, list[Any]] = {}
    end = 0
    for name, (kind, count, value) in kinds.items():
        told[name] = [kind.str, end, count if value is None else -count]
        end += -(-kind.itemsize * (count if value is None else 1) // ALIGN) * ALIGN
    head = json.dumps(told).encode()
    begin = -(-(len(head) + 8) // ALIGN) * ALIGN
    file.unlink(missing_ok=True)  # it may be a link to what is published
    with file.open("wb") as opened:
        opened.write(len(head).to_bytes(8, "little") + head)
        opened.flush()
        if begin + end and hasattr(os, "posix_fallocate"):
            # on a full disk this raises; a hole in the file would kill the process when it is written to
            os.posix_fallocate(opened.fileno(), 0, begin + end)
        opened.truncate(begin + end)  # as long as it is to be even where the system has no such call
    whole = np.memmap(file, dtype=np.uint8, mode="r+").view(np.ndarray)
    found: dict[str, Column] = {}
    for name, (kind, count, value) in kinds.items():
        at = begin + told[name][1]
        size = count if value is None else 1
        found[name] = whole[at : at + size * kind.itemsize].view(kind)
        if value is not None:
            found[name][0] = value
    return found


def load(file: Path) -> dict[str, Column]:
    """Open arrays for reading, without reading them. Raises ``FileNotFoundError``."""
    whole = np.memmap(file, dtype=np.uint8, mode="r").view(np.ndarray)
    size = int.from_bytes(whole[:8].tobytes(), "little")
    begin = -(-(size + 8) // ALIGN) * ALIGN
    found: dict[str, Column] = {}
    for name, (text, place, count) in json.loads(whole[8 : 8 + size].tobytes()).items():
        kind, at = np.dtype(text), begin + place
        if count < 0:
            found[name] = np.broadcast_to(whole[at : at + kind.itemsize].view(kind), (-count,))
        else:
            found[name] = whole[at : at + count * kind.itemsize].view(kind)
    return found
