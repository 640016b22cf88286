"""``import everything FILE.zip``: what ``export`` wrote, taken in again."""

from __future__ import annotations

import argparse

from django.utils.translation import gettext as _

from kexie.cli.acting import acting
from kexie.cli.init import prepare
from kexie.cli.running import tell
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.keeping.actions import FORM, take_all
from kexie.records.keeping.archive import Sealed
from kexie.records.keeping.part import UNIT, take_part


def run(args: argparse.Namespace) -> int:
    """Take in a whole house (into an empty one), or a part of one; print what came."""
    by = acting(args)
    door.demand_owner(by)
    if args.keep_good or args.migrate or args.errors is not None:
        raise Refused(_("整体导入要么全进、要么一行不进，不能与 --keep-good、--migrate、--errors 同用。"))
    with Sealed(args.file, FORM) as sealed:
        if sealed.manifest.get("of") == UNIT:
            done = take_part(sealed, by=by, dry_run=args.dry_run)
            rows = {name: outcome.as_json() | {"problems": []} for name, outcome in done.items()}
            said = {name: sum(getattr(one, name) for one in done.values()) for name in ("accepted", "unchanged")}
            line = _("读入 %(file)s：接受 %(accepted)s，未变 %(unchanged)s，退回 0") % (said | {"file": args.file.name})
            tell(args, line, {"of": "unit", "lists": rows, "kept": not args.dry_run})
            return 0
        told = take_all(sealed, by=by, dry_run=args.dry_run)
    if not args.dry_run and not told.unchanged:
        prepare()  # what this version ships beyond what the file holds
    said = {"file": args.file.name, "rows": told.rows, "files": told.files, "position": told.position}
    if told.unchanged:
        line = _("%(file)s 与这里已有的完全相同，未变。") % said
    else:
        line = _("已接管 %(file)s：%(rows)s 行、%(files)s 个文件，核验无误；登录沿用原来的。") % said
    document = {"of": "everything", "rows": told.rows, "files": told.files, "position": told.position}
    tell(args, line, document | {"erased_again": told.erased, "kept": not args.dry_run, "unchanged": told.unchanged})
    return 0
