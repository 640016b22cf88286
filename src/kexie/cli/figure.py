"""``figure INDICATOR``: one figure, or a table of them."""

from __future__ import annotations

import argparse

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kexie.cli.acting import acting
from kexie.cli.asking import options, question
from kexie.cli.running import say
from kexie.figures.answer import Answer, Figure, answer
from kexie.figures.indicators.base import Counts
from kexie.kit import bounds
from kexie.kit.text import joined
from kexie.records.units.kinds import MAIN, TITLES


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``figure``."""
    options(parser)


def run(args: argparse.Namespace) -> int:
    """Print the figure: as JSON, or in words with the table below."""
    reader = acting(args)
    found = answer(question(args, reader), reader=reader)
    if args.json:
        say(found.as_json())
    else:
        print("\n".join(lines(found)))
    return 0


def lines(found: Answer) -> list[str]:
    """Return an answer in words: the total first, then a row each."""
    asked = found.question
    lang = "en" if (get_language() or "").startswith("en") else "zh"
    head = {
        "title": asked.indicator.title,
        "unit": asked.unit.name,
        "period": asked.period.describe(lang),
        "value": said(found.total, lang),
        "words": asked.indicator.unit,
        "day": asked.as_of.isoformat(),
    }
    shown = [_("%(unit)s　%(period)s　%(title)s：%(value)s%(words)s（截至 %(day)s 所知）") % head]
    shown += [_("按%(line)s") % {"line": TITLES[asked.line]}] if asked.line != MAIN else []
    shown += notes(found)
    if asked.by:
        shown += [
            f"{row.unit.code}\t{row.group or row.unit.name}\t{row.period}\t{row.kind}\t{row.goal}\t"
            f"{said(row, lang)}{beside(row)}"
            for row in found.rows
        ]
    return shown


def notes(found: Answer) -> list[str]:
    """Return what stands beside a stated value: who reported, the printed total, periods that are too wide."""
    told = []
    covered, control, wider = found.total.coverage, found.total.control, found.passport.wider
    if covered is not None and found.question.indicator.counts is Counts.RULED:
        line = _(
            "做到 %(reported)s 个支部，应做 %(expected)s 个；开了 %(statements)s 期，应开 %(statements_expected)s 期"
        )
        told.append(line % covered.as_json())
    elif covered is not None:
        told.append(_("已报 %(reported)s 个单位，应报 %(expected)s 个") % covered.as_json())
        if covered.statements < covered.due:
            told[-1] += _("；已报 %(statements)s 期，应报 %(statements_expected)s 期") % covered.as_json()
    if control is not None:
        said = {name: "—" if one is None else one for name, one in control.as_json().items()}
        line = _("印出的总计 %(value)s，与分项合计相差 %(difference)s；其中本级相差 %(own)s") % said
        told.append(line + ("" if control.complete else _("（分项未报全，不能比）")))
    if wider:
        told.append(_("不在所问期间之内、没有计入的：%(periods)s") % {"periods": joined(wider)})
    return told


def beside(figure: Figure) -> str:
    """Return what a row says beside its value: coverage, and the difference to a printed total."""
    covered, control = figure.coverage, figure.control
    told = f"\t{covered.reported}/{covered.expected}" if covered is not None else ""
    if control is None:
        return told
    printed, off = _("总计"), "—" if control.difference is None else control.difference
    return f"{told}\t{printed} {control.value}（{off}）"


def said(figure: Figure, lang: str) -> str:
    """Return a figure's value in words, "<5" where it is masked, why it is missing where it is."""
    if figure.masked:
        return f"<{figure.value}" if figure.value is not None else _("（人数少于 5，不显示）")
    if figure.value is None:
        return _("无此项") if figure.missing == "none" else _("未报")
    return bounds.say(figure.value or 0, figure.bound, lang)
