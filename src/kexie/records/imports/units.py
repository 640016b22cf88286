"""Import of units: new ones are opened, known ones renamed, dated or hung on another line."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.clock import DAY_MAX, DAY_MIN
from kexie.kit.columns import AnyColumn, Column, choice, code_column, day_column, parse_groups, parse_name
from kexie.kit.intake import ParsedRow
from kexie.records.access.rights import Right
from kexie.records.access.scope import reached
from kexie.records.imports.base import Intake, Keep, Listing, in_parts, twice
from kexie.records.structure import actions
from kexie.records.structure.actions import NewUnit
from kexie.records.structure.groups import Placing, place
from kexie.records.units.groups import groups_of
from kexie.records.units.kinds import KINDS, LEVELS, LINES, MAIN, Term
from kexie.records.units.models import Opening, Unit
from kexie.records.units.queries import open_units, tree
from kexie.records.units.rules import TreeOn


def _words(terms: tuple[Term, ...]) -> dict[str, str]:
    return {term.slug: str(term.title) for term in terms}


_TOP: Final = gettext_lazy("最上面的单位空着；上级可以在同一张表里")
COLUMNS: Final[tuple[AnyColumn, ...]] = (
    code_column("code", "编号", required=True, example="JS", aliases=("单位编号",)),
    Column("name", "名称", parse_name, required=True, example="江苏示例科协", aliases=("单位名称",)),
    code_column("parent", "上级编号", default="", example="ROOT", aliases=("上级", "上级单位"), help=_TOP),
    Column("kind", "种类", choice(_words(KINDS)), required=True, example="association", choices=_words(KINDS)),
    Column("level", "层级", choice(_words(LEVELS)), default="", example="province", choices=_words(LEVELS)),
    Column("line", "线", choice(_words(LINES)), default=MAIN, example="main", choices=_words(LINES)),
    day_column("opened_on", "成立日期", default=DAY_MIN, example="1958-09-18"),
    day_column("closed_on", "撤销日期", example=""),
    Column("groups", "分组", parse_groups, default={}, example="region=east"),
)


@dataclass(slots=True)
class _Known:
    """What is in the books already: units by code, their parent's code by line, and how far the importer reaches."""

    units: dict[str, Unit] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)
    parents: dict[str, dict[int, int | None]] = field(default_factory=dict)
    spans: dict[int, tuple[date, date]] = field(default_factory=dict)
    listed: dict[str, str] = field(default_factory=dict)
    groups: dict[str, dict[str, str]] = field(default_factory=dict)
    reach: frozenset[int] | None = None


def plan(intake: Intake) -> Keep:
    """Check the rows against each other and the tree; see ``Listing``."""
    twice(
        intake, lambda row: (row.values["code"], row.values["line"]), "code", _("与第 %(row)s 行编号相同；请删去一行。")
    )
    known = _known(intake)
    for row in intake.good():
        _check(row, intake, known)
    _check_circles(intake, known)
    _check_orphans(intake, known)
    _check_roots(intake, known)
    fresh: list[NewUnit] = []
    hung: list[ParsedRow] = []
    changed: list[ParsedRow] = []
    opened: set[str] = set()
    for row in sorted(intake.good(), key=lambda row: row.values["line"] != MAIN):
        code, line = row.values["code"], row.values["line"]
        unit = known.units.get(code)
        if unit is None and code not in opened:
            opened.add(code)
            fresh.append(_new(row, intake))
        elif unit is None or unit.pk not in known.parents.get(line, {}):
            hung.append(row)
        elif _differs(row, unit, known) or _more_groups(row, unit, known):
            changed.append(row)
        else:
            intake.unchanged += 1

    def keep() -> None:
        with transaction.atomic():
            if fresh:
                days = {row.values["code"]: day for row in intake.rows if (day := intake.known_on(row))}
                actions.open_units(fresh, by=intake.by, known_on=days)
            actions.hang(
                [(r.values["code"], r.values["parent"], r.values["line"], intake.known_on(r)) for r in hung],
                by=intake.by,
            )
            for row in changed:
                _change(row, known.units[row.values["code"]], intake, known)
            place(
                [one for row in changed for one in _more_groups(row, known.units[row.values["code"]], known, intake)],
                by=intake.by,
            )

    return keep


def _known(intake: Intake) -> _Known:
    known = _Known(reach=reached(intake.by, Right.UNIT_CHANGE))
    known.listed = {row.values["code"]: row.values["parent"] for row in intake.rows}
    wanted = [row.values[column] for row in intake.rows for column in ("code", "parent") if row.values[column]]
    for part in in_parts(wanted):
        for unit in Unit.objects.filter(code__in=part):
            known.units[unit.code] = unit
    for part in in_parts(unit.pk for unit in known.units.values()):
        for fact in Opening.objects.filter(unit_id__in=part).order_by("known_on", "position"):
            known.spans[fact.unit_id] = _span_after(known.spans.get(fact.unit_id), fact)
    standing = groups_of({unit.pk for unit in known.units.values()}, TreeOn.now())
    known.groups = {unit.code: dict(standing.get(unit.pk, {})) for unit in known.units.values()}
    for line in {row.values["line"] for row in intake.rows}:
        known.parents[line] = tree(TreeOn.now(line)).parent
    above = {parent for parents in known.parents.values() for parent in parents.values() if parent is not None}
    known.codes = {
        pk: code for part in in_parts(above) for pk, code in Unit.objects.filter(pk__in=part).values_list("pk", "code")
    }
    return known


def _check(row: ParsedRow, intake: Intake, known: _Known) -> None:
    values = row.values
    code, parent, line = values["code"], values["parent"], values["line"]
    unit = known.units.get(code)
    if parent and parent not in known.units and parent not in known.listed and parent not in intake.unread:
        why = _("没有编号为“%(code)s”的上级单位；请先导入上级，或更正编号。") % {"code": parent}
        intake.reject(row, "parent", why)
    if values["closed_on"] is not None and values["closed_on"] <= values["opened_on"]:
        intake.reject(row, "closed_on", _("撤销日期须晚于成立日期；请更正。"))
    if unit is not None and unit.pk in known.parents.get(line, {}):
        above = known.parents[line][unit.pk]
        if (known.codes.get(above, "") if above is not None else "") != parent:
            said = {"code": code, "now": known.codes.get(above or 0, _("（无上级）"))}
            why = _("“%(code)s”现在挂在“%(now)s”之下；改挂请用 units move 并写明日期，以便历史不变。") % said
            intake.reject(row, "parent", why)
    _check_groups(row, intake, known)
    if known.reach is not None and not _allowed(parent, unit, known):
        intake.reject(row, "parent", _("您没有在该上级之下改动组织的权限。"))


def _check_groups(row: ParsedRow, intake: Intake, known: _Known) -> None:
    """Reject a second member of one set: a unit changes its group on a day, and a list of units names none."""
    standing = known.groups.setdefault(row.values["code"], {})
    for of_set, member in row.values["groups"].items():
        if standing.get(of_set, member) != member:
            said = {"name": of_set, "now": standing[of_set], "member": member}
            why = _("组“%(name)s”里已是“%(now)s”，不能同时是“%(member)s”；改组请用 units group 并写明日期。") % said
            intake.reject(row, "groups", why)
    if row.number not in intake.refused and row.values["code"] not in known.units:
        standing.update(row.values["groups"])


def _more_groups(row: ParsedRow, unit: Unit, known: _Known, intake: Intake | None = None) -> list[Placing]:
    """Return the sets of a row in which a known unit stands nowhere yet."""
    standing = known.groups[unit.code]
    day = intake.known_on(row) if intake is not None else None
    wanted = row.values["groups"].items()
    return [Placing(unit.pk, of_set, member, known_on=day) for of_set, member in wanted if of_set not in standing]


def _allowed(parent: str, unit: Unit | None, known: _Known) -> bool:
    """Tell whether the importer may change things there: the nearest unit above that already exists decides."""
    seen: set[str] = set()
    while parent and parent not in known.units and parent not in seen:
        seen.add(parent)
        parent = known.listed.get(parent, "")
    found = known.units.get(parent)
    if unit is not None and (known.reach is None or unit.pk not in known.reach):
        return False
    return found is not None and known.reach is not None and found.pk in known.reach


def _check_circles(intake: Intake, known: _Known) -> None:
    for line in {row.values["line"] for row in intake.good()}:
        rows = {row.values["code"]: row for row in intake.good() if row.values["line"] == line}
        settled: set[str] = set()
        for code in rows:
            path: list[str] = []
            step = code
            while step in rows and step not in settled and step not in path and step not in known.units:
                path.append(step)
                step = rows[step].values["parent"]
            if step in path:
                circle = path[path.index(step) :]
                for one in circle:
                    said = {"circle": " → ".join([*circle, step][:8])}
                    intake.reject(rows[one], "parent", _("上下级成了一个圈（%(circle)s）；请更正其中一个上级。") % said)
            settled.update(path)


def _check_orphans(intake: Intake, known: _Known) -> None:
    """Reject the rows whose new parent was rejected, all the way down."""
    while True:
        alive = {row.values["code"] for row in intake.good()}
        lost = [
            row
            for row in intake.good()
            if row.values["parent"] and row.values["parent"] not in known.units and row.values["parent"] not in alive
        ]
        if not lost:
            return
        for row in lost:
            intake.reject(
                row, "parent", _("上级单位“%(code)s”那一行被退回；请先更正那一行。") % {"code": row.values["parent"]}
            )


def _check_roots(intake: Intake, known: _Known) -> None:
    """Reject a new closing day of a unit at the very top below which units stay open, as ``units close`` does.

    What the same sheet closes by then counts as closed, and what it opens as open.
    """
    rows = {row.values["code"]: row for row in intake.good() if row.values["line"] == MAIN}
    for row in list(rows.values()):
        unit, closed = known.units.get(row.values["code"]), row.values["closed_on"]
        if unit is None or closed is None or known.spans.get(unit.pk) == _span(row):
            continue
        on = TreeOn(closed, DAY_MAX)
        whole = tree(on)
        if whole.parent.get(unit.pk) is not None:
            continue
        alive = open_units(on)
        below = set(whole.below(unit.pk))
        stays = {one.code: one.name for one in Unit.objects.filter(pk__in=(below & alive) - {unit.pk})}
        for code, other in rows.items():
            first, last = _span(other)
            stands = first <= closed <= last
            if code in stays and not stands:
                del stays[code]
            elif code not in known.units and stands and (top := _above(code, rows, known)) and top.pk in below:
                stays[code] = other.values["name"]
        if stays:
            intake.reject(row, "closed_on", actions.open_below(unit, len(stays), min(stays.items())[1]))


def _above(code: str, rows: dict[str, ParsedRow], known: _Known) -> Unit | None:
    """Return the lowest unit above a new one that exists already, as far as the sheet says."""
    while code in rows and code not in known.units:
        code = rows[code].values["parent"]
    return known.units.get(code)


def _new(row: ParsedRow, intake: Intake) -> NewUnit:
    values = row.values
    return NewUnit(
        code=values["code"],
        name=values["name"],
        kind=values["kind"],
        parent=values["parent"],
        level=values["level"],
        line=values["line"],
        opened_on=values["opened_on"],
        closed_on=values["closed_on"],
        groups=row.values["groups"],
        origin=intake.origin,
    )


def _span(row: ParsedRow) -> tuple[date, date]:
    closed = row.values["closed_on"]
    return row.values["opened_on"], closed - timedelta(days=1) if closed else DAY_MAX


def _span_after(before: tuple[date, date] | None, fact: Opening) -> tuple[date, date]:
    """Return the open days after one more assertion, in the order in which they became known."""
    if fact.is_open:
        return fact.valid_from, fact.valid_to
    first, last = before or (DAY_MIN, DAY_MAX)
    return first, min(last, fact.valid_from - timedelta(days=1)) if fact.valid_to == DAY_MAX else last


def _differs(row: ParsedRow, unit: Unit, known: _Known) -> bool:
    values = row.values
    told = (values["name"], values["kind"], values["level"])
    return told != (unit.name, unit.kind, unit.level) or known.spans.get(unit.pk) != _span(row)


def _change(row: ParsedRow, unit: Unit, intake: Intake, known: _Known) -> None:
    values = row.values
    told = {"name": values["name"], "kind": values["kind"], "level": values["level"]}
    actions.change_unit(unit=unit, by=intake.by, **told)
    if known.spans.get(unit.pk) != _span(row):
        days = {"opened": values["opened_on"], "closed": values["closed_on"], "known_on": intake.known_on(row)}
        actions.redate(unit=unit, by=intake.by, **days)


_ROOT: Final = {"code": "ROOT", "name": "示例科协", "parent": "", "level": "national", "groups": ""}
"""A tree begins with a unit that has none above it: an example of a lower one alone would not show how."""
UNITS = Listing("units", gettext_lazy("单位"), COLUMNS, plan, Right.UNIT_CHANGE, (_ROOT,))
