"""Who is expected at an activity: worked out from the memberships and posts of its day, never typed twice."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account, Post
from kexie.records.access.rights import ROLES, Right
from kexie.records.activities.actions import Kept, Row, keep_roster, refuse_stale
from kexie.records.activities.models import Activity, Attendance
from kexie.records.history.actions import Deed, write
from kexie.records.people.models import Person
from kexie.records.people.queries import members_sql
from kexie.records.units.kinds import LEVELS
from kexie.records.units.models import Unit
from kexie.records.units.queries import tree
from kexie.records.units.rules import TreeOn

WHY = "who is expected, for whoever keeps the roster"
LOT: Final = 5_000
MOST: Final = 20_000
"""More people than this on one roster is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom an activity is: the people of ``units`` (codes; none: the leading host), with what lies below them.

    ``level`` narrows the units, ``role`` asks for holders of such a post in place of members, ``group`` for people of
    an audience group.
    """

    units: tuple[str, ...] = ()
    below: bool = True
    level: str = ""
    role: str = ""
    group: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the rule as it is kept."""
        return asdict(self) | {"units": list(self.units)}

    @classmethod
    def of(cls, activity: Activity) -> Audience | None:
        """Return the rule of an activity, if it has one."""
        kept: Mapping[str, Any] = activity.audience
        return cls(**{**kept, "units": tuple(kept["units"])}) if kept else None


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody expected: their pseudonym, and the unit that they come for."""

    subject: int
    unit: int


def expected(activity: Activity, on: date | None = None) -> list[Expected]:
    """Return who is expected on a day of an activity (its first): each person once, by the unit's number, then theirs.

    Empty without a rule. Where a person holds two such posts, the one in the first unit counts.
    """
    rule = Audience.of(activity)
    if rule is None:
        return []
    day = on or activity.starts_on
    units = _units(rule, activity, day)
    rows = _posted(rule, units, day) if rule.role else _members(units, day)
    if rule.group:
        grouped = _grouped(rule.group)
        rows = [row for row in rows if row.subject in grouped]
    found: dict[int, Expected] = {}
    for row in sorted(rows, key=lambda row: (row.unit, row.subject)):
        found.setdefault(row.subject, row)
    return sorted(found.values(), key=lambda row: (row.unit, row.subject))


def _units(rule: Audience, activity: Activity, day: date) -> set[int]:
    """Return the units that a rule speaks of, in the tree of the day as known now."""
    codes = list(rule.units)
    tops = list(Unit.objects.filter(code__in=codes).values_list("pk", flat=True)) if codes else [activity.unit_id]
    whole = tree(TreeOn(day, today()))
    units = {one for top in tops for one in whole.below(top)} if rule.below else set(tops)
    if rule.level:
        units &= set(Unit.objects.filter(level=rule.level).values_list("pk", flat=True))
    return units


def _members(units: Collection[int], day: date) -> list[Expected]:
    sql, params = members_sql(TreeOn(day, today()))
    found = []
    listed = sorted(units)
    for start in range(0, len(listed), LOT):
        part = ",".join(str(int(one)) for one in listed[start : start + LOT])
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT subject, unit_id FROM ({sql}) home WHERE unit_id IN ({part})", params)
            found += [Expected(*row) for row in cursor.fetchall()]
    return found


def _posted(rule: Audience, units: Collection[int], day: date) -> list[Expected]:
    posts = Post.objects.filter(role=rule.role, since__lte=day, until__gte=day)
    rows = posts.values_list("person__pseudonym", "unit_id")
    return [Expected(subject, unit) for subject, unit in rows if unit in units]


def _grouped(group: str) -> set[int]:
    people = Person.objects.knowing(WHY).filter(audience__contains=group)
    return {
        subject
        for subject, groups in people.values_list("pseudonym", "audience")
        if group in [one.strip() for one in groups.split(";")]
    }


def set_audience(activity: Activity, audience: Audience | None, *, by: Account, version: int) -> None:
    """Say for whom an activity is; ``None`` takes the rule away. People come from units whose people the actor reads.

    Raises ``Refused`` for a unit, level or role that there is not.
    """
    door.demand(by, Right.ACTIVITY_RECORD, activity.unit)
    kept: dict[str, Any] = {}
    if audience is not None:
        _check(audience, by, activity)
        kept = audience.as_json()
    with transaction.atomic():
        refuse_stale(activity, version)
        rows = Activity.objects.knowing(WHY).filter(pk=activity.pk, version=version)
        rows.update(audience=kept, version=F("version") + 1)
        body = {"before": activity.audience, "after": kept}
        write([Deed("audience", "activity", str(activity.pk), unit=activity.unit_id, body=body)], by=by.pk)


def _check(audience: Audience, by: Account, activity: Activity) -> None:
    wrong = []
    for code in audience.units:
        unit = door.unit(by, code)
        if not door.may(by, Right.PEOPLE_READ, unit):
            wrong.append(_("您看不到“%(unit)s”的人员；请由该单位或上级来定应到人员。") % {"unit": unit.name})
    if not audience.units and not door.may(by, Right.PEOPLE_READ, activity.unit):
        wrong.append(_("您看不到“%(unit)s”的人员；请由该单位或上级来定应到人员。") % {"unit": activity.unit.name})
    if audience.level and audience.level not in {one.slug for one in LEVELS}:
        wrong.append(_("没有“%(level)s”这个层级。") % {"level": audience.level[:40]})
    if audience.role and audience.role not in ROLES:
        wrong.append(_("没有“%(role)s”这种任职。") % {"role": audience.role[:40]})
    if wrong:
        raise Refused(wrong)


def prefill(activity: Activity, *, by: Account) -> Kept:
    """Put everybody expected on the roster as expected; whoever stands there already stays as they are.

    For an activity over several days: on its first day. Raises ``Refused`` without a rule, where the rule names
    nobody, and for more people than a roster is for.
    """
    door.demand(by, Right.ACTIVITY_RECORD, activity.unit)
    rule = Audience.of(activity)
    if rule is None:
        raise Refused(_("还没有定谁应到；请先定应到范围。"))
    _check(rule, by, activity)
    found = expected(activity)
    if not found:
        raise Refused(_("按这个应到范围，那一天一个人也没有；请核对单位、层级、任职或人群。"))
    if len(found) > MOST:
        raise Refused(_("应到有 %(count)s 人，超过一份名册的限度；请缩小范围。") % {"count": len(found)})
    with transaction.atomic():
        standing = set(
            Attendance.objects.knowing(WHY).filter(activity=activity).values_list("subject", flat=True).distinct()
        )
        people = Person.objects.knowing(WHY).filter(pseudonym__in=[one.subject for one in found])
        codes = dict(people.values_list("pseudonym", "code"))
        found.sort(key=lambda one: (one.unit, codes.get(one.subject, "")))  # as people read a list
        rows = [
            Row(one.subject, "expected", activity.starts_on, one.unit) for one in found if one.subject not in standing
        ]
        return keep_roster(activity, rows, by=by) if rows else Kept(unchanged=len(found))
