"""Matters closed within their term: what the lines of opening and closing say together."""

from django.utils.translation import gettext_lazy as _

from kexie.figures.indicators.base import HOSTED, Counts, Indicator

MATTERS_IN_TIME = Indicator(
    slug="matters_in_time",
    version=1,
    title=_("按期办结的事项"),
    sentence=_("主责或协办单位在期间内办结、没有超过办理时限的事项；没有定时限的也算。"),
    unit=_("件"),
    measure="matters_in_time",
    roles=HOSTED,
    counts=Counts.AMOUNTS,
    of_people=False,
)
