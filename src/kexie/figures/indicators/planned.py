"""Activities that are planned: they post nothing, and are counted from the records as they stand today."""

from django.utils.translation import gettext_lazy as _

from kexie.figures.indicators.base import HOSTED, Counts, Indicator

PLANNED = Indicator(
    slug="activities_planned",
    version=1,
    title=_("计划的活动"),
    sentence=_("本单位及下级单位计划在期间内举办、还没有结果的活动；不计入已举办的场次，联合主办的一项只算一次。"),
    unit=_("项"),
    measure="activities_planned",
    roles=HOSTED,
    counts=Counts.AMOUNTS,
    of_people=False,
)
