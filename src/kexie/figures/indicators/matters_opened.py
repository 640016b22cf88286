"""Matters opened, by the units that answer for them."""

from django.utils.translation import gettext_lazy as _

from kexie.figures.indicators.base import HOSTED, Counts, Indicator

MATTERS_OPENED = Indicator(
    slug="matters_opened",
    version=1,
    title=_("立项事项"),
    sentence=_("主责或协办单位在期间内立项的事项；几家同办的一件只算一件。"),
    unit=_("件"),
    measure="matters_opened",
    roles=HOSTED,
    counts=Counts.AMOUNTS,
    of_people=False,
)
