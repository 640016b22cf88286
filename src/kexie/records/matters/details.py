"""Typed details of a kind of matter: read from what people wrote, kept as plain JSON, shown in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils.translation import gettext as _

from kexie.kit.refusal import Refused
from kexie.kit.text import joined
from kexie.records.matters.workflow import Detail, Holds, Workflow

LONGEST: Final = 2_000


def read(workflow: Workflow, written: Mapping[str, str]) -> dict[str, str | int]:
    """Return the details as they are kept; raise ``Refused`` with a sentence for each that is missing or no such thing.

    Days are kept as ISO text, money as text with two decimals, whole numbers as numbers.
    """
    known = {detail.slug: detail for detail in workflow.details}
    wrong = [
        _("“%(kind)s”没有“%(name)s”这一项。") % {"kind": workflow.title, "name": slug[:40]}
        for slug in written
        if slug not in known
    ]
    kept: dict[str, str | int] = {}
    for detail in workflow.details:
        text = str(written.get(detail.slug, "")).strip()
        if not text:
            if detail.required:
                wrong.append(_("请填“%(name)s”。") % {"name": detail.title})
            continue
        try:
            kept[detail.slug] = _value(detail, text)
        except (ValueError, InvalidOperation):
            said = {"name": detail.title, "text": text[:40], "how": _how(detail)}
            wrong.append(_("“%(name)s”写的是“%(text)s”；%(how)s") % said)
    if wrong:
        raise Refused(wrong)
    return kept


def _value(detail: Detail, text: str) -> str | int:
    if detail.holds is Holds.CHOICE:
        if text not in dict(detail.choices):
            raise ValueError(text)
        return text
    if detail.holds is Holds.DAY:
        return date.fromisoformat(text).isoformat()
    if detail.holds is Holds.WHOLE:
        if not re.fullmatch(r"\d{1,15}", text):
            raise ValueError(text)
        return int(text)
    if detail.holds is Holds.MONEY:
        amount = Decimal(text.replace(",", ""))
        if not amount.is_finite() or amount < 0 or amount >= Decimal(10) ** 15:
            raise ValueError(text)
        return str(amount.quantize(Decimal("0.01")))
    if len(text) > LONGEST:
        raise ValueError(text)
    return text


def _how(detail: Detail) -> str:
    said = {
        Holds.CHOICE: _("请从所列的里面选：%(choices)s。")
        % {"choices": joined(str(word) for _slug, word in detail.choices)},
        Holds.DAY: _("请写成 2018-05-03 这样。"),
        Holds.WHOLE: _("请写一个整数。"),
        Holds.MONEY: _("请写以元计的数，最多两位小数。"),
        Holds.TEXT: _("最多 %(n)s 字。") % {"n": LONGEST},
    }
    return said[detail.holds]


def shown(workflow: Workflow, kept: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return the details in words, in the order of the workflow: (title, value)."""
    found = []
    for detail in workflow.details:
        if detail.slug in kept:
            value = kept[detail.slug]
            found.append((str(detail.title), str(dict(detail.choices).get(str(value), value))))
    return found
