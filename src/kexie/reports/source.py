"""Where a number in a document comes from: its passport in plain values, which a frozen document keeps as they were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kexie.figures.answer import Answer
from kexie.figures.question import Question
from kexie.kit.clock import today
from kexie.kit.periods import parse_period
from kexie.reports.wording import spoken, what


@dataclass(frozen=True, slots=True)
class Source:
    """The passport of one number: the question, and what the figures answered, as CONTRACT has them.

    ``row`` is the figure's row, ``passport`` its passport; which way it was counted is left out, because the same
    number may be counted another way tomorrow.
    """

    indicator: str
    title: str
    what: str
    sentence: str
    word: str
    unit: str
    unit_name: str
    period: str
    where: tuple[str, ...]
    address: str
    row: dict[str, Any]
    passport: dict[str, Any]

    @classmethod
    def of(cls, answer: Answer) -> Source:
        """Return the source of an answer's total."""
        question: Question = answer.question
        told = answer.passport.as_json()
        told.pop("path")
        told["tree"] = {key: value for key, value in told["tree"].items() if key != "version"}
        return cls(
            indicator=question.indicator.slug,
            title=str(question.indicator.title),
            what=what(question),
            sentence=str(question.indicator.sentence),
            word=str(question.indicator.unit),
            unit=question.unit.code,
            unit_name=question.unit.name,
            period=str(question.period),
            where=tuple(question.where.words()),
            address=question.address(),
            row=answer.total.as_json(()),
            passport=told,
        )

    @property
    def as_of(self) -> str:
        """Return the day of knowledge, in ISO."""
        return str(self.passport["as_of"])

    @property
    def records(self) -> int:
        """Return how many records stand behind the number."""
        return int(self.row["records"])

    @property
    def made_up(self) -> bool:
        """Whether made-up records are in it."""
        return bool(self.passport["made_up"])

    def span(self) -> str:
        """Return the period in the reader's words."""
        return parse_period(self.period, today()).describe(spoken())

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        asked = {"indicator": self.indicator, "title": self.title, "what": self.what, "definition": self.sentence}
        asked |= {"counted_in": self.word, "unit": self.unit, "unit_name": self.unit_name, "period": self.period}
        return asked | {
            "where": list(self.where),
            "address": self.address,
            "rows": [self.row],
            "passport": self.passport,
        }

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Source:
        """Return what ``as_json`` wrote."""
        return cls(
            indicator=told["indicator"],
            title=told["title"],
            what=told["what"],
            sentence=told["definition"],
            word=told["counted_in"],
            unit=told["unit"],
            unit_name=told["unit_name"],
            period=told["period"],
            where=tuple(told["where"]),
            address=told["address"],
            row=told["rows"][0],
            passport=told["passport"],
        )
