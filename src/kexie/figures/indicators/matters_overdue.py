"""Matters whose term ran out: nothing posts because time passes, it is read off what was opened and what was closed."""

from django.utils.translation import gettext_lazy as _

from kexie.figures.indicators.base import HOSTED, Counts, Indicator

MATTERS_OVERDUE = Indicator(
    slug="matters_overdue",
    version=1,
    title=_("逾期的事项"),
    sentence=_("办理时限在期间内到期、到期时还没有办结的事项，按到期那天计；后来办结了的也算。"),
    unit=_("件"),
    measure="matters_overdue",
    roles=HOSTED,
    counts=Counts.AMOUNTS,
    of_people=False,
)
