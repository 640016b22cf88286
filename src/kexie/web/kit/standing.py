"""What every page says about the data as a whole: whether any of it is made up, and how far the book is written.

The kit knows no nouns; the app registers one function that does (``provide``), at start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several posts that the reader may have pages open on."""

    value: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """``made_up``: there is made-up data in the book; ``who``: the reader's unit and post; ``colophon``: foot lines.

    ``choices``: the reader's posts, where there are several to choose from. ``look``: the version of the association's
    own stylesheet, empty where it has none.
    """

    made_up: bool = False
    association: str = ""
    who: str = ""
    colophon: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    look: str = ""


def _nothing(request: HttpRequest) -> Standing:
    """Say nothing; it holds until a provider is registered."""
    return Standing(who=str(getattr(request, "user", "")))


_provider: list[Callable[[HttpRequest], Standing]] = [_nothing]


def provide(provider: Callable[[HttpRequest], Standing]) -> None:
    """Register the function that knows; the last one registered is asked."""
    _provider[0] = provider


def standing_of(request: HttpRequest) -> Standing:
    """Ask it for one request."""
    return _provider[0](request)
