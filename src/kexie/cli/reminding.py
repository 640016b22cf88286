"""What the worker does beside the figures: the outbox where a mail server is set, terms, news, what is searched."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db import DatabaseError, connection

from kexie.records.machines import hooks, sending
from kexie.records.matters.reminding import remind
from kexie.records.notices import actions
from kexie.records.notices.channels import CHANNELS
from kexie.records.search import index

LOG: Final = logging.getLogger(__name__)
EVERY: Final = 300.0
"""Seconds between two rounds of the outbox."""
HOURLY: Final = 3_600.0
"""Seconds between two looks for matters near their due day."""
NEWS: Final = 5.0
"""Seconds between two looks for news that an address asked for."""
TEXTS: Final = 2.0
"""Seconds between two looks for texts that search has not taken in."""
SPELL: Final = 1.0
"""Seconds at most that texts are taken in before the figures have their turn again."""


@dataclass(slots=True)
class Rounds:
    """Collects and sends from time to time; a round that fails is made again at the next one, nobody is told twice."""

    due: float = 0.0
    terms_due: float = 0.0
    news_due: float = 0.0
    texts_due: float = 0.0

    def before(self, going: Callable[[], bool]) -> Callable[[], bool]:
        """Return what asks whether to go on, and makes a round first if it is time."""

        def asked() -> bool:
            self.step()
            self.terms()
            self.news()
            self.texts()
            return going()

        return asked

    def step(self) -> bool:
        """Make a round if it is time; return whether one was made."""
        if time.monotonic() < self.due or not any(channel.ready() for channel in CHANNELS.values()):
            return False
        self.due = time.monotonic() + EVERY
        _round("outbox", actions.collect, actions.send_due)
        return True

    def terms(self) -> bool:
        """Remind of matters near their due day, if it is time; return whether that was done."""
        if time.monotonic() < self.terms_due:
            return False
        self.terms_due = time.monotonic() + HOURLY
        _round("terms", remind)
        return True

    def news(self) -> bool:
        """Tell the addresses that asked for it what happened, if it is time; return whether that was done."""
        if time.monotonic() < self.news_due:
            return False
        self.news_due = time.monotonic() + NEWS
        _round("hooks", hooks.collect, sending.send_due)
        return True

    def texts(self) -> bool:
        """Take in for search what was written, if it is time; return whether that was looked for.

        After a large import there is more than one spell's worth: then the next is due at once, so that nobody who
        searches has to wait for it.
        """
        begun = time.monotonic()
        if begun < self.texts_due:
            return False
        self.texts_due = begun + TEXTS
        _round("search", lambda: index.keep_up(SPELL))
        if time.monotonic() - begun >= SPELL:
            self.texts_due = 0.0
        return True


def _round(what: str, *deeds: Callable[[], object]) -> None:
    """Do what a round does; where the book is away for a while the next round does it."""
    try:
        for deed in deeds:
            deed()
    except DatabaseError as error:
        LOG.warning("%s: %s", what, type(error).__name__)
        connection.close()
