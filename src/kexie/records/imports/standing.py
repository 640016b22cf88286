"""What an import made, and what stands on it since: read from the history, so that nothing is kept twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.records.access.models import Account, Post
from kexie.records.activities.models import Activity, Attendance
from kexie.records.history.models import HistoryEvent
from kexie.records.imports.base import in_parts
from kexie.records.imports.models import ImportRun
from kexie.records.people.models import Person
from kexie.records.units.models import Unit

UNDOABLE: Final = ("units", "people", "posts", "activities", "attendance")
"""Lists that can be undone as a whole; of the others the next version says what holds."""
WHY: Final = "undoing an import"
NAMED: Final = 5
_DEEDS: Final[dict[str, str | Promise]] = {
    "open": gettext_lazy("新设单位 %(n)s 个"),
    "register": gettext_lazy("登记人员 %(n)s 人"),
    "appoint": gettext_lazy("授予或改动任职 %(n)s 个"),
    "record": gettext_lazy("登记活动 %(n)s 项"),
    "change": gettext_lazy("改动 %(n)s 项"),
    "roster": gettext_lazy("登记名册 %(n)s 份"),
    "join": gettext_lazy("登记所在单位 %(n)s 次"),
    "rename": gettext_lazy("更正姓名 %(n)s 人"),
    "hang": gettext_lazy("挂到另一条线 %(n)s 个"),
    "redate": gettext_lazy("改动起止日期 %(n)s 个"),
    "group": gettext_lazy("分组 %(n)s 个"),
    "state": gettext_lazy("填报数值 %(n)s 个"),
    "define": gettext_lazy("定义 %(n)s 个"),
    "set": gettext_lazy("定指标任务 %(n)s 项"),
    "issue": gettext_lazy("发布布局 %(n)s 版"),
}


@dataclass(slots=True)
class Batch:
    """The events of an import, by deed: the numbers of the things it made or changed, in their order."""

    events: list[HistoryEvent]
    by_deed: dict[str, list[HistoryEvent]] = field(default_factory=dict)

    def things(self, deed: str) -> list[int]:
        """Return the numbers of what a deed was done to, each once."""
        return [int(thing) for thing in dict.fromkeys(event.thing for event in self.by_deed.get(deed, []))]

    def said(self) -> list[str]:
        """Return what the import did, a phrase a deed."""
        told = []
        for deed, events in self.by_deed.items():
            if deed in _DEEDS:
                told.append(str(_DEEDS[deed]) % {"n": len({event.thing for event in events})})
        return told


def batch_of(run: ImportRun) -> Batch:
    """Return what an import did; nothing for one from before imports were numbered."""
    if run.first_event is None or run.last_event is None:
        return Batch([])
    found = HistoryEvent.objects.filter(number__range=(run.first_event, run.last_event)).exclude(noun="import")
    batch = Batch(list(found.order_by("number")))
    for event in batch.events:
        batch.by_deed.setdefault(event.deed, []).append(event)
    return batch


def later(run: ImportRun, batch: Batch) -> list[str]:
    """Return what stands on an import by now, a sentence each; empty: nothing, it can be undone."""
    after = HistoryEvent.objects.filter(number__gt=run.last_event)
    told = [
        *_changed(after, batch, "activity", _("活动 %(name)s 之后又被改过（%(count)s 次）。"), _activities),
        *_changed(after, batch, "person", _("人员 %(name)s 之后又被改过（%(count)s 次）。"), _people),
        *_changed(after, batch, "post", _("任职 %(name)s 之后又被改过（%(count)s 次）。"), _posts),
        *_changed(after, batch, "unit", _("单位 %(name)s 之后又被改过（%(count)s 次）。"), _units),
        *_on_units(after, batch),
        *_on_people(run, batch),
    ]
    if len(told) > NAMED:
        told = [*told[:NAMED], _("还有 %(n)s 处。") % {"n": len(told) - NAMED}]
    return told


def _changed(
    after: QuerySet[HistoryEvent],
    batch: Batch,
    noun: str,
    sentence: str,
    name: Callable[[Sequence[int]], dict[int, str]],
) -> list[str]:
    things = dict.fromkeys(event.thing for event in batch.events if event.noun == noun)
    counts: dict[str, int] = {}
    for part in in_parts(things):
        for thing in after.filter(noun=noun, thing__in=part).values_list("thing", flat=True):
            counts[thing] = counts.get(thing, 0) + 1
    # where a person is at home, or an activity's number in the history, is told by pseudonym or number alike
    named = name([int(thing) for thing in counts])
    return [sentence % {"name": named.get(int(thing), thing), "count": count} for thing, count in counts.items()]


def _activities(numbers: Sequence[int]) -> dict[int, str]:
    return dict(Activity.objects.knowing(WHY).filter(pk__in=numbers).values_list("pk", "code"))


def _units(numbers: Sequence[int]) -> dict[int, str]:
    return dict(Unit.objects.filter(pk__in=numbers).values_list("pk", "code"))


def _people(numbers: Sequence[int]) -> dict[int, str]:
    rows = Person.objects.knowing(WHY)
    by_number = dict(rows.filter(pk__in=numbers).values_list("pk", "code"))
    return by_number | dict(rows.filter(pseudonym__in=numbers).values_list("pseudonym", "code"))


def _posts(numbers: Sequence[int]) -> dict[int, str]:
    rows = Post.objects.filter(pk__in=numbers).select_related("person", "unit")
    return {one.pk: f"{one.person.code}／{one.unit.code}" for one in rows}


def _on_units(after: QuerySet[HistoryEvent], batch: Batch) -> list[str]:
    """Say which units that the import opened have something of their own by now: activities, people, posts, values."""
    opened = batch.things("open")
    counts: dict[int, int] = {}
    for part in in_parts(opened):
        for unit in after.filter(unit__in=part).exclude(noun="unit").values_list("unit", flat=True):
            if unit is not None:
                counts[unit] = counts.get(unit, 0) + 1
    named = _units(list(counts))
    sentence = _("单位 %(name)s 之下已有后来的记录（%(count)s 条）。")
    told = [sentence % {"name": named.get(unit, unit), "count": count} for unit, count in counts.items()]
    return told + _below(after, opened)


def _below(after: QuerySet[HistoryEvent], opened: Sequence[int]) -> list[str]:
    """Say which of them later got units below them."""
    told = []
    for part in in_parts(opened):
        later_units = {int(thing) for thing in after.filter(noun="unit", deed="open").values_list("thing", flat=True)}
        hung = Unit.objects.filter(pk__in=part, edges_below__unit__in=later_units).distinct() if later_units else ()
        told += [_("单位 %(name)s 之下后来又设了单位。") % {"name": unit.code} for unit in hung]
    return told


def _on_people(run: ImportRun, batch: Batch) -> list[str]:
    """Say which of the people that the import registered hold a post, a sign-in or a line of a roster by now."""
    told = []
    for part in in_parts(batch.things("register")):
        people = Person.objects.knowing(WHY).filter(pk__in=part)
        codes = dict(people.values_list("pk", "code"))
        subjects = dict(people.values_list("pseudonym", "code"))
        holding: Iterable[Any] = Post.objects.filter(person__in=codes).values_list("person", flat=True).distinct()
        told += [_("人员 %(name)s 已有任职。") % {"name": codes[one]} for one in holding]
        signing: Iterable[Any] = Account.objects.filter(person__in=codes).values_list("person", flat=True)
        told += [_("人员 %(name)s 已有登录。") % {"name": codes[one]} for one in signing]
        rows = Attendance.objects.knowing(WHY).filter(subject__in=subjects)
        present = rows.order_by().values_list("subject", flat=True).distinct()
        told += [_("人员 %(name)s 已在名册上。") % {"name": subjects[one]} for one in present]
    del run
    return told
