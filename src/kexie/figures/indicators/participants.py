"""The unit's own people who went to anything, each once."""

from django.utils.translation import gettext_lazy as _

from kexie.figures.indicators.base import HOME, Counts, Indicator

PARTICIPANTS = Indicator(
    slug="participants",
    version=1,
    title=_("派出人数"),
    sentence=_("本单位及下级单位参加过活动的人数，不论在哪里举办；每人只算一次。"),
    unit=_("人"),
    measure="attendance",
    roles=HOME,
    counts=Counts.PERSONS,
    of_people=True,
)
