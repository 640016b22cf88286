"""Matters in words: kinds, stages, lights, terms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Final

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kexie.kit.clock import DAY_MAX, today
from kexie.kit.workdays import is_workday
from kexie.records.access.models import Account
from kexie.records.ledger.queries import resolve
from kexie.records.matters import queries
from kexie.records.matters.models import Matter
from kexie.records.matters.workflows import WORKFLOWS
from kexie.records.people.models import Person
from kexie.web.templatetags import kit

LIGHTS: Final[dict[str, tuple[str, str | Promise]]] = {
    "done": ("closed", gettext_lazy("按期办结")),
    "done_late": ("closed", gettext_lazy("逾期办结")),
    "dropped": ("na", gettext_lazy("已撤销")),
    "late": ("late", gettext_lazy("逾期")),
    "near": ("near", gettext_lazy("临期")),
    "fine": ("doing", gettext_lazy("正常")),
    "open": ("doing", gettext_lazy("未定时限")),
}
"""Each light is a shape and a word before it is a colour (DOMAIN §4, C13)."""
FAR: Final = 60
"""Beyond so many days a term is told as a day, not counted in workdays."""


def kind_title(slug: str) -> str:
    """Return the word of a kind of matter."""
    return str(WORKFLOWS[slug].title) if slug in WORKFLOWS else slug


def stage_title(matter: Matter) -> str:
    """Return the word of the stage in which a matter stands."""
    stage = WORKFLOWS[matter.workflow].by_stage.get(matter.stage)
    return str(stage.title) if stage is not None else matter.stage


def light_tag(matter: Matter) -> SafeString:
    """Return the light of today, with how long it still has or how late it is."""
    light = queries.light_of(matter)
    shape, word = LIGHTS[light]
    return kit.tag(shape, term_words(matter.due) if light in {"late", "near", "fine"} else str(word))


def term_words(due: date) -> str:
    """Return how many workdays are left until a day, or have passed since."""
    day = today()
    if due == DAY_MAX:
        return _("未定时限")
    if abs((due - day).days) > FAR:
        return _("限 %(due)s") % {"due": due} if due >= day else _("逾期，限 %(due)s") % {"due": due}
    number = workdays_between(day, due) if due >= day else workdays_between(due, day)
    said = {"n": number}
    if due >= day:
        return ngettext("余 %(n)s 个工作日", "余 %(n)s 个工作日", number) % said if number else _("限今天")
    return ngettext("迟 %(n)s 个工作日", "迟 %(n)s 个工作日", number) % said


@lru_cache(maxsize=4096)
def workdays_between(first: date, last: date) -> int:
    """Return how many workdays lie after ``first`` up to ``last``."""
    return sum(is_workday(date.fromordinal(number)) for number in range(first.toordinal() + 1, last.toordinal() + 1))


def names_of(numbers: Iterable[int]) -> dict[int, str]:
    """Return the names of those who did something, by ``rules.Mover.who``; somebody erased has none."""
    wanted = set(numbers)
    people = Person.objects.knowing("who did what in a matter that the reader sees")
    known = dict(people.filter(pseudonym__in=[n for n in wanted if n > 0]).values_list("pseudonym", "name"))
    whole = resolve(known)
    found = {whole[number]: name for number, name in known.items()}
    accounts = Account.objects.filter(pk__in=[-n for n in wanted if n < 0]).values_list("pk", "username")
    return found | known | {-number: name for number, name in accounts}
