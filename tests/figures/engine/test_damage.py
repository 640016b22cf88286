"""What is published may be spoiled, and the machine may fail: figures stay exact, and the worker makes it whole."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from kexie.figures.answer import answer
from kexie.figures.engine import store, upkeep, vault, worker
from kexie.figures.engine.store import Manifest
from kexie.figures.engine.view import view
from kexie.figures.question import ask
from kexie.records.access.models import Account
from kexie.records.units.models import Unit
from tests.building import held
from tests.figures.engine.test_view import fresh_store


def published(where: Path) -> Path:
    told = Manifest.read(where)
    assert told is not None
    return where / told.folder


def garbage(file: Path) -> None:
    """Something else in its place, of the same length."""
    file.write_bytes(b"\xff" * file.stat().st_size)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "points gone": lambda where: (published(where) / "points-0.pack").unlink(),
    "cells cut short": lambda where: (published(where) / "cells-0.pack").write_bytes(b""),
    "cells are something else": lambda where: garbage(published(where) / "cells-0.pack"),
    "a tree is something else": lambda where: garbage(published(where) / "tree-0.npz"),
    "the folder gone": lambda where: published(where).rename(where / "elsewhere"),
    "the manifest is something else": lambda where: (where / "manifest.json").write_text("[]"),
}


def told(reader: Account) -> tuple[object, str]:
    """The activities of the year, and the path by which they were counted."""
    got = answer(ask("activities", unit="root", period="2018", reader=reader), reader=reader)
    return got.total.value, got.passport.path


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_spoiled_counts_for_nothing_and_is_published_again(
    owner: Account, tree: dict[str, Unit], damage: str
) -> None:
    held(owner, tree["c1"])
    with fresh_store():
        where = store.home()
        worker.build()
        assert told(owner) == (1, "cells")
        DAMAGES[damage](where)
        store._open.clear()  # whoever comes now; those who have it open read on
        assert view() is None
        assert told(owner) == (1, "oracle")
        assert worker.build() is not None
        assert told(owner) == (1, "cells")


@pytest.mark.parametrize("begin", [0, 4096])
def test_a_worker_file_that_cannot_be_read_is_made_anew_from_the_book(
    owner: Account, tree: dict[str, Unit], begin: int
) -> None:
    held(owner, tree["c1"])
    with fresh_store():
        worker.build()
        file = store.home() / vault.FILE
        file.write_bytes(file.read_bytes()[:begin] + b"\xff" * 4096)
        held(owner, tree["c3"])
        assert told(owner) == (2, "cells")
        assert worker.build() is not None
        assert told(owner) == (2, "cells")


def test_a_full_disk_stops_no_worker(owner: Account, tree: dict[str, Unit]) -> None:
    held(owner, tree["c1"])
    heard: list[Manifest] = []
    full = [OSError(errno.ENOSPC, "No space left on device")]

    def advance(*given: Any) -> Manifest | None:
        if full:
            raise full.pop()
        return upkeep.advance(*given)

    with fresh_store(), patch.object(worker, "RETRY", 0), patch.object(worker, "advance", advance):
        worker.work(going=lambda: not heard, told=heard.append)
        assert told(owner) == (1, "cells")


def test_where_files_cannot_be_linked_they_are_copied(owner: Account, tree: dict[str, Unit]) -> None:
    held(owner, tree["c1"])
    with fresh_store(), patch.object(upkeep, "MUCH", 0), patch.object(Path, "hardlink_to", side_effect=OSError):
        worker.build()
        held(owner, tree["c3"])
        assert worker.build() is not None
        assert told(owner) == (2, "cells")
