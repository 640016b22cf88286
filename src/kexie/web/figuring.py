"""Figures as pages show them: a number with the address of its passport, and headlines with their curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kexie.figures.answer import Figure, answer
from kexie.figures.engine.paths import Counter
from kexie.figures.indicators import INDICATORS
from kexie.figures.question import Question, Where
from kexie.kit.looking import asked_once
from kexie.kit.periods import Period
from kexie.records.access.models import Account
from kexie.records.units.models import Unit
from kexie.web.kit.headlines import Headline
from kexie.web.reader import Lens
from kexie.web.templatetags import kit

MOST_MONTHS = 120
"""Longest period that a page parts into months: each month is an answer of its own."""


def months_of(period: Period) -> int:
    """Return how many calendar months a period touches."""
    return (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1


def question(indicator: str, unit: Unit, lens: Lens, kinds: Sequence[str] = ()) -> Question:
    """Return the question of a page. The caller has checked that the reader may see the unit's figures."""
    return Question(INDICATORS[indicator], unit, lens.period, where=Where(kinds=tuple(kinds)), as_of=lens.as_of)


def ask_for(asked: Question, reader: Account) -> Figure:
    """Return the figure that a question asks for, under the reader's rights."""
    return answer(asked, reader=reader).total


def bound_of(figure: Figure) -> str:
    """Return the bound as the kit shows it: a withheld number of people is only said to be below its value."""
    return kit.FEW if figure.masked else figure.bound.value


@asked_once
def slow() -> bool:
    """Tell whether figures would hold a page for long: it says then that they are being prepared, and leads to them."""
    return Counter.now().slow


def number(asked: Question, reader: Account) -> SafeString:
    """Return the figure as a link to its passport, with its unit."""
    if slow():
        return kit.fig(None, asked.address(), missing="soon")
    figure = ask_for(asked, reader)
    return kit.fig(figure.value, asked.address(), bound=bound_of(figure), unit=str(asked.indicator.unit))


def headline(label: str, asked: Question, reader: Account) -> Headline:
    """Return a headline: the figure, its months as a curve, and the day it is known on."""
    if slow():
        return Headline(label=label, value=None, href=asked.address(), missing="soon")
    by = ("month",) if months_of(asked.period) <= MOST_MONTHS else ()
    told = answer(replace(asked, by=by), reader=reader)
    shown_months = [None if row.masked else row.value for row in told.rows if row.period.first <= asked.as_of]
    return Headline(
        label=label,
        value=told.total.value,
        href=asked.address(),
        bound=bound_of(told.total),
        missing="none" if told.total.missing == "none" else "",
        unit=str(asked.indicator.unit),
        asof=_("截至 %(day)s") % {"day": asked.as_of.isoformat()},
        points=shown_months,
    )
