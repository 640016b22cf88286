"""Of 100 branches of which something was asked, how many held it each time."""

from django.utils.translation import gettext_lazy as _

from kexie.figures.indicators.base import HOSTED, Counts
from kexie.figures.indicators.ruled import MEASURE, Ruled

BRANCHES_HELD_SHARE = Ruled(
    slug="branches_held_share",
    version=1,
    title=_("按规定召开的支部占比"),
    sentence=_("按规定召开的支部 ÷ 应召开的支部 × 100；没有应召开的支部时无此项。"),
    unit="%",
    measure=MEASURE,
    roles=HOSTED,
    counts=Counts.RULED,
    of_people=False,
)
