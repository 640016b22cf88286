"""Office templates: the fields of a .docx are figures, asked as on the command line and filled in on demand.

``{{ activities }}`` is a number of the unit and period that it is filled for; ``{{ attendances kind=study unit=R
period=2018H1 }}`` and, short, ``{{ activities.R.2018H1 }}`` say more; ``bare`` leaves the word of the unit away.
``{{ 单位 }}``, ``{{ 期间 }}`` and ``{{ 截至 }}`` say what it is filled for.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import docx as library
from django.utils.translation import gettext as _
from docx.shared import Pt

from kexie.figures.question import CONDITIONS
from kexie.kit.clock import today
from kexie.kit.periods import parse_period
from kexie.kit.refusal import Refused
from kexie.kit.text import counted_as, joined
from kexie.records.access.models import Account
from kexie.records.units.models import Unit
from kexie.reports.document import Document
from kexie.reports.draft import offered
from kexie.reports.notes import sample_mark
from kexie.reports.office_file import fields, filled, unpacked
from kexie.reports.word_base import HEI, face
from kexie.reports.wording import day_words, spoken
from kexie.reports.writing import Writer

PLAIN: Final = {"单位": "unit", "unit": "unit", "期间": "period", "period": "period", "截至": "as_of", "as_of": "as_of"}
BARE: Final = ("bare", "只数")


@dataclass(frozen=True, slots=True)
class Asked:
    """A field as it is read: what is counted, and what the field itself says of where, when and which records."""

    indicator: str
    unit: str = ""
    period: str = ""
    where: tuple[str, ...] = ()
    bare: bool = False


def read(field: str) -> Asked:
    """Read a field; raise ``Refused`` with a sentence for what cannot be understood."""
    head, *words = field.split()
    slug, *dotted = head.split(".")
    told = dict(zip(("unit", "period"), dotted, strict=False))
    where, bare = [], False
    for word in words:
        key, equals, value = word.partition("=")
        if word in BARE:
            bare = True
        elif equals and value and key in ("unit", "period"):
            told[key] = value
        elif equals and value and key in CONDITIONS:
            where.append(word)
        else:
            raise Refused(_("看不懂字段 {{ %(field)s }} 里的“%(word)s”。") % {"field": field[:60], "word": word[:30]})
    if len(dotted) > len(("unit", "period")):
        raise Refused(_("看不懂字段 {{ %(field)s }}；最多写 指标.单位.期间。") % {"field": field[:60]})
    return Asked(slug, told.get("unit", ""), told.get("period", ""), tuple(where), bare)


def check(content: bytes) -> list[str]:
    """Return the fields of a template; raise ``Refused`` with a sentence for each unknown one, or for the file."""
    found = fields(unpacked(content))
    known = offered(today())
    wrong: list[str] = []
    for field in found:
        if field in PLAIN:
            continue
        try:
            asked = read(field) if field else None
        except Refused as refusal:
            wrong += refusal.lines
            continue
        if asked is None or asked.indicator not in known:
            wrong.append(_("没有字段 {{ %(field)s }}；可用：%(all)s，以及单位、期间、截至。") % {
                "field": field[:60], "all": joined(list(known)[:12]),
            })  # fmt: skip
    if wrong:
        raise Refused(wrong)
    if not found:
        raise Refused(_("模板里没有字段；请在要填数的地方写 {{ activities }} 这样的字段。"))
    return found


def fill(content: bytes, *, unit: Unit, period: str, as_of: date | None, reader: Account | None) -> bytes:
    """Return the template filled for a unit and period, as known on a day, under the reader's rights.

    Raises ``Refused`` with a sentence for each field that cannot be answered; nothing is filled by halves.
    """
    parts = unpacked(content)
    span, known = parse_period(period, today()), as_of or today()
    document = Document("", "", "", unit.code, str(span), known, made_up=False)
    writer = Writer(document, reader)
    plain = {"unit": unit.name, "period": span.describe(spoken()), "as_of": day_words(known)}
    said = _said(fields(parts), plain, writer)
    made = filled(parts, lambda field: said[field])
    made_up = any(live.source is not None and live.source.made_up for live in document.notes)
    return _marked(made) if made_up else made


def _said(found: Sequence[str], plain: Mapping[str, str], writer: Writer) -> dict[str, str]:
    said: dict[str, str] = {}
    wrong: list[str] = []
    for field in found:
        if field in PLAIN:
            said[field] = plain[PLAIN[field]]
            continue
        try:
            asked = read(field)
            live = writer.live(asked.indicator, unit=asked.unit, period=asked.period, where=asked.where)
        except (Refused, ValueError) as refusal:
            lines = refusal.lines if isinstance(refusal, Refused) else (_("是空的"),)
            wrong += [f"{{{{ {field[:60]} }}}}{_('：')}{line}" for line in lines]
            continue
        word = live.source.word if live.source is not None else ""
        said[field] = live.said.removesuffix(counted_as(word, live.value)).strip() if asked.bare else live.said
    if wrong:
        raise Refused(wrong)
    return said


def _marked(content: bytes) -> bytes:
    """Say at the head of every page that the data are made up, whatever heads the office has set."""
    file = library.Document(io.BytesIO(content))
    for section in file.sections:
        for head in (section.header, section.even_page_header, section.first_page_header):
            line = head.add_paragraph() if head.paragraphs and head.paragraphs[0].text else head.paragraphs[0]
            face(line.add_run(sample_mark()), HEI, Pt(10.5))
    kept = io.BytesIO()
    file.save(kept)
    return kept.getvalue()
