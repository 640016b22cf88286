"""Completions of training classes, by the units that hosted them."""

from django.utils.translation import gettext_lazy as _

from kexie.figures.indicators.base import HOSTED, Counts, Indicator

COMPLETIONS = Indicator(
    slug="completions",
    version=1,
    title=_("结业人次"),
    sentence=_("本单位及下级单位办的培训班在期间内结束、按班的规则结业的人次；同一人结业两个班算两次。"),
    unit=_("人次"),
    measure="completions",
    roles=HOSTED,
    counts=Counts.AMOUNTS,
    of_people=True,
)
