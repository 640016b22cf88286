"""What a kind of activity says of itself."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind: its slug, its word on screen, other words that a spreadsheet may use, the word for one of them."""

    slug: str
    title: str | Promise
    words: tuple[str, ...] = ()
    heard: bool = False
    """Whether the form asks what was heard there (visits)."""
    days: bool = False
    """Whether it usually runs over several days (training classes)."""
