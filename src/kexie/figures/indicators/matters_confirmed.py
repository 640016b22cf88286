"""Matters confirmed, by the units that answer for them."""

from django.utils.translation import gettext_lazy as _

from kexie.figures.indicators.base import HOSTED, Counts, Indicator

MATTERS_CONFIRMED = Indicator(
    slug="matters_confirmed",
    version=1,
    title=_("确认解决的事项"),
    sentence=_("提出人在期间内确认已经解决的事项。"),
    unit=_("件"),
    measure="matters_confirmed",
    roles=HOSTED,
    counts=Counts.AMOUNTS,
    of_people=False,
)
