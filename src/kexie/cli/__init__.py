"""The command line: one file a command, one line here. Django is set up only for commands that need it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType
from typing import Final

COMMANDS: Final = {
    "demo": "示例：建好示例科协 2018 年的全部数据，写出工作报告并打开网站 / build the sample and serve it",
    "init": "初始化：建库、放入随附目录，给出一个登录 / make the database and one sign-in",
    "sample": "试用：另建一个示例站，随便改，用完即扔 / the sample to play in, apart from your data",
    "import": "导入表格 / take in a spreadsheet",
    "imports": "看导入过的表格，撤销一次导入 / what was imported; take one back",
    "template": "生成导入模板 / write an empty spreadsheet for a list",
    "figure": "查一个数，或一张数表 / one figure or a table of them",
    "records": "看数字背后的记录 / the records behind a figure",
    "search": "搜索：单位、活动、事项；重建索引 / search units, activities and matters; rebuild the index",
    "restated": "更正：与早先所知不同的数 / figures that read otherwise than they did earlier",
    "report": "写出文稿 / write a report",
    "plan": "看布局与指标任务，分解任务 / the layout, targets and their allocation",
    "doubles": "两家登记的同一活动：查找、合并、撤销 / one activity entered twice: find, merge, take apart",
    "units": "看或改组织树 / show or change the tree",
    "person": "看、导出或删除一个人 / show, export or erase a person",
    "close": "结账 / close a month",
    "settings": "看或改协会自己的设置 / show or change what the association sets for itself",
    "retention": "名册过了留存年限只留人数 / rosters past their term keep numbers only",
    "verify": "核验结账与操作记录 / prove closings and the history",
    "outbox": "提醒：收集、发出、看没送到的 / reminders: collect, send, see what did not arrive",
    "hooks": "推送：把动过什么告诉要听的地址 / news of deeds to the addresses that asked for it",
    "worker": "让数字跟上台账 / keep the figures in step with the book",
    "serve": "启动网站 / serve the site",
    "export": "导出：全部，或一个单位及下级；可再导入 / everything, or a unit and below, to be imported again",
    "backup": "备份：整个状态写成一个文件，网站不必停 / the whole state in one file, while the site runs",
    "restore": "恢复备份；此后删除的个人信息仍是删除的 / put a backup back; what was erased stays erased",
    "upgrade": "升级数据库 / bring the database up to date",
    "bench": "测速 / measure how fast it is",
    "test": "运行全部检查 / run every check",
}
"""Every command with its line of help, in the order of a new user's path."""
WITHOUT_DJANGO: Final = frozenset({"test"})
WITHOUT_DATABASE: Final = frozenset({"demo", "init", "upgrade", "template", "bench", "restore", "sample"})


def parser(command: str = "") -> argparse.ArgumentParser:
    """Return the parser; only the command in hand adds its own arguments, so that starting stays quick."""
    top = argparse.ArgumentParser(prog="kexie", description="智慧科协 / Kexie")
    below = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, line in COMMANDS.items():
        one = below.add_parser(name, help=line, description=line)
        if name != "test":
            one.add_argument("--json", action="store_true", help="只输出一份 JSON / exactly one JSON document")
            one.add_argument("--as", dest="acting", metavar="CODE", default="", help="以谁的身份 / who acts")
            one.add_argument(
                "--today", default="", metavar="DATE", help="相对期间从哪天算 / relative periods count from"
            )
        if name == command:
            module(command).arguments(one)
    return top


def module(command: str) -> ModuleType:
    """Return the module of a command; ``import`` is a word of Python, so its file ends in an underscore."""
    return import_module(f"kexie.cli.{command}{'_' if command == 'import' else ''}")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 refused (a sentence a reason on stderr), 2 wrong usage."""
    given = list(sys.argv[1:] if argv is None else argv)
    command = next((word for word in given if not word.startswith("-")), "")
    running = None
    if command in COMMANDS and command not in WITHOUT_DJANGO:
        running = import_module("kexie.cli.running")
        fault = running.set_up()
        if fault:
            return int(running.refused([fault]))
    try:
        args = parser(command).parse_args(given)
    except SystemExit as stop:
        return int(stop.code or 0)
    if running is None:
        return int(module(args.command).run(args))
    return int(running.run(module(args.command), args, needs_database=args.command not in WITHOUT_DATABASE))
