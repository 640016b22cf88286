"""Person-times at activities, by the units that hosted them."""

from django.utils.translation import gettext_lazy as _

from kexie.figures.indicators.base import HOSTED, Counts, Indicator

ATTENDANCES = Indicator(
    slug="attendances",
    version=1,
    title=_("参加人次"),
    sentence=_("参加本单位及下级单位所办活动的人次之和；同一人到两场算两次，联合主办的一场只算一次。"),
    unit=_("人次"),
    measure="attendance",
    roles=HOSTED,
    counts=Counts.AMOUNTS,
    of_people=True,
)
