"""A second number beside each row: of a year before, of another unit or group, or the target that was set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final

from django.utils.translation import gettext as _

from kexie.figures.answer import Figure, answer
from kexie.figures.indicators import Indicator
from kexie.figures.progress import GOOD, elapsed, standing_of
from kexie.figures.progress import WORDS as STATES
from kexie.figures.question import BY_PERIOD, Question
from kexie.kit.bounds import Bound
from kexie.kit.periods import Period
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.plans.models import Target
from kexie.records.plans.queries import standing
from kexie.records.units.groups import sets
from kexie.web.figures.breakdown import Breakdown, Key, Line, Place, place_of, rows_of
from kexie.web.figures.words import mark_of
from kexie.web.figuring import bound_of
from kexie.web.kit.markup import format_html
from kexie.web.kit.numbers import lang
from kexie.web.kit.tables import Col
from kexie.web.templatetags import kit

LAST_YEAR: Final = "last-year"
TARGET: Final = "target"


@dataclass(frozen=True, slots=True)
class Beside:
    """Columns beside the whole of each row. ``figures``: the other number of each row by its place.

    ``name`` says what the other number is; ``asked`` is the question of the other number as a whole.
    """

    name: str
    heads: tuple[Col, ...]
    cells: Callable[[Line], list[object]]
    figures: dict[Key, Figure]
    asked: Question | None = None
    target: Target | None = None
    note: str = ""


def beside(found: Breakdown, word: str, reader: Account) -> Beside | None:
    """Return what the rows are compared with; ``Refused`` with a sentence for what cannot be compared."""
    if not word:
        return None
    if word == LAST_YEAR:
        return _year_before(found, reader)
    if word == TARGET:
        return _targets(found)
    kind, _colon, named = word.partition(":")
    if kind == "unit" and named:
        return _other_unit(found, named, reader)
    if kind == "group" and "=" in named:
        return _group(found, named, reader)
    said = {"word": word[:60]}
    raise Refused(_("看不懂比较“%(word)s”；可用 last-year、target、unit:编号 或 group:组=成员。") % said)


def _year_before(found: Breakdown, reader: Account) -> Beside:
    question = found.question
    earlier = replace(question, period=question.period.year_before())
    told = answer(replace(earlier, by=found.down), reader=reader)
    rows = {place_of(row, found.down).key(): row for row in told.rows}
    if any(word in BY_PERIOD for word in found.down):  # month by month: the first with the first
        rows = dict(zip((line.place.key() for line in found.lines), told.rows, strict=False))
    rows[Place().key()] = told.total
    return _numbers(found, _("去年同期"), rows, lambda line: _then(found, line))


def _then(found: Breakdown, line: Line) -> Question | None:
    asked = found.cell_question(line)
    return replace(asked, period=asked.period.year_before()) if asked else None


def _other_unit(found: Breakdown, code: str, reader: Account) -> Beside:
    unit = door.unit(reader, code, Right.FIGURE_READ)
    if found.units:
        raise Refused(
            _("按单位分列时，各行已经是单位，不能再与“%(unit)s”比；请改按月、种类或目标分列。") % {"unit": unit.name}
        )
    told = answer(replace(found.question, unit=unit, by=found.down), reader=reader)
    rows = {place_of(row, found.down).key(): row for row in told.rows} | {Place().key(): told.total}

    def there(line: Line) -> Question | None:
        asked = found.cell_question(line)
        return replace(asked, unit=unit) if asked else None

    return _numbers(found, unit.name, rows, there)


def _group(found: Breakdown, named: str, reader: Account) -> Beside:
    name, _equals, member = named.partition("=")
    if name not in sets():
        raise Refused(_("没有名为“%(name)s”的分组。") % {"name": name[:60]})
    if found.units or any(word.startswith("group:") for word in found.by):
        raise Refused(_("按单位或分组分列时不能再与一个组比；请改按月、种类或目标分列。"))
    by = (f"group:{name}", *found.down)
    rows = {place_of(row, found.down).key(): row for row in rows_of(found.question, by, reader) if row.group == member}
    whole = [row for row in rows_of(found.question, by[:1], reader) if row.group == member]
    if not whole:
        raise Refused(_("分组“%(name)s”里没有成员“%(member)s”。") % {"name": name, "member": member[:60]})
    return _numbers(found, member, rows | {Place().key(): whole[0]}, lambda _line: None)


def _numbers(found: Breakdown, name: str, rows: dict[Key, Figure], opens: Callable[[Line], Question | None]) -> Beside:
    heads = (Col(name, n=True), Col(_("相差"), n=True))

    def cells(line: Line) -> list[object]:
        other = rows.get(line.place.key())
        if other is None and line.place.unit is None and not found.stated:
            other = replace(line.whole, value=0, bound=Bound.EXACT, masked=False)  # nothing of it was counted
        if other is None:
            return [kit.nil("na"), ""]
        asked = opens(line)
        number = kit.fig(
            other.value,
            asked.address() if asked else "",
            bound=bound_of(other),
            missing="none" if mark_of(other) == "na" else "",
        )
        return [number, difference(line.whole, other)]

    return Beside(name, heads, cells, rows, opens(found.top))


def difference(one: Figure, other: Figure) -> str:
    """Return how much more or less a number is than another, with 约 as soon as one of them is not exact."""
    if one.value is None or other.value is None or one.masked or other.masked:
        return ""
    more = one.value - other.value
    rough = "" if {one.bound, other.bound} == {Bound.EXACT} else ("about " if lang() == "en" else "约")
    sign = "+" if more > 0 else "−" if more < 0 else ""
    return f"{rough}{sign}{abs(more):,}".replace(",", "," if lang() == "en" else "\u00a0")


def target_of(found: Breakdown, units: list[int]) -> dict[int, Target]:
    """Return the targets by unit that begin with the asked period and reach at least to its end: the nearest end."""
    question = found.question
    where = question.where
    if len(where.goals) > 1 or len(where.kinds) > 1 or where.series:
        return {}
    goal, kind = (where.goals or ("",))[0], (where.kinds or ("",))[0]
    told: dict[int, Target] = {}
    for aim, target in standing(units, question.as_of).items():
        fits = (aim.indicator, aim.goal, aim.kind) == (question.indicator.slug, goal, kind)
        if fits and aim.span_from == question.period.first and aim.span_to >= question.period.last:
            kept = told.get(aim.unit)
            told[aim.unit] = target if kept is None or target.span_to < kept.span_to else kept
    return told


def _targets(found: Breakdown) -> Beside:
    rows = found.lines if found.units and len(found.down) == 1 else ()
    units = [line.place.unit.pk for line in rows if line.place.unit] + [found.question.unit.pk]
    told = target_of(found, units)
    day = min(found.question.period.last, found.question.as_of)

    def cells(line: Line) -> list[object]:
        unit = line.place.unit.pk if line.place.unit else found.question.unit.pk
        target = told.get(unit) if line is found.top or rows else None
        if target is None or not target.value:
            return ["", ""]
        return [kit.fig(target.value), progress_of(line.whole, found.question.indicator, target, day)]

    own = told.get(found.question.unit.pk)
    note = "" if told else _("没有从这个期间首日起、管到期末的任务数；换成任务的期间，或者先定任务。")
    return Beside(_("任务数"), (Col(_("任务数"), n=True), Col(_("进度"))), cells, {}, None, own, note)


def progress_of(figure: Figure, indicator: Indicator, target: Target, day: date) -> object:
    """Return bar, per cent and word of how far a number is on its way to a target."""
    part = elapsed(Period(target.span_from, target.span_to), day)
    state, rule = standing_of(figure, indicator, target, part)
    if figure.value is None or figure.masked:
        return kit.tag("due", str(STATES[state]))
    rate = int(100 * Fraction(figure.value) // Fraction(target.value or 1))
    tone = "done" if state in GOOD else "near"
    return format_html(
        '<span class="pc" title="{}"><svg class="prog is-{}" aria-hidden="true">'
        '<rect class="t" y="3" width="100%" height="1"/><rect class="v" y="2" width="{}%" height="3"/>'
        '<rect class="k" x="{}%" width="1.5" height="7"/></svg><span>{}</span> {}</span>',
        rule, tone, min(max(rate, 0), 100), int(99 * part), f"{rate}%", STATES[state],
    )  # fmt: skip
