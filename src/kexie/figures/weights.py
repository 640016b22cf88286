"""By what a target is split: the same for all, last year's figures, or the units below each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kexie.figures.answer import answer
from kexie.figures.progress import question_of
from kexie.figures.question import Question
from kexie.kit.clock import today
from kexie.records.access.models import Account
from kexie.records.plans.models import Target
from kexie.records.units.models import Unit
from kexie.records.units.queries import open_units, tree
from kexie.records.units.rules import TreeOn

WEIGHTS: Final[dict[str, str | Promise]] = {
    "equal": _("平均"),
    "last-year": _("按上年同期的数"),
    "units": _("按下级单位个数"),
}


def weigh(way: str, target: Target, units: Sequence[Unit], *, reader: Account | None) -> dict[int, int]:
    """Return a weight of at least 0 for each unit that a target is to be split over, in their order.

    ``last-year`` takes the target's own figure in the same days a year before, as known today; a number that the
    reader is not told counts as 0. ``units`` counts each unit itself and the open ones below it on the last day.
    """
    if way == "last-year":
        asked = question_of(target, target.span_to, today())
        before = asked.period.year_before()
        return {
            unit.pk: _figure(Question(asked.indicator, unit, before, where=asked.where, as_of=today()), reader)
            for unit in units
        }
    if way == "units":
        on = TreeOn(target.span_to, today())
        whole, alive = tree(on), open_units(on)
        return {unit.pk: sum(one in alive for one in whole.below(unit.pk)) for unit in units}
    return dict.fromkeys((unit.pk for unit in units), 1)


def _figure(asked: Question, reader: Account | None) -> int:
    found = answer(asked, reader=reader).total
    return 0 if found.masked else int(found.value or 0)
