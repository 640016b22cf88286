"""Voices whose sender rated the work, by the units that answer for them."""

from django.utils.translation import gettext_lazy as _

from kexie.figures.indicators.base import HOSTED, Counts, Indicator

VOICES_RATED = Indicator(
    slug="voices_rated",
    version=1,
    title=_("评价了的心声"),
    sentence=_("提出人在期间内对办理作了评价的心声；评价的是办理，不是人。"),
    unit=_("件"),
    measure="voices_rated",
    roles=HOSTED,
    counts=Counts.AMOUNTS,
    of_people=False,
)
