"""Voices whose sender is content with the work, by the units that answer for them."""

from django.utils.translation import gettext_lazy as _

from kexie.figures.indicators.base import HOSTED, Counts, Indicator

VOICES_CONTENT = Indicator(
    slug="voices_content",
    version=1,
    title=_("满意的心声"),
    sentence=_("提出人在期间内评为满意或基本满意的心声；和评价了的、办结的一起看。"),
    unit=_("件"),
    measure="voices_content",
    roles=HOSTED,
    counts=Counts.AMOUNTS,
    of_people=False,
)
