"""What a reader may see of a unit and below, as rows of the lists that can be imported; each list has its own right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import Final

from kexie.kit.clock import DAY_MAX, DAY_MIN
from kexie.kit.periods import Period
from kexie.records.access import door
from kexie.records.access.models import Account, Post
from kexie.records.access.rights import Right
from kexie.records.access.scope import reached
from kexie.records.activities.actions import named_present
from kexie.records.activities.models import Activity, Attendance
from kexie.records.activities.rules import unpacked
from kexie.records.imports.goals import as_rows
from kexie.records.people.models import Person
from kexie.records.people.queries import homes
from kexie.records.plans.actions import goals_of
from kexie.records.plans.models import Plan, PlanVersion
from kexie.records.plans.queries import standing
from kexie.records.units.groups import groups_of
from kexie.records.units.kinds import LINES, MAIN
from kexie.records.units.models import Unit
from kexie.records.units.queries import span_of, tree
from kexie.records.units.rules import TreeOn, timeline
from kexie.records.values.definitions import Element, Row, defined
from kexie.records.values.models import Statement

Cells = dict[str, str]
LIMIT: Final = 5_000
AT_ONCE: Final = 500


def day(one: date | None) -> str:
    """Return a day as it is typed; open ends are left empty."""
    return "" if one is None or one in (DAY_MIN, DAY_MAX) else one.isoformat()


def listed(items: Iterator[str] | tuple[str, ...] | list[str]) -> str:
    """Return several things in one cell."""
    return ";".join(item.replace(";", ",").replace("；", "，") for item in items)


@dataclass
class Part:
    """What ``reader`` may see of ``top`` and below, in today's tree. ``left_out`` counts what could not come along."""

    top: Unit
    reader: Account
    left_out: dict[str, int] = field(default_factory=dict)

    @cached_property
    def units(self) -> dict[int, Unit]:
        """The units of the part by number, parents before children, as far as the reader sees the tree."""
        ids = list(tree(TreeOn.now()).below(self.top.pk))
        seen = reached(self.reader, Right.UNIT_READ)
        found: dict[int, Unit] = {}
        for start in range(0, len(ids), LIMIT):
            found |= Unit.objects.in_bulk(ids[start : start + LIMIT])
        return {pk: found[pk] for pk in ids if pk in found and (seen is None or pk in seen)}

    def within(self, right: Right) -> set[int]:
        """Return the units of the part that a right reaches."""
        reach = reached(self.reader, right)
        return set(self.units) if reach is None else set(self.units) & reach

    @cached_property
    def people(self) -> dict[int, Person]:
        """The people at home in the part today whom the reader may see, by pseudonym."""
        allowed = self.within(Right.PEOPLE_READ)
        found = {}
        if allowed:
            everyone = Person.objects.knowing("narrowed to homes that the reader's right reaches").order_by("code")
            for person in everyone:
                home = self.stays.get(person.pseudonym)
                if home and home[-1][2] in allowed and home[-1][1] == DAY_MAX:
                    found[person.pseudonym] = person
        return found

    @cached_property
    def stays(self) -> dict[int, list[tuple[date, date, int]]]:
        """Where people are at home when, in units of the part only."""
        everyone = Person.objects.knowing("narrowed below").values_list("pseudonym", flat=True)
        found = {}
        for subject, told in homes(everyone).items():
            spans = [(first, last, one.unit_id) for first, last, one in timeline(told, DAY_MIN)]
            found[subject] = [(first, last, unit) for first, last, unit in spans if unit in self.units]
        return {subject: spans for subject, spans in found.items() if spans}


def units(part: Part) -> Iterator[Cells]:
    """Yield the units; the one at the top has no parent any more."""
    grouped = groups_of(part.units, TreeOn.now())
    for line in [MAIN, *(term.slug for term in LINES if term.slug != MAIN)]:
        hung = tree(TreeOn.now(line)).parent
        for pk, unit in part.units.items():
            parent = hung.get(pk)
            if line != MAIN and parent not in part.units:
                continue
            opened, closed = span_of(unit, TreeOn.now())
            yield {
                "code": unit.code,
                "name": unit.name,
                "parent": part.units[parent].code if parent in part.units and pk != part.top.pk else "",
                "kind": unit.kind,
                "level": unit.level,
                "line": line,
                "opened_on": day(opened),
                "closed_on": day(closed),
                "groups": ";".join(f"{name}={member}" for name, member in sorted(grouped.get(pk, {}).items())),
            }


def people(part: Part) -> Iterator[Cells]:
    """Yield people with each of their homes in the part."""
    for subject, person in part.people.items():
        for first, last, unit in part.stays[subject]:
            told = {"code": person.code, "name": person.name, "unit": part.units[unit].code}
            yield told | {"since": day(first), "until": day(last), "audience": person.audience}


def posts(part: Part) -> Iterator[Cells]:
    """Yield the posts in units where the reader grants posts, of people who come along."""
    held = Post.objects.filter(unit__in=part.within(Right.POST_GRANT)).select_related("person", "unit")
    for post in held.order_by("unit__code", "person__code", "pk"):
        if post.person.pseudonym in part.people:
            told = {"person": post.person.code, "unit": post.unit.code, "role": post.role, "line": post.line}
            yield told | {"since": day(post.since), "until": day(post.until)}


def goals(_part: Part) -> Iterator[Cells]:
    """Yield the goals of every year's latest version of every layout; a layout is common knowledge."""
    for plan in Plan.objects.order_by("code"):
        latest: dict[int, PlanVersion] = {
            version.year: version for version in plan.versions.order_by("known_on", "position")
        }
        for year, version in sorted(latest.items()):
            for row in as_rows(list(goals_of(version)), plan.code, year):
                yield row | {"plan_name": plan.name_zh, "plan_name_en": plan.name_en}


def targets(part: Part) -> Iterator[Cells]:
    """Yield the targets that hold today."""
    allowed = part.within(Right.FIGURE_READ)
    for aim, target in standing(sorted(allowed)).items():
        note = getattr(target, "note", None)
        yield {
            "indicator": aim.indicator,
            "unit": part.units[aim.unit].code,
            "period": str(Period(aim.span_from, aim.span_to)),
            "value": str(target.value),
            "direction": target.direction,
            "goal": aim.goal,
            "kind": aim.kind,
            "basis": note.text if note is not None else "",
        }


def elements(_part: Part) -> Iterator[Cells]:
    """Yield what can be stated; definitions are common knowledge."""
    names = ("code", "name", "decimals", "frequency", "time_operator", "unit_operator", "valid_for")
    for one in defined().values():
        if isinstance(one, Element):
            yield {name: str(getattr(one, name)) for name in names}


def indicators(_part: Part) -> Iterator[Cells]:
    """Yield the indicators by formula."""
    for one in defined().values():
        if isinstance(one, Row):
            names = ("code", "name", "numerator", "denominator", "factor", "decimals")
            yield {name: str(getattr(one, name)) for name in names}


def values(part: Part) -> Iterator[Cells]:
    """Yield what the units state."""
    steps = {code: one.decimals for code, one in defined().items() if isinstance(one, Element)}
    seen = door.seen(part.reader, Right.RECORD_READ, Statement).select_related("unit")
    for row in seen.order_by("element", "unit__code", "first", "last", "role"):
        if row.unit_id not in part.units:
            continue
        said = {"number": str(Decimal(row.amount).scaleb(-steps.get(row.element, 0))), "none": "-"}
        yield {
            "element": row.element,
            "unit": row.unit.code,
            "period": str(Period(row.first, row.last)),
            "value": said.get(row.state, ""),
            "bound": row.bound if row.state == "number" else "",
            "role": row.role,
            "source": row.source,
        }


def seen_activities(part: Part) -> Iterator[Activity]:
    """Yield the activities that a unit of the part hosts and the reader may see, hosts and speakers at hand."""
    found = door.seen(part.reader, Right.RECORD_READ, Activity).exclude(status=Activity.Status.MERGED)
    rows = found.select_related("unit").prefetch_related("hosts", "speakers").order_by("code")
    for activity in rows.iterator(chunk_size=500):
        if any(host.unit_id in part.units for host in activity.hosts.all()):
            yield activity


def activities(part: Part, hidden: Mapping[int, int]) -> Iterator[Cells]:
    """Yield the activities; ``hidden`` says how many of each one's named people are not on the roster handed out.

    Who is not named stays counted: the head count then says all who were there. Hosts from elsewhere stay behind.
    """
    for one in seen_activities(part):
        hosts = sorted(one.hosts.all(), key=lambda host: (host.role != "lead", host.pk))
        own = [host.unit_id for host in hosts if host.unit_id in part.units]
        part.left_out["hosts"] = part.left_out.get("hosts", 0) + len(hosts) - len(own)
        heads = max(one.headcount or 0, hidden[one.pk]) if one.pk in hidden else one.headcount
        yield {
            "code": one.code,
            "kind": one.kind,
            "title": one.title,
            "unit": part.units[own[0]].code,
            "starts_on": one.starts_on.isoformat(),
            "ends_on": one.ends_on.isoformat(),
            "status": one.status,
            "co_hosts": listed([part.units[unit].code for unit in own[1:]]),
            "headcount": "" if heads is None else str(heads),
            "bound": one.bound,
            "count": str(one.count),
            "goals": listed(unpacked(one.goals)),
            "place": one.place,
            "speakers": listed([speaker.text for speaker in sorted(one.speakers.all(), key=lambda s: s.order)]),
            "series": one.series,
        }


@dataclass
class Rosters:
    """The rosters that go along, one for each meeting: a list across meetings would tell who went where."""

    part: Part
    hidden: dict[int, int] = field(default_factory=dict)
    """Activity → all its named people present, where not all of them are handed out."""
    rows: dict[str, list[Cells]] = field(default_factory=dict)

    def read(self) -> None:
        """Read the roster of each activity that goes along."""
        allowed = self.part.within(Right.ROSTER_READ)
        found = seen_activities(self.part)
        while several := {one.pk: one for one in islice(found, AT_ONCE)}:
            open_to = [pk for pk, one in several.items() if any(host.unit_id in allowed for host in one.hosts.all())]
            lines = Attendance.objects.knowing("the right was asked for a host of each").filter(activity__in=open_to)
            shown: Counter[int] = Counter()
            for line in lines.order_by("activity__code", "pk"):
                cells = self._line(several[line.activity_id], line)
                if cells is not None:
                    self.rows.setdefault(cells["activity"], []).append(cells)
                    shown[line.activity_id] += line.status == Attendance.Status.PRESENT
            for pk, named in named_present(list(several)).items():
                if named > shown[pk]:
                    self.hidden[pk] = named
                    self.part.left_out["names"] = self.part.left_out.get("names", 0) + named - shown[pk]

    def _line(self, one: Activity, line: Attendance) -> Cells | None:
        person = self.part.people.get(line.subject)
        if person is None or (line.unit_id is not None and line.unit_id not in self.part.units):
            return None
        unit = self.part.units[line.unit_id].code if line.unit_id is not None else ""
        told = {"activity": one.code, "person": person.code, "unit": unit}
        return told | {"status": line.status, "on": line.on.isoformat()}
