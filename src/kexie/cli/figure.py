"""``figure INDICATOR``: one figure, or a table of them."""

from __future__ import annotations

import argparse

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kexie.cli.acting import acting
from kexie.cli.asking import options, question
from kexie.cli.running import say
from kexie.figures.answer import Answer, Figure, answer
from kexie.kit import bounds


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
    if asked.by:
        shown += [
            f"{row.unit.code}\t{row.group or row.unit.name}\t{row.period}\t{row.kind}\t{row.goal}\t{said(row, lang)}"
            for row in found.rows
        ]
    return shown


def said(figure: Figure, lang: str) -> str:
    """Return a figure's value in words, "<5" where it is masked."""
    if figure.masked:
        return f"<{figure.value}"
    return bounds.say(figure.value or 0, figure.bound, lang)
