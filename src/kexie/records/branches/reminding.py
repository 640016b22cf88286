"""What branches are reminded of: elections that come, what is due and not planned, minutes without a signature.

Before the term, once, and never as a violation (DOMAIN §4, C9). The secretary is told, of minutes whoever has to sign.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from kexie.kit.days import add_months
from kexie.kit.spans import Kind, Period
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity, Host
from kexie.records.branches.elections import ending, term_of
from kexie.records.branches.facts import WHY
from kexie.records.branches.masks import periods
from kexie.records.branches.models import BranchTerm, CommitteeSeat, Minutes, Rhythm
from kexie.records.branches.packed import not_held
from kexie.records.branches.rules import RULES, rules_with
from kexie.records.branches.terms import AHEAD, Coming, coming
from kexie.records.branches.upkeep import catch_up, class_every
from kexie.records.notices.wanted import Topic, Wanted
from kexie.records.people.models import Person
from kexie.records.units.models import Unit

BEFORE: Final[dict[Kind, int]] = {Kind.MONTH: 10, Kind.QUARTER: 30, Kind.HALF: 45, Kind.YEAR: 60}
"""Days before the end of a period from which its secretary is reminded of what is neither held nor planned: ours."""
UNSIGNED_FOR: Final = 3
"""Days after which minutes without a signature are a reminder: ours."""


def secretaries(branches: Collection[int], day: date) -> dict[int, int]:
    """Return who (a person's number) is secretary of branches on a day; branches without one are left out."""
    seats = CommitteeSeat.objects.knowing(WHY).filter(
        branch__in=branches, role=CommitteeSeat.Role.SECRETARY, since__lte=day, until__gte=day
    )
    of = dict(seats.values_list("subject", "branch_id"))
    people = Person.objects.knowing(WHY).filter(pseudonym__in=list(of))
    return {of[subject]: person for person, subject in people.values_list("pk", "pseudonym")}


def of_elections(day: date) -> list[Wanted]:
    """Return whom to tell that a term ends within half a year, and once more when it is over."""
    rows = BranchTerm.objects.knowing(WHY).filter(until__lte=add_months(day, AHEAD))
    listed = [(row, coming(term_of(row.branch, row), day)) for row in ending(rows)]
    who = secretaries([row.branch_id for row, _state in listed], day)
    found = []
    for row, state in listed:
        if row.branch_id in who and state is not Coming.FAR:
            with override("zh-hans"):
                said = {"end": row.until.isoformat()}
                near = _("本届支部委员会 %(end)s 任期届满，请准备换届；要延期的请先报上级批准") % said
                over = _("本届支部委员会任期已于 %(end)s 届满，请安排换届或补报延期") % said
            line = over if state is Coming.OVER else near
            found.append(_wanted(f"term:{row.pk}:{row.until}:{state.value}", row.branch.unit, who[row.branch_id], line))
    return found


def _wanted(key: str, unit: Unit, person: int, line: str) -> Wanted:
    return Wanted(key, unit.pk, person, line, f"/branches/of/{unit.code}/")


def of_due(day: date) -> list[Wanted]:
    """Return whom to tell of a meeting that the rules ask in a period near its end, neither held nor planned."""
    catch_up(day.year)
    rules = class_every()
    found: list[Wanted] = []
    for kind, rule in rules_with(rules).items():
        spans = periods(kind, day.year, rules)
        n = next((n for n, span in enumerate(spans) if day in span), None)
        if n is None or rule.every is None or (spans[n].last - day).days > BEFORE[rule.every]:
            continue
        kept = Rhythm.objects.knowing(WHY).filter(year=day.year)
        rows = kept.extra(where=[not_held({kind: 1 << n})])  # noqa: S610 - a number
        open_ = {row.branch_id: row.branch.unit for row in rows.select_related("branch__unit")}
        planned = _planned(kind, spans[n])
        wanting = {branch: unit for branch, unit in open_.items() if unit.pk not in planned}
        found += _due_lines(kind, spans[n], wanting, day)
    return found


def _planned(kind: str, span: Period) -> set[int]:
    hosts = Host.objects.filter(
        activity__status=Activity.Status.PLANNED,
        activity__kind=kind,
        activity__starts_on__range=(span.first, span.last),
    )
    return set(hosts.values_list("unit_id", flat=True))


def _due_lines(kind: str, span: Period, wanting: Mapping[int, Unit], day: date) -> list[Wanted]:
    who = secretaries(list(wanting), day)
    with override("zh-hans"):
        said = {"kind": RULES[kind].title, "last": span.last.isoformat()}
        line = _("%(kind)s在 %(last)s 前一般要开一次，还没有开也没有排；请安排，已开的请补记") % said
    there = {branch: unit for branch, unit in wanting.items() if branch in who}
    return [_wanted(f"due:{kind}:{one}:{span.last}", unit, who[one], line) for one, unit in there.items()]


def of_signatures(day: date) -> list[Wanted]:
    """Return whom to tell that minutes written some days ago wait for their signature."""
    rows = Minutes.objects.knowing(WHY).filter(
        Q(chair_signed_at=None) | Q(recorder_signed_at=None), written_on__lte=day - timedelta(days=UNSIGNED_FOR)
    )
    missing: dict[int, list[tuple[str, Minutes]]] = defaultdict(list)
    for row in rows.select_related("activity__unit"):
        for role, subject, signed in (
            ("chair", row.chair, row.chair_signed_at),
            ("recorder", row.recorder, row.recorder_signed_at),
        ):
            if signed is None:
                missing[subject].append((role, row))
    people = dict(Person.objects.knowing(WHY).filter(pseudonym__in=list(missing)).values_list("pseudonym", "pk"))
    found = []
    for subject, each in missing.items():
        for role, row in each if subject in people else ():
            with override("zh-hans"):
                said = {"day": row.activity.starts_on.isoformat(), "kind": RULES[row.activity.kind].title}
                line = _("%(day)s %(kind)s的会议记录等您签字") % said
            key = f"sign:{row.pk}:{role}"
            path = f"/branches/meetings/{row.activity.code}/"
            found.append(Wanted(key, row.activity.unit_id, people[subject], line, path))
    return found


TOPICS: Final = (
    Topic("election", gettext_lazy("支部换届"), Right.BRANCH_RECORD, of_elections),
    Topic("branch_due", gettext_lazy("到期未排的组织生活"), Right.BRANCH_RECORD, of_due),
    Topic("signature", gettext_lazy("会议记录待签字"), Right.BRANCH_RECORD, of_signatures),
)
