"""``plan show|targets|allocate``: the layout in force, a unit's targets and how far they are, a target split."""

from __future__ import annotations

import argparse
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.cli.acting import acting, demand_anywhere, registered
from kexie.cli.running import on, say
from kexie.figures.answer import Figure
from kexie.figures.progress import Progress, percent, progress_of_all
from kexie.figures.weights import WEIGHTS, weigh
from kexie.kit import bounds
from kexie.kit.clock import today
from kexie.kit.days import parse_day
from kexie.kit.periods import parse_period
from kexie.kit.refusal import Refused
from kexie.kit.text import reader_language
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.plans import actions
from kexie.records.plans.actions import Split
from kexie.records.plans.measured import title_of
from kexie.records.plans.models import Target
from kexie.records.plans.queries import Layout, aim_of, layout_on, plan_of, receivers, said, split, standing, targets_on
from kexie.records.plans.rules import Aim
from kexie.records.units.kinds import KINDS
from kexie.records.units.models import Unit


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``plan``."""
    parser.add_argument("deed", choices=["show", "targets", "allocate"])
    parser.add_argument(
        "name", nargs="?", default="", help="show: 布局编号 / the layout; allocate: 指标 / the indicator"
    )
    parser.add_argument("--on", default="", metavar="DATE")
    parser.add_argument("--as-of", default="", metavar="DATE")
    parser.add_argument("--unit", default="", metavar="CODE")
    parser.add_argument("--period", default="", metavar="P")
    parser.add_argument("--goal", default="")
    parser.add_argument("--kind", default="", help="活动种类 / kind of activity")
    parser.add_argument(
        "--to", default="", choices=["", *(term.slug for term in KINDS)], help="分给哪类单位 / kind of unit"
    )
    parser.add_argument("--weights", default="equal", choices=list(WEIGHTS))
    parser.add_argument(
        "--fix", action="append", default=[], metavar="CODE=N", help="手工定下的份额 / a share set by hand"
    )
    parser.add_argument("--dry-run", action="store_true")


def run(args: argparse.Namespace) -> int:
    """Show the layout, a unit's targets, or split a target."""
    by = acting(args)
    demand_anywhere(by, Right.PLAN_MANAGE if args.deed == "allocate" else Right.FIGURE_READ)
    if args.deed == "show":
        return _show(args)
    if not args.unit:
        raise Refused(_("请写明单位：--unit 编号。"))
    return _targets(args, by) if args.deed == "targets" else _allocate(args, registered(by))


def _show(args: argparse.Namespace) -> int:
    if args.name:
        plan_of(args.name)
    day = parse_day(args.on) if args.on else on(args)
    layout = layout_on(day, parse_day(args.as_of) if args.as_of else None, args.name)
    if layout is None:
        raise Refused(_("%(day)s 还没有布局；请先运行 ./kexie upgrade，或导入目标。") % {"day": day.isoformat()})
    if args.json:
        say(layout_json(layout))
        return 0
    version = layout.version
    print(_("%(name)s　%(year)s年　第 %(n)s 版") % {"name": layout.name, "year": version.year, "n": version.number})
    for goal in layout.goals:
        print(f"{'  ' * goal.code.count('.')}{goal.code}\t{said(goal)}")
    return 0


def layout_json(layout: Layout) -> dict[str, Any]:
    """Return a version with its goals as plain values."""
    version = layout.version
    goals = [
        {"code": goal.code, "name_zh": goal.name_zh, "name_en": goal.name_en, "parent": goal.parent, "part": goal.part}
        | {"sentence": goal.sentence, "was": [code for code in goal.was.split(";") if code]}
        for goal in layout.goals
    ]
    head = {"plan": version.plan.code, "name_zh": version.plan.name_zh, "name_en": version.plan.name_en}
    return head | {
        "year": version.year,
        "version": version.number,
        "known_on": version.known_on.isoformat(),
        "goals": goals,
    }


def _targets(args: argparse.Namespace, by: Account) -> int:
    unit = door.unit(by, args.unit, Right.FIGURE_READ)
    as_of = parse_day(args.as_of) if args.as_of else today()
    asked = parse_day(args.on) if args.on else on(args)
    day = min(asked, as_of)
    told = progress_of_all(targets_on(unit, asked, as_of), day=day, as_of=as_of, reader=by)
    shared = split(unit.pk, as_of)
    if args.json:
        targets = [progress_json(one) | {"shares": shared.get(aim_of(one.target))} for one in told]
        say({"unit": unit.code, "on": day.isoformat(), "targets": targets})
        return 0
    if not told:
        print(_("%(unit)s 在 %(day)s 没有指标任务。") % {"unit": unit.name, "day": asked.isoformat()})
    for one in told:
        print(line(one) + _unequal(one, shared.get(aim_of(one.target))))
    return 0


def _unequal(one: Progress, shared: int | None) -> str:
    """Return what stands behind a target whose shares do not add up to it: it was changed after it was split."""
    if shared in (None, one.value):
        return ""
    return "\t" + _("已分下去 %(sum)s，与任务数不等，请重新分解。") % {"sum": shared}


def told_as(figure: Figure) -> str:
    """Return a figure's value in words: "<5" where it is masked, 未报 where there is none."""
    if figure.value is None:
        return _("不显示") if figure.masked else _("无此项") if figure.missing == "none" else _("未报")
    return f"<{figure.value}" if figure.masked else bounds.say(figure.value, figure.bound, reader_language())


def line(one: Progress) -> str:
    """Return a target and how far it is, in one line."""
    target, figure = one.target, one.figure
    value = _("未开始") if figure is None else told_as(figure)
    title = title_of(target.indicator)
    about = "\t".join((title, str(one.target.goal), str(target.kind), f"{target.span_from}..{target.span_to}"))
    return f"{about}\t{value} / {one.value}\t{percent(one.elapsed)}\t{one.word}\t{one.rule}"


def progress_json(one: Progress) -> dict[str, Any]:
    """Return a target and how far it is as plain values; ``elapsed`` is the part of the days that has passed."""
    target, figure = one.target, one.figure
    aim = {
        "indicator": target.indicator,
        "period": str(Aim(*_key(target)).period),
        "goal": target.goal,
        "kind": target.kind,
    }
    reached = {"value": figure.value if figure else None, "bound": figure.bound.value if figure else None}
    state = {"elapsed": float(one.elapsed), "rate": one.rate, "state": one.state.value, "rule": one.rule}
    given = target.given_by.code if target.given_by is not None else None
    return (
        aim
        | {"target": one.value, "direction": target.direction, "given_by": given, "fixed": target.fixed}
        | reached
        | state
    )


def _key(target: Target) -> tuple[Any, ...]:
    return target.indicator, target.unit_id, target.span_from, target.span_to, target.goal, target.kind


def _allocate(args: argparse.Namespace, by: Account) -> int:
    unit = door.unit(by, args.unit, Right.PLAN_MANAGE)
    if not args.name or not args.period:
        raise Refused(_("请写明指标和期间：plan allocate 指标 --unit 编号 --period 期间。"))
    period = parse_period(args.period, on(args))
    target = standing([unit.pk]).get(Aim(args.name, unit.pk, period.first, period.last, args.goal, args.kind))
    if target is None:
        raise Refused(_("“%(unit)s”没有这项指标任务；请先导入或新增。") % {"unit": unit.name})
    below = [one for one in receivers(target) if not args.to or one.kind == args.to]
    fixed = _fixed(args.fix)
    units = list({one.pk: one for one in (*below, *fixed)}.values())
    split = Split(weigh(args.weights, target, units, reader=by), {one.pk: share for one, share in fixed.items()})
    with transaction.atomic():
        found = actions.allocate(target, split, by=by)
        if args.dry_run:
            transaction.set_rollback(True)
    named = {one.pk: one for one in units}
    rows = [{"unit": named[pk].code, "share": share, "fixed": pk in split.fixed} for pk, share in found.items()]
    if args.json:
        say({"unit": unit.code, "target": target.value, "shares": rows, "kept": not args.dry_run})
        return 0
    for row in rows:
        print(f"{row['unit']}\t{row['share']}")
    print(_("共 %(sum)s，等于任务数。") % {"sum": sum(found.values())})
    return 0


def _fixed(words: list[str]) -> dict[Unit, int]:
    found = {}
    for word in words:
        code, equals, share = word.rpartition("=")
        unit = Unit.objects.filter(code=code).first()
        if not equals or not share.isascii() or not share.isdigit() or unit is None or len(share) > 18:  # noqa: PLR2004
            raise Refused(_("看不懂“%(word)s”；请写成 单位编号=份额，例如 JS=120。") % {"word": word[:60]})
        found[unit] = int(share)
    return found
