"""Nouns that have something to remind people of besides activities: each enters itself here, with one function.

They stand on floors above this one. A reminder is named by its ``key``: under one key a person is told once, and what
is no longer wanted when its day comes is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise

from kexie.records.access.rights import Right


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody (a person's number) is to be told a line about a unit; ``path``: where on the site it can be done."""

    key: str
    unit: int
    person: int
    line: str
    path: str


@dataclass(frozen=True, slots=True)
class Topic:
    """What is reminded of: its word, whose right it is to look it over, and who is to be told what on a day."""

    slug: str
    title: str | Promise
    right: Right
    wanted: Callable[[date], Collection[Wanted]]


TOPICS: Final[dict[str, Topic]] = {}


def register(topic: Topic) -> None:
    """Let a noun remind people of something."""
    TOPICS[topic.slug] = topic
