"""Activities held, by the units that hosted them."""

from django.utils.translation import gettext_lazy as _

from kexie.figures.indicators.base import HOSTED, Counts, Indicator

ACTIVITIES = Indicator(
    slug="activities",
    version=1,
    title=_("活动"),
    sentence=_("本单位及下级单位在期间内举办的活动场次；几家联合主办的一场只算一场。"),
    unit=_("场"),
    measure="activities",
    roles=HOSTED,
    counts=Counts.AMOUNTS,
    of_people=False,
)
