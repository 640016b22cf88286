"""An association's own words: what it calls a unit or a person, wherever the house says so.

Only the house's sentences change, before anything is filled into them: no record, name or code ever does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from django.utils.translation import get_language, trans_real

CHINESE: Final[Mapping[str, str]] = {"term_unit": "单位", "term_person": "人员"}
"""Words of the house by setting."""
ENGLISH: Final[Mapping[str, str]] = {"term_unit_en": "unit"}
_KEPT: Final = "(?<!计量)"
"""A unit of measure stays one."""


_ACTIVE: Final[Any] = vars(trans_real)["_active"]
"""The catalogue in force; Django has no other place for it."""


class Termed:
    """A catalogue of messages in which the association's words stand for the house's, each looked up once.

    A page says some four hundred; Django looks for each in every catalogue there is, the Chinese ones in vain.
    """

    def __init__(self, catalogue: Any, voice: Voice) -> None:  # noqa: ANN401 - Django's own catalogue
        """Keep the catalogue and what replaces the words."""
        self._catalogue = catalogue
        self._say, self._known = voice.say, voice.known
        self.voice = voice
        self.to_language = catalogue.to_language
        self.lang = "en" if catalogue.to_language().startswith("en") else "zh"

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the catalogue has
        """Give everything else as the catalogue has it."""
        return getattr(self._catalogue, name)

    def gettext(self, message: str) -> str:
        """Return the message with the association's words."""
        found = self._known.get(message)
        if found is None:
            found = self._say(self._catalogue.gettext(message))
            if len(self._known) < MOST:
                self._known[message] = found
        return found

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Return the message for a number, in the same way."""
        return self._say(self._catalogue.ngettext(one, many, number))


MOST: Final = 20_000
"""There are some five thousand messages; more than these are no messages of ours."""


@dataclass(frozen=True, slots=True, eq=False)
class Voice:
    """How the house speaks now: in a language, with the association's words; the same for all who are spoken to so."""

    say: Callable[[str], str]
    known: dict[str, str] = field(default_factory=dict)


@lru_cache(maxsize=32)
def _voice(language: str, pairs: tuple[tuple[str, str], ...]) -> Voice:
    return Voice(_sayer(pairs, english=language.startswith("en")) if pairs else str)


def lang() -> str:
    """Return ``zh`` or ``en``: the language in force. Every number on a page asks."""
    now = getattr(_ACTIVE, "value", None)
    if type(now) is Termed:
        return now.lang
    return "en" if (get_language() or "").startswith("en") else "zh"


def voice() -> object:
    """Return what words are remembered by: it is another one in another language, or with other words."""
    now = getattr(_ACTIVE, "value", None)
    return now.voice if isinstance(now, Termed) else (get_language(), id(now))


def _sayer(pairs: tuple[tuple[str, str], ...], *, english: bool) -> Callable[[str], str]:
    words = dict(pairs)
    parts = "|".join(re.escape(word) for word in words)
    if english:
        whole = re.compile(rf"(?<![%(\w])({parts})(s?)\b(?!\))", re.IGNORECASE)
    else:
        whole = re.compile(rf"{_KEPT}({parts})()")

    def one(found: re.Match[str]) -> str:
        own = words[found[1].lower()]
        return (own[:1].upper() + own[1:] if found[1][:1].isupper() else own) + found[2]

    @lru_cache(maxsize=4096)
    def say(text: str) -> str:
        # a message keeps its own type where nothing changes: the catalogue says of some that they are safe
        return whole.sub(one, text) if whole.search(text) else text

    return say


@contextmanager
def spoken(chosen: Mapping[str, str]) -> Iterator[None]:
    """Let the association's words hold inside the block, in the language of the reader."""
    language = get_language() or ""
    house = ENGLISH if language.startswith("en") else CHINESE
    pairs = tuple((word, chosen[key]) for key, word in house.items() if chosen.get(key))
    active = _ACTIVE
    before = getattr(active, "value", None)
    if before is None:
        yield
        return
    active.value = Termed(before, _voice(language, pairs))
    try:
        yield
    finally:
        active.value = before
