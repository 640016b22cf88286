"""Branches that held what the rules ask, each time that they ask it."""

from django.utils.translation import gettext_lazy as _

from kexie.figures.indicators.base import HOSTED, Counts
from kexie.figures.indicators.ruled import MEASURE, Ruled

BRANCHES_HELD = Ruled(
    slug="branches_held",
    version=1,
    title=_("按规定召开的支部"),
    sentence=_(
        "应召开的支部中，期间内要求的每一期都开了的；联合召开的，列名的每个支部都算。一般要求没有做到只是提醒，不是违规。"
    ),
    unit=_("个支部"),
    measure=MEASURE,
    roles=HOSTED,
    counts=Counts.RULED,
    of_people=False,
)
