"""Person-times of the unit's own people, wherever it was held."""

from django.utils.translation import gettext_lazy as _

from kexie.figures.indicators.base import HOME, Counts, Indicator

PARTICIPATIONS = Indicator(
    slug="participations",
    version=1,
    title=_("派出人次"),
    sentence=_("本单位及下级单位的人参加活动的人次，不论在哪里举办；只计名册上有名的。"),
    unit=_("人次"),
    measure="attendance",
    roles=HOME,
    counts=Counts.AMOUNTS,
    of_people=True,
)
