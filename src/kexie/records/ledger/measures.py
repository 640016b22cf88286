"""What the ledger measures: each has a slug, a version and the words that people read."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Measure:
    """A definition; ``step`` is the smallest amount, in units of ``unit`` (1 = whole numbers)."""

    slug: str
    version: int
    title: str | Promise
    unit: str | Promise
    step: str = "1"
    operator: str = "sum"

    def definition(self) -> dict[str, object]:
        """Return what is written to the book: the words as they read in Chinese, the rest as it is."""
        return {key: value if isinstance(value, int) else str(value) for key, value in asdict(self).items()}


ACTIVITIES: Final = Measure("activities", 1, _("活动场次"), _("场"))
ATTENDANCE: Final = Measure("attendance", 1, _("参加人次"), _("人次"))
MATTERS_OPENED: Final = Measure("matters_opened", 1, _("立项事项"), _("件"))
MATTERS_CLOSED: Final = Measure("matters_closed", 1, _("办结事项"), _("件"))
MATTERS_CONFIRMED: Final = Measure("matters_confirmed", 1, _("提出人确认解决的事项"), _("件"))
COMPLETIONS: Final = Measure("completions", 1, _("结业人次"), _("人次"))
UNITS_INSPECTED: Final = Measure("units_inspected", 1, _("巡察单位"), _("家"))
VOICES_RATED: Final = Measure("voices_rated", 1, _("提出人评价了的心声"), _("件"))
VOICES_CONTENT: Final = Measure("voices_content", 1, _("提出人满意的心声"), _("件"))
STUDIES: Final = Measure("body_studies", 1, _("中心组学习"), _("次"))
TOPICS: Final = Measure("topics_studied", 1, _("已学专题"), _("个"))
SHIPPED: Final = (
    ACTIVITIES,
    ATTENDANCE,
    MATTERS_OPENED,
    MATTERS_CLOSED,
    MATTERS_CONFIRMED,
    COMPLETIONS,
    UNITS_INSPECTED,
    VOICES_RATED,
    VOICES_CONTENT,
    STUDIES,
    TOPICS,
)
