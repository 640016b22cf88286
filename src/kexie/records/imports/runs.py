"""A spreadsheet on its way in: taken and looked at, then kept (all of it or its good rows) or left."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kexie.kit.clock import now
from kexie.kit.intake import Outcome
from kexie.kit.refusal import Forbidden, Refused
from kexie.kit.sheets import Table, read_table
from kexie.kit.text import one_line
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import TITLES
from kexie.records.access.scope import has_all
from kexie.records.book.actions import lock
from kexie.records.book.models import Book
from kexie.records.files.actions import erase, read, store
from kexie.records.history.actions import Deed, write
from kexie.records.imports.base import bring
from kexie.records.imports.lists import LISTS
from kexie.records.imports.models import ImportRun

NEEDED: Final = {name: listing.right for name, listing in LISTS.items()}
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
        run.name, run.digest = one_line(name)[-200:], sha256(content).hexdigest()
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
        book = lock()  # whatever is written from here to the end is this import's
        outcome = bring(LISTS[run.of_list], _table(run), by=by, keep_good=only_good)
        if outcome.rejected and not only_good:
            return outcome
        _done(run, outcome, book, by)
        file = run.file
        transaction.on_commit(
            lambda: erase(file)
        )  # what it told is in the records now; a list of people need not stay twice
    return outcome


def keep_at_once(  # noqa: PLR0913 - what an import is given
    of_list: str,
    table: Table,
    *,
    name: str,
    content: bytes,
    by: Account,
    keep_good: bool,
    dry_run: bool,
    migrate: bool = False,
    before: Callable[[Outcome], None] = lambda _outcome: None,
) -> tuple[Outcome, bool]:
    """Check a table and keep it in one transaction; return what came of it and whether it was kept.

    One bad row keeps everything out unless ``keep_good``. What was kept is entered in the list of imports under the
    name and bytes it came with. ``before`` is called with the outcome before anything is kept: what it refuses is not.
    """
    with transaction.atomic():
        book = lock()
        outcome = bring(LISTS[of_list], table, by=by, keep_good=keep_good, dry_run=dry_run, migrate=migrate)
        before(outcome)
        kept = not dry_run and (keep_good or not outcome.rejected)
        if kept and outcome.accepted:
            _register(of_list, outcome, book, name=name, content=content, by=by)
        if not kept:
            transaction.set_rollback(True)
    return outcome, kept


def _register(of_list: str, outcome: Outcome, book: Book, *, name: str, content: bytes, by: Account) -> ImportRun:
    """Enter an import that was kept at once in the list of imports, in its transaction; ``book`` as it stood before."""
    run = ImportRun(of_list=of_list, by=by.pk, at=now(), name=one_line(name)[-200:], digest=sha256(content).hexdigest())
    run.state = ImportRun.State.PREVIEWED
    run.save()
    _done(run, outcome, book, by)
    return run


def _done(run: ImportRun, outcome: Outcome, book: Book, by: Account) -> None:
    """Mark a run as kept, with the part of the history and of the book that it wrote."""
    after = lock()
    _count(run, outcome)
    run.state, run.kept_at = ImportRun.State.DONE, now()
    run.first_event, run.last_event = book.last_event + 1, after.last_event
    run.undoing = {"lines": [book.last_position + 1, after.last_position]}
    run.save()
    write([Deed("import", "import", str(run.pk), body=outcome.as_json() | {"problems": []})], by=by.pk)


def seen(who: Account) -> QuerySet[ImportRun]:
    """Return the imports that somebody may look at, newest first: the own ones; an owner, all that were kept."""
    own = Q(by=who.pk)
    if has_all(who):
        own |= ~Q(state=ImportRun.State.PREVIEWED)
    return ImportRun.objects.filter(own).order_by("-at", "-pk")


def one(run: int, who: Account) -> ImportRun:
    """Return one of them; raise ``Forbidden`` for any other, as if it were not there."""
    found = seen(who).filter(pk=run).select_related("file__key").first()
    if found is None or found.of_list not in LISTS:
        raise Forbidden(_("没有这次导入，或您无权查看。"))
    return found


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
