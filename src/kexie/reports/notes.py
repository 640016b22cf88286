"""The sentences that go with a document: a number's passport in one line, and that a sample is made up."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kexie.reports.document import Live
from kexie.reports.writing import spoken


def note_line(live: Live) -> str:
    """Return a number's passport in one line: what was counted, where, when, as known when, from how many records."""
    question, passport = live.answer.question, live.answer.passport
    said = {
        "said": live.said,
        "sentence": question.indicator.sentence,
        "unit": question.unit.name,
        "period": question.period.describe(spoken()),
        "as_of": passport.as_of.isoformat(),
        "records": live.answer.total.records,
        "version": passport.version,
        "position": passport.position,
    }
    line = _(
        "%(said)s：%(sentence)s%(unit)s，%(period)s，截至 %(as_of)s 所知；%(records)s 条记录；"
        "口径 %(version)s，台账位 %(position)s。"
    )
    told = line % said
    return told + (_("含示例虚构数据。") if passport.made_up else "")


def sample_line() -> str:
    """Return what every sheet with made-up data says."""
    return _("示例·数据虚构：单位、人员与分列的数字均为编排，非真实统计。")
