"""``units show|move|merge|split|close|group``: the tree on a day, and changes of it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kexie.cli.acting import acting, demand_anywhere, registered
from kexie.cli.running import on, say, tell
from kexie.figures.engine.impact import Changed, Impact, Reach, Said, impact
from kexie.kit import bounds
from kexie.kit.clock import DAY_MIN
from kexie.kit.columns import parse_code, parse_groups, parse_name
from kexie.kit.days import parse_day
from kexie.kit.refusal import Refused
from kexie.kit.text import joined
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import ROLES, Right
from kexie.records.structure import actions, surgery
from kexie.records.structure.groups import group
from kexie.records.structure.persons import find
from kexie.records.structure.surgery import Part
from kexie.records.units.groups import sets
from kexie.records.units.models import Unit
from kexie.records.units.queries import Shown, roots, show
from kexie.records.units.rules import TreeOn

SHOWN = 40
"""How many changes of each sort a dry run tells in words; ``--json`` tells all."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``units``."""
    parser.add_argument("deed", choices=["show", "move", "merge", "split", "close", "group"])
    parser.add_argument("code", nargs="?", default="")
    parser.add_argument(
        "others",
        nargs="*",
        default=[],
        metavar="OTHER",
        help="move: 新的上级 / new parent；merge: 并入的单位 / into；split: 新单位编号 / new codes；group: 组=成员",
    )
    parser.add_argument("--into", default="", metavar="CODE", help="merge: 并入的单位 / the unit it goes up in")
    parser.add_argument("--name", action="append", default=[], metavar="NAME", help="split: 新单位名称，依次")
    parser.add_argument("--take", action="append", default=[], metavar="[NEW:]CODE,…", help="split: 划走的下级")
    parser.add_argument("--people", action="append", default=[], metavar="[NEW:]CODE,…", help="split: 划走的人员")
    parser.add_argument("--posts", action="append", default=[], metavar="[NEW:]CODE,…", help="split: 这些人的任职划走")
    parser.add_argument("--on", default="", metavar="DATE")
    parser.add_argument("--line", default="main", choices=["main", "party"])
    parser.add_argument("--dry-run", action="store_true", help="只列出会变的数字和权限 / only list what would change")


def run(args: argparse.Namespace) -> int:
    """Show or change units."""
    by = acting(args)
    day = parse_day(args.on) if args.on else on(args)
    if args.deed == "show":
        return _show(args, TreeOn(day, max(on(args), day), args.line))
    if args.into:
        args.others.append(args.into)
    _refuse_incomplete(args)
    if args.deed == "group" and not args.on:
        day = DAY_MIN
    change = _change(args, by, day)
    if args.dry_run:
        return _tell(impact(change, on=day, reader=by), args)
    with transaction.atomic():
        change()
    told = {"deed": args.deed, "unit": args.code, "on": day.isoformat(), "kept": True}
    said = _("已改，自始如此。") if day == DAY_MIN else _("已改，自 %(day)s 起。") % {"day": day.isoformat()}
    tell(args, said, told | _others(args))
    return 0


_LEAST = {"move": 1, "merge": 1, "split": 1, "close": 0, "group": 1}
_MOST = {"move": 1, "merge": 1, "close": 0}


def _refuse_incomplete(args: argparse.Namespace) -> None:
    fits = _LEAST[args.deed] <= len(args.others) <= _MOST.get(args.deed, len(args.others))
    if not args.code or not fits or (not args.on and args.deed != "group"):
        raise Refused(
            _(
                "请写明单位编号和日期：units move 编号 新上级 --on 日期，units merge 编号 并入的单位 --on 日期，"
                "units split 编号 新编号 --name 名称 --take 下级,… --on 日期，units close 编号 --on 日期，"
                "units group 编号 组=成员 [--on 日期]。"
            )
        )


def _others(args: argparse.Namespace) -> dict[str, Any]:
    """Return what else a deed names, for its document."""
    words = {"move": "parent", "merge": "into"}
    if args.deed in words:
        return {words[args.deed]: args.others[0]}
    return {"new": args.others} if args.deed == "split" else {}


def _change(args: argparse.Namespace, by: Account, day: date) -> Callable[[], object]:
    """Return the change that the arguments ask for, ready to be made; who acts is registered with it."""
    made = _deed(args, by, day)

    def change() -> None:
        registered(by)
        made()

    return change


def _deed(args: argparse.Namespace, by: Account, day: date) -> Callable[[], object]:
    unit = door.unit(by, args.code, Right.UNIT_CHANGE)
    if args.deed == "close":
        return lambda: actions.close(unit=unit, on=day, by=by)
    if args.deed == "split":
        parts = _parts(args, by, unit, day)
        return lambda: surgery.split(unit=unit, parts=parts, on=day, by=by)
    if args.deed == "group":
        return lambda: _group(args, unit, by, day)
    other = door.unit(by, args.others[0], Right.UNIT_CHANGE)
    if args.deed == "merge":
        return lambda: surgery.merge(unit=unit, into=other, on=day, by=by)
    return lambda: actions.move(unit=unit, parent=other, on=day, by=by, line=args.line)


def _group(args: argparse.Namespace, unit: Unit, by: Account, day: date) -> None:
    words = [word.strip() for word in ";".join(args.others).replace("；", ";").replace("＝", "=").split(";")]
    left = dict.fromkeys((parse_code(word.removesuffix("=")) for word in words if word.endswith("=")), "")
    joined_now = parse_groups(";".join(word for word in words if not word.endswith("=")))
    both = left.keys() & joined_now.keys()
    if both:
        raise Refused(_("组“%(name)s”又退出又加入；请只写一样。") % {"name": min(both)})
    for of_set, member in (left | joined_now).items():
        if not member and of_set not in sets():
            raise Refused(
                _("没有名为“%(name)s”的分组；现有：%(all)s。")
                % {"name": of_set, "all": joined(sets()) or _("（还没有分组）")}
            )
        group(unit=unit, of_set=of_set, member=member, since=day, by=by)


def _parts(args: argparse.Namespace, by: Account, unit: Unit, day: date) -> list[Part]:
    """Read the new units of a split: names in their order, what each takes as ``NEW:CODE,…`` (NEW only if several)."""
    codes = [parse_code(code) for code in args.others]
    if len(args.name) != len(codes):
        raise Refused(_("请给每个新单位写一个名称：--name 名称，按新编号的次序。"))
    taken = {code: tuple(door.unit(by, one) for one in listed) for code, listed in _listed(args.take, codes).items()}
    people = {code: tuple(find(one, by) for one in listed) for code, listed in _listed(args.people, codes).items()}
    posts = {
        code: tuple(post for one in listed for post in surgery.posts_of(find(one, by), unit, day))
        for code, listed in _listed(args.posts, codes).items()
    }
    return [
        Part(code, parse_name(name), taken.get(code, ()), people.get(code, ()), posts.get(code, ()))
        for code, name in zip(codes, args.name, strict=True)
    ]


def _listed(words: list[str], codes: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in words:
        new, colon, listed = word.partition(":")
        if not colon:
            new, listed = codes[0], word
        if new not in codes or (not colon and len(codes) > 1):
            raise Refused(_("看不懂“%(word)s”；分出几个单位时请写成 新编号:编号,编号。") % {"word": word[:60]})
        found.setdefault(new, []).extend(one for one in listed.replace("，", ",").split(",") if one.strip())
    return {new: [parse_code(one) for one in listed] for new, listed in found.items()}


def _tell(found: Impact, args: argparse.Namespace) -> int:
    """Print what would change."""
    if args.json:
        told = {"deed": args.deed, "unit": args.code, "on": args.on or None, "kept": False}
        say(told | _others(args) | found.as_json())
        return 0
    lang = "en" if (get_language() or "").startswith("en") else "zh"
    if not found.figures and not found.rights:
        print(_("可以这样改；什么也没有保存。数字和权限都不变。"))
        return 0
    said = {"figures": len(found.figures), "rights": len(found.rights)}
    print(_("可以这样改；什么也没有保存。会变的数字 %(figures)s 个，会变的权限 %(rights)s 项：") % said)
    for lines in ([_figure(one, lang) for one in found.figures], [_right(one) for one in found.rights]):
        print("\n".join(lines[:SHOWN]), end="\n" if lines else "")
        if len(lines) > SHOWN:
            print(_("……另有 %(n)s 项；用 --json 看全部。") % {"n": len(lines) - SHOWN})
    return 0


def _figure(one: Changed, lang: str) -> str:
    before, after = (_value(said, lang) for said in (one.before, one.after))
    name = f"{one.name}（{one.of_set}={one.member}）" if one.of_set else one.name
    return f"{one.unit}\t{name}\t{one.period}\t{one.indicator.title}\t{before} → {after}"


def _value(said: Said, lang: str) -> str:
    if said.value is None:
        return _("无此项") if said.missing == "none" else _("未报")
    return f"<{said.value}" if said.masked else bounds.say(said.value, said.bound, lang)


def _right(one: Reach) -> str:
    said = {"person": one.person, "role": ROLES[one.role].title, "gains": _few(one.gains), "loses": _few(one.loses)}
    if one.shared:
        return _("%(person)s\t%(role)s（看全树）\t新及于：%(gains)s\t不再及于：%(loses)s") % said
    return _("%(person)s\t%(role)s\t新及于：%(gains)s\t不再及于：%(loses)s") % said


def _few(codes: tuple[str, ...], most: int = 8) -> str:
    if not codes:
        return _("无")
    more = _(" 等 %(n)s 个") % {"n": len(codes)} if len(codes) > most else ""
    return joined(codes[:most]) + more


def _show(args: argparse.Namespace, when: TreeOn) -> int:
    by = acting(args)
    demand_anywhere(by, Right.UNIT_READ)
    wanted = [door.unit(by, args.code)] if args.code else [u for u in roots(when) if door.may(by, Right.UNIT_READ, u)]
    shown = [show(unit, when) for unit in wanted]
    if args.json:
        say({"units": [as_json(one) for one in shown]})
        return 0
    for one in shown:
        print(f"{one.unit.code}\t{' / '.join(one.path)}\t{one.unit.kind}\t{one.unit.level}")
        for child in Unit.objects.filter(code__in=one.children).order_by("code"):
            print(f"  {child.code}\t{child.name}\t{child.kind}\t{child.level}")
    return 0


def as_json(one: Shown) -> dict[str, Any]:
    """Return a unit as CONTRACT has it."""
    return {
        "code": one.unit.code,
        "name": one.unit.name,
        "kind": one.unit.kind,
        "level": one.unit.level,
        "parent": one.parent,
        "path": list(one.path),
        "opened_on": one.opened_on.isoformat() if one.opened_on else None,
        "closed_on": one.closed_on.isoformat() if one.closed_on else None,
        "children": list(one.children),
    }
