"""Writing a document: asking for figures while the text is put together, numbering those that get a note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from kexie.figures.answer import Answer, answer
from kexie.figures.indicators import HOUSE
from kexie.figures.question import Question, ask
from kexie.kit import bounds
from kexie.kit.text import counted_as
from kexie.records.access.models import Account
from kexie.reports.document import Chart, Document, Live
from kexie.reports.wording import spoken


def said(found: Answer) -> str:
    """Return the total of an answer in words with its unit: 1000余场; ``<5`` where it is masked."""
    words = str(found.question.indicator.unit)
    gap = " " if spoken() == "en" else ""
    if found.total.masked:
        return f"<{found.total.value}{gap}{words}"
    if found.total.value is None:
        return _("无此项") if found.total.missing == "none" else _("未报")
    return bounds.say(found.total.value, found.total.bound, spoken()) + gap + counted_as(words, found.total.value)


class Writer:
    """Asks the figures that one document needs, under its reader's rights, all as of one day."""

    def __init__(self, document: Document, reader: Account | None) -> None:
        """Write into ``document`` for ``reader``."""
        self.document = document
        self.reader = reader

    def ask(
        self,
        indicator: str,
        *,
        unit: str = "",
        period: str = "",
        where: Sequence[str] = (),
        by: Sequence[str] = (),
        as_of: date | None = None,
    ) -> Answer:
        """Return an answer; unit, period and as-of day are the document's own unless given."""
        told = self.document
        question = ask(
            indicator,
            unit=unit or told.unit,
            period=period or told.period,
            reader=self.reader,
            where=where,
            by=by,
            as_of=(as_of or told.as_of).isoformat(),
        )
        return answer(question, reader=self.reader)

    def live(self, indicator: str, *, unit: str = "", period: str = "", where: Sequence[str] = ()) -> Live:
        """Return a number for the text, with a note of its own."""
        found = self.ask(indicator, unit=unit, period=period, where=where)
        number = Live.of(said(found), found, note=len(self.document.notes) + 1)
        self.document.notes.append(number)
        return number

    def plain(self, found: Answer) -> Live:
        """Return a number for a table: it opens, but has no note."""
        word = counted_as(str(found.question.indicator.unit), found.total.value)
        return Live.of(said(found).removesuffix(word).strip(), found)

    def rows(
        self, indicators: Sequence[str], word: str, where: Sequence[str] = (), *, unit: str = "", period: str = ""
    ) -> list[tuple[str, list[Live]]]:
        """Return a table's rows, the total first: the code of the row's cell, and a number for each indicator."""
        answers = [self.ask(slug, by=[word], where=where, unit=unit, period=period) for slug in indicators]
        whole = [self.ask(slug, where=where, unit=unit, period=period) for slug in indicators]
        total = ("", [self.plain(one) for one in whole])
        body: dict[str, dict[int, Live]] = {}
        asked: dict[str, Question] = {}
        for place, found in enumerate(answers):
            for row in found.rows:
                by_period = word in ("month", "quarter", "year")
                key = row.kind or row.goal or (str(row.period) if by_period else row.unit.code)
                narrowed = found.question.where
                narrowed = replace(narrowed, kinds=(row.kind,)) if row.kind else narrowed
                narrowed = replace(narrowed, goals=(row.goal,)) if row.goal else narrowed
                one = replace(found.question, unit=row.unit, period=row.period, by=(), where=narrowed)
                asked[key] = one
                body.setdefault(key, {})[place] = self.plain(Answer(one, row, (row,), found.passport))
        for key, cells in body.items():  # a kind with sessions and no head count has no row among the head counts
            for place, found in enumerate(answers):
                if place not in cells:
                    one = replace(asked[key], indicator=found.question.indicator)
                    cells[place] = self.plain(answer(one, reader=self.reader))
        return [total, *((key, [cells[place] for place in sorted(cells)]) for key, cells in body.items())]

    def chart(self, caption: str, form: str, rows: Sequence[tuple[str, list[Live]]], names: Mapping[str, str]) -> None:
        """Draw the first column of a table's rows (without their total) under the names of its rows."""
        numbers = tuple(cells[0] for _code, cells in rows[1:])
        source = rows[0][1][0].source
        word = source.word if source is not None else ""
        labels = tuple(names.get(code, code) for code, _cells in rows[1:])
        sources = (source,) if source is not None else ()
        self.document.blocks.append(Chart(caption, form, word, labels, numbers, sources))


def indicator_unit(slug: str) -> str:
    """Return the word that an indicator counts in."""
    return str(HOUSE[slug].unit)
