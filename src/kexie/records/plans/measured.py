"""What targets may be set for: what the house counts, and every element and formula that is defined in the book."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from kexie.kit.refusal import Refused
from kexie.kit.text import clipped, joined
from kexie.records.ledger.models import MeasureVersion
from kexie.records.plans.rules import INDICATORS, Aim


def _definitions(known: date | None = None, slug: str = "") -> dict[str, dict[str, Any]]:
    told = MeasureVersion.objects.filter(slug=slug) if slug else MeasureVersion.objects.all()
    if known is not None:
        told = told.filter(Q(known_on__lte=known) | Q(founding=True))
    rows = told.order_by("version").values_list("slug", "definition")
    return {code: one for code, one in rows if one.get("what") in {"element", "indicator"}}


def titles(known: date | None = None) -> dict[str, str]:
    """Return every indicator that a target can be set for, with its name: what the house counts first."""
    counted = {slug: str(title) for slug, title in INDICATORS.items()}
    return counted | {slug: str(one["name"]) for slug, one in sorted(_definitions(known).items())}


def title_of(slug: str) -> str:
    """Return the name of an indicator; a slug that nobody defined as it is."""
    if slug in INDICATORS:
        return str(INDICATORS[slug])
    found = _definitions(slug=slug).get(slug)
    return str(found["name"]) if found is not None else slug


def check_aim(aim: Aim) -> None:
    """Raise ``Refused`` for an indicator that there is not, and for a goal or kind of what records do not tell."""
    if aim.indicator in INDICATORS:
        return
    found = _definitions(slug=aim.indicator).get(aim.indicator) if "\0" not in aim.indicator else None
    if found is None:
        said = {"slug": clipped(aim.indicator), "all": joined(INDICATORS)}
        raise Refused(_("没有名为“%(slug)s”的指标；可用：%(all)s，以及已导入的数据元素和指标。") % said)
    if aim.goal or aim.kind:
        raise Refused(_("“%(name)s”不分目标和种类；请把这两项空着。") % {"name": found["name"]})


def check_splits(slug: str) -> None:
    """Raise ``Refused`` for an indicator whose numbers do not add up over units, so that no share of it means anything.

    An average of two averages is none: such a target is set for each unit by itself.
    """
    found = None if slug in INDICATORS else _definitions(slug=slug).get(slug)
    if found is None or (found["what"] == "element" and found["unit_operator"] == "sum"):
        return
    raise Refused(_("“%(name)s”各单位的数不能相加，任务不能分解；请逐个单位定。") % {"name": found["name"]})
