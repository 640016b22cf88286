"""``restore FILE``: put a backup in the place of what is here; what was erased since stays erased."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from django.utils.translation import gettext as _

from kexie.cli.acting import demand_machine
from kexie.cli.in_use import alone
from kexie.cli.init import prepare
from kexie.cli.running import tell
from kexie.figures.engine.store import home
from kexie.kit.refusal import Refused
from kexie.records.keeping.archive import Sealed
from kexie.records.keeping.backup import FORM
from kexie.records.keeping.restoring import check, put_back, something_here
from kexie.records.people.erasures import listed


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``restore``."""
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--yes", action="store_true", help="覆盖现有的数据 / overwrite what is here")
    parser.add_argument(
        "--erasures", type=Path, metavar="LIST", help="另存的删除清单 / a list of erasures kept elsewhere"
    )


def run(args: argparse.Namespace) -> int:
    """Restore; say how far the book goes, how much was erased again, and whether everything proves true."""
    demand_machine(args)
    with Sealed(args.file, FORM) as sealed:
        check(sealed)
        told = [*listed(), *(listed(args.erasures) if args.erasures is not None else ())]
        if something_here() and not args.yes:
            raise Refused(_("这里已有数据，恢复会用备份整个替换；确定要这样做，请加 --yes。"))
        with alone():
            done = put_back(sealed, told)
            shutil.rmtree(home(), ignore_errors=True)  # the worker makes it anew
    prepare()  # measures and layouts that this version ships
    for line in done.faults:
        print(line, file=sys.stderr)
    said = {"file": args.file.name, "position": done.position, "files": done.files, "erased": done.erased}
    line = _("已恢复 %(file)s：台账到第 %(position)s 行，%(files)s 个文件；按清单重新删除 %(erased)s 项。")
    document = {"position": done.position, "files": done.files, "erased_again": done.erased}
    tell(args, line % said, document | {"verified": not done.faults, "faults": list(done.faults)})
    return 1 if done.faults else 0
