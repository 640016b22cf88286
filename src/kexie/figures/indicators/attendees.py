"""Persons who went to activities of these units, each once."""

from django.utils.translation import gettext_lazy as _

from kexie.figures.indicators.base import HOSTED, Counts, Indicator

ATTENDEES = Indicator(
    slug="attendees",
    version=1,
    title=_("参加人数"),
    sentence=_("参加过本单位及下级单位所办活动的人数，按名册去重；同一人到多场、多地只算一人。"),
    unit=_("人"),
    measure="attendance",
    roles=HOSTED,
    counts=Counts.PERSONS,
    of_people=True,
)
