"""Topics of leading bodies that were studied, each once, on the day it was first."""

from django.utils.translation import gettext_lazy as _

from kexie.figures.indicators.base import HOSTED, Counts, Indicator

TOPICS_STUDIED = Indicator(
    slug="topics_studied",
    version=1,
    title=_("已学专题"),
    sentence=_("本单位及下级单位的中心组在期间内第一次学到的专题；一个专题学几次只算一个，算在第一次学的那天。"),
    unit=_("个"),
    measure="topics_studied",
    roles=HOSTED,
    counts=Counts.AMOUNTS,
    of_people=False,
)
