"""Units inspected: each once a term, on the day of the feedback."""

from django.utils.translation import gettext_lazy as _

from kexie.figures.indicators.base import HOSTED, Counts, Indicator

UNITS_INSPECTED = Indicator(
    slug="units_inspected",
    version=1,
    title=_("巡察单位"),
    sentence=_("在期间内得到巡察反馈的单位；一届之内同一单位只算第一次，回头看不算。"),
    unit=_("家"),
    measure="units_inspected",
    roles=HOSTED,
    counts=Counts.AMOUNTS,
    of_people=False,
)
