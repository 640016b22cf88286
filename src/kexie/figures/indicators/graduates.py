"""Different people of the units who completed a training class, wherever it was held."""

from django.utils.translation import gettext_lazy as _

from kexie.figures.indicators.base import HOME, Counts, Indicator

GRADUATES = Indicator(
    slug="graduates",
    version=1,
    title=_("派员结业人数"),
    sentence=_("本单位及下级单位派出、在期间内结业的不同的人；同一人结业几个班只算一人，谁办的班都算。"),
    unit=_("人"),
    measure="completions",
    roles=HOME,
    counts=Counts.PERSONS,
    of_people=True,
)
