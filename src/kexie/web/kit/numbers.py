"""Numbers as the site shows them: digits, the bound's word before or after them, the unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext as _

from kexie.kit.bounds import NO_BREAK, Bound, say
from kexie.web.kit.terms import lang

__all__ = ["Shown", "lang", "measured", "shown"]
_SAID: Final = re.compile(rf"(?P<before>\D*?)\s*(?P<digits>[-\d][\d.,{NO_BREAK}]*)\s*(?P<after>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shown:
    """A number in the reader's language: 26 000余 ``("", "26 000", "余")``, about 300 ``("about", "300", "")``."""

    before: str
    digits: str
    after: str

    def __str__(self) -> str:
        """Return it in one piece, for a label or a title."""
        return f"{self.before}{' ' if self.before.isascii() and self.before else ''}{self.digits}{self.after}"


def measured(title: object, unit: object) -> str:
    """Return a title with what it is counted in, in brackets: 学习活动（场）, Activities (sessions)."""
    return _("%(title)s（%(unit)s）") % {"title": title, "unit": unit} if unit else str(title)


def shown(value: int | Decimal, bound: Bound | str = Bound.EXACT, *, exact: bool = False, language: str = "") -> Shown:
    """Set a number for the page, in the reader's language; who sets hundreds asks once which that is.

    ``exact`` shows the number itself beside its bound (on the page behind a figure) where a figure in a list rounds
    余 down. Thousands are parted by a no-break space in Chinese, by a comma in English.
    """
    # not of decimals: 1.0 and 1.00 are equal, and set otherwise
    language = language or lang()
    return _set(value, bound, exact, language) if type(value) is int else _shown(value, bound, exact, language)


def _shown(value: int | Decimal, bound: Bound | str, exact: bool, language: str) -> Shown:  # noqa: FBT001 - as ``shown`` has it
    sep = NO_BREAK if language == "zh" else ","
    said = _SAID.fullmatch(say(value, bound, language, sep))
    if said is None:  # a word list nobody has foreseen: say it whole rather than lose the bound
        return Shown("", say(value, bound, language, sep), "")
    digits = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,d}"
    return Shown(
        "at least" if exact and language == "en" and bound == Bound.AT_LEAST else said["before"],
        digits.replace(",", sep) if exact else said["digits"],
        said["after"],
    )


@lru_cache(maxsize=4096)
def _set(value: int, bound: Bound | str, exact: bool, language: str) -> Shown:  # noqa: FBT001 - as ``shown`` has it
    return _shown(value, bound, exact, language)
