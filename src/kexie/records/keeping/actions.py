"""Everything out in one file, and everything in: the same positions, days of knowledge and seals, on any database."""

from __future__ import annotations

import csv
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from django.db import DatabaseError, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

import kexie
from kexie.kit.clock import now
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.activities.models import Activity
from kexie.records.book.models import Book
from kexie.records.files.actions import path_of
from kexie.records.files.models import Attachment
from kexie.records.history import actions as history
from kexie.records.keeping import tables
from kexie.records.keeping.archive import Sealed, Writer, blocks
from kexie.records.keeping.erased import replay
from kexie.records.ledger import closings
from kexie.records.ledger.models import Closing
from kexie.records.people.erasures import Erased, listed
from kexie.records.people.models import Person
from kexie.records.units.models import Unit

FORM: Final = "kexie-export"
WHOLE: Final = "everything"
FILES: Final = "files"


@dataclass(frozen=True, slots=True)
class Told:
    """What an export or an import of everything did: rows, files, lines of the book, and erasures done again."""

    rows: int
    files: int
    position: int
    erased: int = 0
    unchanged: bool = False


def migration() -> str:
    """Return the name of the last migration of ours that this program brings."""
    found = MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes("records")
    return str(found[0][1])


def export_all(out: Path, *, by: Account) -> Told:
    """Write everything that the house holds into one file; only an owner may.

    It is as of one instant and stops nobody's work. Names, passwords (hashed) and keys are in it: as safe as the house.
    """
    door.demand_owner(by)
    with Writer(out, FORM) as into, tables.snapshot():
        tables.dump(into)
        kept = put_files(into)
        book = Book.objects.filter(pk=1).first() or Book()
        rows = seal(into, of=WHOLE, book=book)
    return Told(rows, kept, book.last_position)


def seal(into: Writer, *, of: str, book: Book, **more: object) -> int:
    """Write the manifest of a file that holds the tables; return how many rows they have."""
    into.seal(
        of=of,
        program=kexie.__version__,
        migration=migration(),
        made_at=now().isoformat(timespec="seconds"),
        position=book.last_position,
        last_event_hash=book.last_event_hash,
        next=tables.next_numbers(),
        **more,
    )
    return sum(int(told.get("rows", 0)) for told in into.files.values())


def put_files(into: Writer) -> int:
    """Add the ciphertext of every file that still has its key and is there; return how many."""
    count = 0
    for digest in Attachment.objects.filter(key__isnull=False).order_by("digest").values_list("digest", flat=True):
        path = path_of(digest)
        if path.exists():
            with path.open("rb") as content:
                into.put(f"{FILES}/{digest}", blocks(content), packed=True)
            count += 1
    return count


def take_all(sealed: Sealed, *, by: Account, erasures: Iterable[Erased] | None = None, dry_run: bool = False) -> Told:
    """Take over everything of another house into this one, which must be as ``init`` made it; only an owner may.

    Units, people, sign-ins, the book and the history become those of the file, numbers and days included; then the
    book and the history are proved and the erasures listed here are done again. The same file twice changes nothing.
    Raises ``Refused``, and nothing has changed, where the file does not fit or does not prove true.
    """
    door.demand_owner(by)
    if sealed.manifest.get("migration") != migration():
        raise _other_version(sealed)
    book = Book.objects.filter(pk=1).first() or Book()
    if stands_here(sealed, book):
        return Told(0, 0, book.last_position, unchanged=True)
    demand_empty()
    with FilesIn(sealed) as files, transaction.atomic():
        rows = put_in_place(sealed)
        erased = replay(listed() if erasures is None else erasures)
        position = Book.objects.get(pk=1).last_position
        if dry_run:
            transaction.set_rollback(True)
        else:
            files.keep()
    return Told(rows, len(files.names), position, erased)


def stands_here(sealed: Sealed, book: Book) -> bool:
    """Tell whether the house already holds what the file holds: the same book, up to the same last deed."""
    told = sealed.manifest
    return bool(book.last_event_hash) and (told.get("position"), told.get("last_event_hash")) == (
        book.last_position,
        book.last_event_hash,
    )


def demand_empty() -> None:
    """Raise ``Refused`` unless nothing was recorded here yet: taking over everything would overwrite it."""
    there = (
        Unit.objects.exists()
        or Activity.objects.knowing("is anything here").exists()
        or Person.objects.knowing("is anything here").exists()
        or Closing.objects.exists()
        or Attachment.objects.exists()
        or Account.objects.count() > 1
    )
    if there:
        raise Refused(_("这里已有数据；整体导入只能进入刚用 init 建好的空库，请另设 KEXIE_HOME。"))


def put_in_place(sealed: Sealed) -> int:
    """Exchange what the tables hold for what the file holds, and prove it; the caller's transaction makes it one deed.

    Returns how many rows. Raises ``Refused`` where the lines do not fit together or do not prove true.
    """
    try:
        with transaction.atomic():
            tables.empty()
            rows = tables.load(sealed)
    except (DatabaseError, ValueError, csv.Error) as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        said = {"file": sealed.file.name, "why": why[:200]}
        raise Refused(_("%(file)s：内容彼此对不上（%(why)s）；什么也没有改动。") % said) from error
    wrong = [*closings.faults(), *history.faults()]
    if wrong:
        raise Refused([*wrong[:5], _("%(file)s 核验不过；什么也没有改动。") % {"file": sealed.file.name}])
    return rows


class FilesIn:
    """The stored files of a sealed file on their way into the house; what was added goes again if the block fails."""

    def __init__(self, sealed: Sealed) -> None:
        """Look which files there are."""
        self.sealed = sealed
        self.names = sorted(name for name in sealed.files if name.startswith(f"{FILES}/"))
        self._added: list[Path] = []

    def __enter__(self) -> Self:
        """Return the files."""
        return self

    def __exit__(self, kind: object, *_error: object) -> None:
        """Take away what was added, if the deed failed."""
        if kind is not None:
            for path in self._added:
                path.unlink(missing_ok=True)

    def keep(self) -> None:
        """Write each file that is not there whole; names are hashes, so nothing is overwritten by anything else."""
        erased = set(Attachment.objects.filter(key__isnull=True).values_list("digest", flat=True))
        for name in self.names:
            digest = name.removeprefix(f"{FILES}/")
            path = path_of(digest)
            if digest in erased or (path.exists() and _digest(path) == digest):
                continue
            if self.sealed.files[name]["sha256"] != digest:
                raise Refused(_("文件与入库时的指纹不符，已被改动。"))
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f"{digest}.{secrets.token_hex(4)}.part")
            try:
                with self.sealed.open(name) as content, draft.open("wb") as into:
                    for block in blocks(content):
                        into.write(block)
                self._added.append(path)
                draft.replace(path)
            finally:
                draft.unlink(missing_ok=True)


def _digest(path: Path) -> str:
    seal_of = hashlib.sha256()
    with path.open("rb") as content:
        for block in blocks(content):
            seal_of.update(block)
    return seal_of.hexdigest()


def _other_version(sealed: Sealed) -> Refused:
    told = str(sealed.manifest.get("migration"))[:60]
    said = {"file": sealed.file.name, "theirs": told, "ours": migration()}
    if told[:4] > said["ours"][:4]:
        return Refused(_("%(file)s：由更新的版本写成（%(theirs)s）；请先升级本程序。") % said)
    return Refused(_("%(file)s：由较早的版本写成（%(theirs)s，现为 %(ours)s）；请在原处升级后重新导出。") % said)
