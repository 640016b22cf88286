"""Study sessions of leading bodies, by the units that hosted them."""

from django.utils.translation import gettext_lazy as _

from kexie.figures.indicators.base import HOSTED, Counts, Indicator

BODY_STUDIES = Indicator(
    slug="body_studies",
    version=1,
    title=_("中心组学习"),
    sentence=_("本单位及下级单位的中心组在期间内集体学习的次数；几家联合学习的一次只算一次。"),
    unit=_("次"),
    measure="body_studies",
    roles=HOSTED,
    counts=Counts.AMOUNTS,
    of_people=False,
)
