"""Running a command: Django set up, the reader's language, refusals as sentences, never a traceback for wrong input."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.utils import translation
from django.utils.translation import gettext as _

from kexie.kit.clock import keep_zone, today
from kexie.kit.days import parse_day
from kexie.kit.exact import dumps
from kexie.kit.refusal import Refused
from kexie.kit.text import clipped

INTERRUPTED = 130


def language() -> str:
    """Return the reader's language: ``KEXIE_LANG``, else English where the locale is English, else Chinese."""
    for name in ("KEXIE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        told = os.environ.get(name, "")
        if told:
            return "en" if told.lower().startswith("en") else "zh-hans"
    return "zh-hans"


def set_up() -> str:
    """Set Django up and return what is wrong with the settings, in a sentence; empty: nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kexie.settings")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        return str(error)
    return ""


def run(module: ModuleType, args: argparse.Namespace, *, needs_database: bool) -> int:
    """Run a command's module and return the exit code."""
    with translation.override(language()):
        try:
            demand_letters(args)
            if needs_database:
                demand_database()
                keep_own_zone()
            return int(module.run(args) or 0)
        except BrokenPipeError:
            sys.stderr.close()
            return 1
        except (Refused, ImproperlyConfigured, DatabaseError, OSError) as error:
            return refused(reasons(error))
        except KeyboardInterrupt:
            return INTERRUPTED


def reasons(error: Exception) -> Iterable[str]:
    """Return what stopped a command, a sentence each."""
    if isinstance(error, Refused):
        return error.lines
    if isinstance(error, DatabaseError) and "database is locked" in str(error):
        return [_("数据库正被另一件写入占着，等不到；什么也没有保存，请过一会儿再做一次。")]
    if isinstance(error, DatabaseError):
        return [_("数据库不能用：%(error)s") % {"error": str(error).splitlines()[0] if str(error) else ""}]
    if isinstance(error, OSError):  # a full disk, a name too long, a folder gone: of the machine, never of the program
        said = {"file": clipped(str(error.filename or ""), 200), "why": error.strerror or str(error)}
        return [_("读写文件没有成：%(why)s %(file)s；请换一个位置或文件名，或腾出空间。") % said]
    return [str(error)]


def refused(lines: Iterable[str]) -> int:
    """Print a sentence a reason on stderr and return 1."""
    for line in lines:
        print("".join(sign if sign.isprintable() else "·" for sign in " ".join(line.split())), file=sys.stderr)
    return 1


def demand_letters(args: argparse.Namespace) -> None:
    """Raise ``Refused`` where a word of the command line is no UTF-8: neither a database nor a page could hold it."""
    for told in vars(args).values():
        for word in told if isinstance(told, list) else [told]:
            if isinstance(word, str | Path) and str(word).encode(errors="replace").decode() != str(word):
                raise Refused(_("“%(word)s”不是 UTF-8 文字；请检查终端的编码。") % {"word": clipped(str(word))})


def demand_database() -> None:
    """Raise ``Refused`` where nothing has been made yet, or an older version made it."""
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415 - slow to import

    tables = connection.introspection.table_names()
    if "records_book" not in tables:
        raise Refused(_("这里还没有数据；请先运行 ./kexie init（空的开始）或 ./kexie demo（示例）。"))
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refused(_("数据库是旧版本的；请先运行 ./kexie upgrade。"))


def keep_own_zone() -> None:
    """Let the association's own time zone hold for this command."""
    from kexie.records.structure import association  # noqa: PLC0415 - models exist only now

    keep_zone(association.zone_of(association.own()))


def on(args: argparse.Namespace) -> date:
    """Return the day that relative periods count from."""
    return parse_day(args.today) if args.today else today()


def say(document: dict[str, Any]) -> None:
    """Print exactly one JSON document."""
    print(dumps(document, indent=2))


def tell(args: argparse.Namespace, sentence: str, document: dict[str, Any]) -> None:
    """Print what was done: the document with ``--json``, else the sentence."""
    if args.json:
        say(document)
    else:
        print(sentence)
