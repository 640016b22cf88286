"""The exact definition of every counting figure, as plain SQL over the ledger and the dated edges.

Slow is fine here: this stays for ever as what faster engines are held against. One statement answers one period:

1. the tree of the day, as known on the as-of day; what lies at or below each asked unit (``reach``);
2. the live entries: known by the as-of day, not reversed by a line known by then, counted in the period by their
   first day, in the roles of the reading, under the conditions;
3. of these, per asked unit (and kind, and goal), each thing once, or each person once with merged persons as one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from kexie.figures.engine.derived import lines
from kexie.figures.indicators.base import Counts
from kexie.figures.question import Question
from kexie.kit.bounds import Bound, combine_counts
from kexie.kit.periods import Period
from kexie.records.units.queries import below_is, below_list
from kexie.records.units.rules import TreeOn, step_sql


class Cell(NamedTuple):
    """Which cell of one period's answer: asked unit (for groups the row's number), kind ('' = all), goal ('' = all)."""

    unit: int
    kind: str = ""
    goal: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """One cell's count. ``records``: things (or persons) counted; ``unnamed``: head counts without names among them."""

    value: int = 0
    bound: Bound = Bound.EXACT
    records: int = 0
    migrated: int = 0
    made_up: int = 0
    unnamed: int = 0


@dataclass(slots=True)
class Sql:
    """A statement in the making: common table expressions in order, each with its parameters."""

    parts: list[str] = field(default_factory=list)
    params: list[Any] = field(default_factory=list)

    def add(self, name: str, body: str, params: Sequence[Any]) -> None:
        """Add one common table expression, computed once: a planner that repeats it by row takes seconds."""
        self.parts.append(f"{name} AS MATERIALIZED ({body})")
        self.params += params

    def then(self, body: str, params: Sequence[Any] = ()) -> tuple[str, list[Any]]:
        """Return the whole statement with its parameters."""
        return "WITH RECURSIVE " + ",\n".join(self.parts) + "\n" + body, [*self.params, *params]


def holds(column: str) -> str:
    """Return SQL that tells whether a text column holds a piece of text (one parameter); no wildcard can slip in."""
    return f"instr({column}, %s) > 0" if connection.vendor == "sqlite" else f"strpos({column}, %s) > 0"


Tops = Sequence[int] | Mapping[int, Sequence[int]]
"""The units asked, or for rows that are no unit (groups): by the row's number the units whose subtrees it joins."""


def _seeds(tops: Tops) -> str:
    """Return SQL of ``(row, unit)``: where the walk down begins."""
    named = tops if isinstance(tops, Mapping) else {None: tops}
    found = []
    for row, units in named.items():
        listed = ",".join(str(int(unit)) for unit in units) or "NULL"
        found.append(f"SELECT {'id' if row is None else int(row)}, id FROM records_unit WHERE id IN ({listed})")
    return " UNION ".join(found)


def _remembered(tops: Tops, on: TreeOn) -> str:
    """Return SQL of ``(row, unit)`` for all that lies below, out of the tree in memory."""
    named = tops if isinstance(tops, Mapping) else {top: [top] for top in tops}
    found = [
        f"SELECT {int(row)}, id FROM ({below_list(units, on)}) AS below_{int(row)}" for row, units in named.items()
    ]
    return " UNION ".join(found) or "SELECT id, id FROM records_unit WHERE 1 = 0"


def begin(question: Question, period: Period, tops: Tops, *, walk: bool = True) -> Sql:
    """Return the expressions ``reach``, ``who`` and ``live`` for one period of a question.

    ``walk`` false takes what lies below from the tree in memory (the same tree, walked once a state of the book): for
    pages, which the definition in SQL would keep waiting in a large tree.
    """
    sql = Sql()
    known = question.as_of
    on = question.tree_on(period)
    if walk:
        step, params = step_sql(on, "reach")
        sql.add("reach(top, unit_id)", f"{_seeds(tops)} UNION SELECT reach.top, edge.unit_id {step}", params)
    else:
        sql.add("reach(top, unit_id)", _remembered(tops, on), [])
    _add_who(sql, known)
    sql.add(*live(question, period))
    return sql


def behind(question: Question, period: Period, seen: str = "1 = 1", said: str = "*") -> Sql:
    """Return the expressions ``who`` and ``live`` of the asked unit alone, by the tree in memory.

    ``seen``: one more condition on ``entry``, without parameters; ``said``: which of its columns ``live`` has.
    """
    sql = Sql()
    merged = question.indicator.counts is Counts.PERSONS
    if merged:  # of things it does not matter whose they are
        _add_who(sql, question.as_of)
    within = below_is("entry.unit_id", [question.unit.pk], question.tree_on(period))
    sql.add(*live(question, period, f"{within} AND {seen}", said, merged=merged))
    return sql


def _add_who(sql: Sql, known: date) -> None:
    sql.add(
        "alias",
        "SELECT pseudonym, target FROM (SELECT pseudonym, into_ AS target, row_number() OVER "
        "(PARTITION BY pseudonym ORDER BY known_on DESC, position DESC) AS nth FROM "
        '(SELECT pseudonym, "into" AS into_, known_on, position FROM records_alias WHERE known_on <= %s) told) last '
        "WHERE nth = 1 AND target <> pseudonym",
        [known],
    )
    sql.add(
        "follow(pseudonym, target)",
        "SELECT pseudonym, target FROM alias UNION "
        "SELECT follow.pseudonym, alias.target FROM follow JOIN alias ON alias.pseudonym = follow.target",
        [],
    )
    sql.add(
        "who(pseudonym, person)",
        "SELECT pseudonym, target FROM follow WHERE target NOT IN (SELECT pseudonym FROM alias)",
        [],
    )


def live(
    question: Question, period: Period, within: str = "", said: str = "*", *, merged: bool = True
) -> tuple[str, str, list[Any]]:
    """Return the expression ``live``: the entries that count for a period, with the person each one stands for.

    ``within``: one more condition on them, without parameters; ``said``: their columns; ``merged``: persons that were
    found to be one are one, which needs the expression ``who``.

    What is posted nowhere is made of records or of other lines, in the shape of entries (``derived``).
    """
    indicator, where = question.indicator, question.where
    roles = ", ".join(["%s"] * len(indicator.roles))
    conditions = [f"AND {within}"] if within else []
    params: list[Any] = [
        indicator.measure,
        *indicator.roles,
        period.first,
        period.last,
        question.as_of,
        question.as_of,
    ]
    if where.kinds:
        conditions.append(f"AND entry.kind IN ({', '.join(['%s'] * len(where.kinds))})")
        params += where.kinds
    if where.goals:
        conditions.append(f"AND ({' OR '.join([holds('entry.goals')] * 2 * len(where.goals))})")
        params += [text for goal in where.goals for text in (f";{goal};", f";{goal}.")]
    if where.series:
        conditions.append(f"AND ({' OR '.join([holds('entry.tags')] * len(where.series))})")
        params += [f";series={one.replace(';', ',')};" for one in where.series]
    table, made = lines(indicator.slug, question.as_of)
    columns = ", ".join(f"entry.{name}" for name in said.split())
    person, whose = "entry.subject", ""
    if merged:
        person, whose = "coalesce(who.person, entry.subject)", "LEFT JOIN who ON who.pseudonym = entry.subject"
    body = f"""
        SELECT {columns}, {person} AS person FROM {table} entry {whose}
        WHERE entry.measure = %s AND entry.role IN ({roles}) AND entry.state = 'number'
          AND entry.span_from BETWEEN %s AND %s AND entry.known_on <= %s
          AND coalesce(entry.reverses_id, 0) = 0
          AND NOT EXISTS (SELECT 1 FROM records_entry undo WHERE undo.reverses_id = entry.position
                          AND undo.known_on <= %s)
          {" ".join(conditions)}"""
    return "live", body, [*made, *params]


def count(question: Question, period: Period, tops: Tops, *, walk: bool = True) -> dict[Cell, Count]:
    """Return the count of each asked unit (or row of units) in one period, broken down by kind and goal if asked.

    Cells in which nothing happened are left out: they are zero. ``walk``: see ``begin``.
    """
    sql = begin(question, period, tops, walk=walk)
    columns = ["reach.top"]
    tables = "live JOIN reach ON reach.unit_id = live.unit_id"
    params: list[Any] = []
    columns.append("live.kind" if "kind" in question.by else "'' AS kind")
    if "goal" in question.by:
        goals = mentioned(question, period)
        if not goals:
            return {}
        values = ", ".join(["(%s, %s, %s)"] * len(goals))
        sql.add(
            "asked_goal(code, itself, under)", f"VALUES {values}", [t for g in goals for t in (g, f";{g};", f";{g}.")]
        )
        find = "instr" if connection.vendor == "sqlite" else "strpos"
        tables += (
            f" JOIN asked_goal ON {find}(live.goals, asked_goal.itself) > 0 OR {find}(live.goals, asked_goal.under) > 0"
        )
        columns.append("asked_goal.code AS goal")
    else:
        columns.append("'' AS goal")
    sql.add("placed(top, kind, goal, thing, amount, bound, person, origin)", _placed(columns, tables), params)
    body = _PERSONS if question.indicator.counts is Counts.PERSONS else _AMOUNTS
    with connection.cursor() as cursor:
        cursor.execute(*sql.then(body))
        rows = cursor.fetchall()
    return {Cell(*row[:3]): _count(*(int(number or 0) for number in row[3:])) for row in rows}


def _placed(columns: list[str], tables: str) -> str:
    counted = "live.thing, live.amount, live.bound, live.person, live.origin"
    return f"SELECT DISTINCT {', '.join(columns)}, {counted} FROM {tables}"


_FLAGS = """
    sum(CASE WHEN origin = 'migrated' THEN 1 ELSE 0 END), sum(CASE WHEN origin = 'made_up' THEN 1 ELSE 0 END)"""
_AMOUNTS = f"""
    SELECT top, kind, goal, sum(amount), count(*),
      sum(CASE WHEN bound = 'at_least' THEN 1 ELSE 0 END), sum(CASE WHEN bound = 'about' THEN 1 ELSE 0 END),
      sum(CASE WHEN bound = 'under' THEN 1 ELSE 0 END), {_FLAGS}, 0
    FROM placed GROUP BY top, kind, goal"""
_PERSONS = """
    SELECT top, kind, goal, count(DISTINCT person), count(DISTINCT person),
      sum(CASE WHEN person IS NULL AND (amount > 0 OR bound <> 'exact') THEN 1 ELSE 0 END), 0, 0,
      count(DISTINCT CASE WHEN origin = 'migrated' THEN person END),
      count(DISTINCT CASE WHEN origin = 'made_up' THEN person END),
      sum(CASE WHEN person IS NULL THEN 1 ELSE 0 END)
    FROM placed GROUP BY top, kind, goal"""
"""Persons are at least that many as soon as a head count without names lies in the slice."""


def _count(
    value: int, records: int, at_least: int, about: int, under: int, migrated: int, made_up: int, unnamed: int
) -> Count:
    bound = combine_counts(at_least=at_least, about=about, under=under)
    return Count(value, bound, records, migrated, made_up, unnamed)


def mentioned(question: Question, period: Period) -> list[str]:
    """Return the goals that the counted records mention, and those above them, in the order of their codes."""
    sql = begin(question, period, [question.unit.pk])
    with connection.cursor() as cursor:
        cursor.execute(*sql.then("SELECT DISTINCT goals FROM live JOIN reach ON reach.unit_id = live.unit_id"))
        texts = [row[0] for row in cursor.fetchall()]
    found: set[str] = set()
    for code in {code for text in texts for code in text.split(";") if code}:
        steps = code.split(".")
        found.update(".".join(steps[: n + 1]) for n in range(len(steps)))
    return sorted(found)


def kinds(question: Question, period: Period) -> list[str]:
    """Return the kinds of the counted records, in the order of their slugs."""
    sql = begin(question, period, [question.unit.pk])
    with connection.cursor() as cursor:
        cursor.execute(*sql.then("SELECT DISTINCT kind FROM live JOIN reach ON reach.unit_id = live.unit_id"))
        return sorted(row[0] for row in cursor.fetchall())
