"""Branches of which the rules asked a meeting in a period that is over."""

from django.utils.translation import gettext_lazy as _

from kexie.figures.indicators.base import HOSTED, Counts
from kexie.figures.indicators.ruled import MEASURE, Ruled

BRANCHES_DUE = Ruled(
    slug="branches_due",
    version=1,
    title=_("应召开的支部"),
    sentence=_(
        "本单位及下级单位中，组织生活制度在期间内有要求的支部；每一期按其末日归入期间，末日过了才算；不设支委会、不分党小组、刚成立的支部不要求的不算。"
    ),
    unit=_("个支部"),
    measure=MEASURE,
    roles=HOSTED,
    counts=Counts.RULED,
    of_people=False,
)
