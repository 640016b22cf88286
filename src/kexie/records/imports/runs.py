"""A spreadsheet on its way in: taken and looked at, then kept (all of it or its good rows) or left."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import now
from kexie.kit.intake import Outcome
from kexie.kit.refusal import Forbidden, Refused
from kexie.kit.sheets import Table, read_table
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import TITLES, Right
from kexie.records.files.actions import erase, read, store
from kexie.records.history.actions import Deed, write
from kexie.records.imports.base import bring
from kexie.records.imports.lists import LISTS
from kexie.records.imports.models import ImportRun

NEEDED: Final = {
    "units": Right.UNIT_CHANGE,
    "people": Right.PEOPLE_MANAGE,
    "posts": Right.POST_GRANT,
    "activities": Right.ACTIVITY_RECORD,
    "attendance": Right.ACTIVITY_RECORD,
}
"""The right without which no row of a list could be kept; each row is checked for its own unit besides."""


def lists_for(who: Account) -> list[str]:
    """Return the lists of which somebody may bring at least one row."""
    return [name for name in LISTS if door.may_anywhere(who, NEEDED[name])]


def take(of_list: str, *, name: str, content: bytes, by: Account) -> ImportRun:
    """Look through a spreadsheet and keep its bytes (encrypted) until it is decided on; no row is kept yet.

    Raises ``Refused`` when it cannot be read as a whole, and then nothing stays of it.
    """
    if of_list not in LISTS:
        raise Forbidden(_("没有这种表。"))
    _demand(of_list, by)
    outcome = bring(LISTS[of_list], read_table(content, name), by=by, keep_good=True, dry_run=True)
    with transaction.atomic():
        run = ImportRun(of_list=of_list, file=store(name=name, content=content, by=by), by=by.pk, at=now())
        run.state = ImportRun.State.PREVIEWED
        _count(run, outcome)
        run.save()
    return run


def mine(run: int, by: Account) -> ImportRun:
    """Return one of the actor's own runs; raise ``Forbidden`` for anybody else's, as if it were not there."""
    found = ImportRun.objects.filter(pk=run, by=by.pk).select_related("file__key").first()
    if found is None or found.of_list not in LISTS:
        raise Forbidden(_("没有这次导入，或您无权查看。"))
    return found


def look(run: ImportRun, *, by: Account) -> tuple[Table, Outcome]:
    """Return the table and what keeping its good rows would do today: the records may have changed meanwhile."""
    table = _table(run)
    return table, bring(LISTS[run.of_list], table, by=by, keep_good=True, dry_run=True)


def keep(run: ImportRun, *, by: Account, only_good: bool) -> Outcome:
    """Keep the rows of the very bytes that were looked at; the file is erased once they are.

    Without ``only_good`` one bad row keeps everything out, and the run stays open. Raises ``Refused`` if it was
    already kept: a button pressed twice keeps once.
    """
    _demand(run.of_list, by)
    with transaction.atomic():
        open_still = ImportRun.objects.select_for_update().filter(pk=run.pk, state=ImportRun.State.PREVIEWED)
        if not open_still.exists() or run.file is None:
            raise Refused(_("这张表已经导入过了，没有再导一遍。"))
        outcome = bring(LISTS[run.of_list], _table(run), by=by, keep_good=only_good)
        if outcome.rejected and not only_good:
            return outcome
        _count(run, outcome)
        run.state = ImportRun.State.DONE
        run.save()
        write([Deed("import", "import", str(run.pk), body=outcome.as_json() | {"problems": []})], by=by.pk)
        file = run.file
        transaction.on_commit(
            lambda: erase(file)
        )  # what it told is in the records now; a list of people need not stay twice
    return outcome


def leave(run: ImportRun) -> None:
    """Give up a run that was only looked at: its file is erased, the run itself goes."""
    if run.state != ImportRun.State.PREVIEWED:
        raise Refused(_("这张表已经导入，不能放弃；要改，请改好再导一遍。"))
    file = run.file
    run.delete()
    if file is not None:
        erase(file)


def _demand(of_list: str, by: Account) -> None:
    right = NEEDED[of_list]
    if not door.may_anywhere(by, right):
        raise Forbidden(_("您没有“%(right)s”的权限。") % {"right": TITLES[right]})


def _table(run: ImportRun) -> Table:
    if run.file is None:
        raise Refused(_("这次导入的文件已不在；请重新上传。"))
    name, content = read(run.file)
    return read_table(content, name)


def _count(run: ImportRun, outcome: Outcome) -> None:
    run.read, run.accepted = outcome.read, outcome.accepted
    run.unchanged, run.rejected = outcome.unchanged, outcome.rejected
