"""Matters closed, by the units that answer for them."""

from django.utils.translation import gettext_lazy as _

from kexie.figures.indicators.base import HOSTED, Counts, Indicator

MATTERS_CLOSED = Indicator(
    slug="matters_closed",
    version=1,
    title=_("办结事项"),
    sentence=_("主责或协办单位在期间内办结的事项，都经他人复核；重新打开的不算。"),
    unit=_("件"),
    measure="matters_closed",
    roles=HOSTED,
    counts=Counts.AMOUNTS,
    of_people=False,
)
