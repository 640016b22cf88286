"""The worker: moves what the book says into columns and publishes, again and again. One at a time."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import duckdb
from django.db import DatabaseError, connection

from kexie.figures.engine import store
from kexie.figures.engine.ledger import standing
from kexie.figures.engine.store import Manifest
from kexie.figures.engine.trees import Unfit
from kexie.figures.engine.upkeep import advance
from kexie.figures.engine.vault import Vault, damaged, discard

LOG: Final = logging.getLogger(__name__)
PAUSE: Final = 0.5
"""Seconds between two looks at the book."""
RETRY: Final = 10.0
"""Seconds until it is tried again what the machine did not let happen."""
URGENT: Final = 50_000
"""So many positions are published at once, rest or not."""
SHARE: Final = 4
"""After a build the worker rests so many times as long: answers count the tail meanwhile, and are exact."""


def once(vault: Vault, where: Path) -> Manifest | None:
    """Catch up with the book and publish, if there is anything new; return what was published."""
    while True:
        at = standing()
        vault.catch_up(at.position)
        told = _published(where)
        if told is not None and (told.position, told.mark, told.line) == (at.position, at.mark, vault.line):
            return None
        made = advance(vault, at.mark, where, told)
        if made is not None:  # else the structure changed while it was read
            return made


def _published(where: Path) -> Manifest | None:
    """Return what is published; ``None``: nothing, or no longer all of it."""
    told = Manifest.read(where)
    return told if told is not None and told.whole(where) else None


def _urgent(where: Path) -> bool:
    """Tell whether the tail grows too long for readers, or the tree changed (which no tail can carry)."""
    told, at = _published(where), standing()
    return told is None or told.mark != at.mark or at.position - told.position > URGENT


def _sweep(where: Path) -> None:
    """Delete what a worker that was killed left lying, and what is published if it cannot be opened."""
    told = Manifest.read(where)
    if told is not None:
        try:
            store.Snapshot.open(where, told)
        except store.UNREADABLE as error:
            LOG.warning("figures: %s is damaged: %s %s", told.folder, type(error).__name__, error)
            (where / "manifest.json").unlink(missing_ok=True)
            told = None
    store.tidy(where, {told.folder} if told else set())


def build() -> Manifest | None:
    """Publish the book as it stands now, in this process. Raises ``OSError`` if the machine does not let it."""
    where = store.home()
    try:
        with Vault.sound(where) as vault:
            _sweep(where)
            return once(vault, where)
    except duckdb.Error as error:
        raise OSError(str(error)) from error


def work(*, going: Callable[[], bool], told: Callable[[Manifest], None]) -> None:
    """Keep publishing while ``going`` says so; ``told`` hears of everything published.

    Where the machine (a full disk, say) or a damaged file stops it, it begins again a while
    later. Raises ``BusyError`` while another worker holds the store.
    """
    where = store.home()
    while going():
        begun = time.monotonic()
        try:
            with Vault.sound(where) as vault:
                _sweep(where)
                _keep_up(vault, where, going, told)
        except (OSError, duckdb.Error) as error:
            LOG.warning("figures: %s %s", type(error).__name__, error)
            if isinstance(error, duckdb.Error) and damaged(error) and time.monotonic() - begun < RETRY:
                discard(where)  # to open it again does not help
            _rest(RETRY, going)


def _keep_up(vault: Vault, where: Path, going: Callable[[], bool], told: Callable[[Manifest], None]) -> None:
    rest = 0.0
    while going():
        begun = time.monotonic()
        try:
            made = once(vault, where) if begun >= rest or _urgent(where) else None
        except (
            DatabaseError,
            Unfit,
        ) as error:  # the book is away, or only the oracle can count it
            LOG.warning("figures: %s %s", type(error).__name__, error)
            connection.close()
            made = None
        if made is not None:
            told(made)
            rest = time.monotonic() + SHARE * (time.monotonic() - begun)
        else:
            time.sleep(PAUSE)


def _rest(seconds: float, going: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and going():
        time.sleep(PAUSE)
