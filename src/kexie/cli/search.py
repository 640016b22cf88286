"""``search``: what holds some words, as far as whoever asks may see; ``--rebuild`` makes the index anew."""

from __future__ import annotations

import argparse

from django.utils.translation import gettext as _

from kexie.cli.acting import acting, demand_machine
from kexie.cli.running import say
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.search.index import find, rebuild
from kexie.records.search.small import SMALL, find_small
from kexie.records.search.sources import SOURCES

MOST = 100


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``search``."""
    parser.add_argument("words", nargs="*", metavar="WORDS", help="词，空格隔开 / words, parted by spaces")
    parser.add_argument("--rebuild", action="store_true", help="重建索引 / make the index anew")


def run(args: argparse.Namespace) -> int:
    """Search, or rebuild. Raises ``Refused`` where no word is given."""
    if args.rebuild:
        demand_machine(args)
        count = rebuild()
        if args.json:
            say({"indexed": count})
        else:
            print(_("索引已重建，收入 %(n)s 条。") % {"n": count})
        return 0
    by = acting(args)
    if not door.may_anywhere(by, Right.UNIT_READ):
        raise Forbidden(_("您没有任何任职，不能搜索。"))
    words = " ".join(args.words)
    if not words.strip():
        raise Refused(_("请写要找的词。"))
    large = find(words, actor=by, most=MOST)
    found = {slug: [(row.code, str(row)) for row in rows] for slug, rows in large.items()}
    for slug, rows in find_small(words, actor=by, most=MOST).items():
        if rows:
            small = SMALL[slug]
            found[slug] = [(small.said(row, small.code), small.said(row)) for row in rows]
    if args.json:
        say({slug: [{"code": code, "name": name} for code, name in rows] for slug, rows in found.items()})
        return 0
    for slug, named in found.items():
        for code, name in named:
            print(f"{SOURCES[slug].title if slug in SOURCES else SMALL[slug].title}\t{code}\t{name}")
    return 0
