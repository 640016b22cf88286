"""The worker: moves what the book says into columns and publishes, again and again. One at a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from kexie.figures.engine import store
from kexie.figures.engine.building import publish
from kexie.figures.engine.ledger import standing
from kexie.figures.engine.store import Manifest
from kexie.figures.engine.vault import Vault

PAUSE: Final = 0.5
"""Seconds between two looks at the book."""


def once(vault: Vault, where: Path) -> Manifest | None:
    """Catch up with the book and publish, if there is anything new; return what was published."""
    at = standing()
    vault.catch_up(at.position)
    told = Manifest.read(where)
    if told is not None and (told.position, told.mark, told.line) == (at.position, at.mark, vault.line):
        return None
    return publish(vault, at, where)


def build() -> Manifest | None:
    """Publish the book as it stands now, in this process."""
    where = store.home()
    with Vault(where) as vault:
        return once(vault, where)


def work(*, going: Callable[[], bool], told: Callable[[Manifest], None]) -> None:
    """Keep publishing while ``going`` says so; ``told`` hears of everything published."""
    where = store.home()
    with Vault(where) as vault:
        while going():
            made = once(vault, where)
            if made is not None:
                told(made)
            else:
                time.sleep(PAUSE)
