"""Putting a backup back: made whole beside what is in use, proved, put through the erasures, then swapped in."""

from __future__ import annotations

import csv
import secrets
import shutil
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from kexie.kit.refusal import Refused
from kexie.records.book.models import Book
from kexie.records.files.models import Attachment
from kexie.records.history import actions as history
from kexie.records.keeping import beside
from kexie.records.keeping.actions import FilesIn, migration
from kexie.records.keeping.archive import Sealed, blocks
from kexie.records.keeping.backup import DATABASE, HOME, KEPT, open_sqlite
from kexie.records.keeping.erased import replay
from kexie.records.ledger import closings
from kexie.records.people.erasures import Erased

TABLE: Final = "records_book"


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: the book's last line, stored files, erasures done again, and what does not prove true."""

    position: int
    files: int
    erased: int
    faults: tuple[str, ...]


def check(sealed: Sealed) -> None:
    """Raise ``Refused`` for a backup of a newer version or of the other sort of database."""
    told = sealed.manifest
    said = {"file": sealed.file.name, "theirs": str(told.get("migration"))[:60], "of": str(told.get("of"))[:20]}
    if said["theirs"][:4] > migration()[:4]:
        raise Refused(_("%(file)s：由更新的版本写成（%(theirs)s）；请先升级本程序。") % said)
    if told.get("of") != connection.vendor:
        raise Refused(_("%(file)s 是 %(of)s 数据库的备份；换数据库请用 export 和 import everything。") % said)


def something_here() -> bool:
    """Tell whether a restore would overwrite anything."""
    return TABLE in connection.introspection.table_names()


def put_back(sealed: Sealed, erased: Iterable[Erased]) -> Restored:
    """Put a backup in the place of what is here; return what it holds. Nobody else may be at work here meanwhile.

    The older state is brought to this version and what was erased since is erased again before it is swapped in; a
    backup whose closings or history do not prove true is put back all the same, and the faults are told: it may be
    all that is left. Raises ``Refused``, and nothing has changed, where it cannot be read.
    """
    check(sealed)
    told = list(erased)
    for left in Path(settings.KEXIE_HOME).glob(".beside.*.part*"):
        left.unlink(missing_ok=True)
    with FilesIn(sealed) as files:
        try:
            if connection.vendor == "sqlite":
                restored = _sqlite(sealed, told, files)
            else:
                restored = _postgresql(sealed, told, files)
        except (DatabaseError, ValueError, csv.Error) as error:
            why = str(error).splitlines()[0] if str(error) else type(error).__name__
            said = {"file": sealed.file.name, "why": why[:200]}
            raise Refused(_("%(file)s：内容彼此对不上（%(why)s）；什么也没有改动。") % said) from error
    _put_home(sealed)
    _sweep()
    return restored


def _sqlite(sealed: Sealed, erased: list[Erased], files: FilesIn) -> Restored:
    live = connection.settings_dict["NAME"]
    with beside.sqlite_beside(Path(settings.KEXIE_HOME)) as draft:
        with sealed.open(DATABASE) as content, draft.open("wb") as into:
            for block in blocks(content):
                into.write(block)
        with closing(open_sqlite(draft)) as opened:
            if opened.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise Refused(_("%(file)s：文件不完整或已损坏；请换一份完好的。") % {"file": sealed.file.name})
            opened.execute("DELETE FROM django_session")  # nobody is signed in again by a restore
        call_command("migrate", verbosity=0, interactive=False)
        restored = _made_whole(erased, files)
        beside.swap_sqlite(draft, live)
    return restored


def _postgresql(sealed: Sealed, erased: list[Erased], files: FilesIn) -> Restored:
    with beside.postgresql_beside():
        beside.build(sealed)
        restored = _made_whole(erased, files)
    beside.swap_postgresql()
    return restored


def _made_whole(erased: list[Erased], files: FilesIn) -> Restored:
    """Prove the state beside, erase again, and lay its files down; return what it holds."""
    wrong = (*closings.faults(), *history.faults())
    again = replay(erased)
    files.keep()
    book = Book.objects.filter(pk=1).first() or Book()
    return Restored(book.last_position, len(files.names), again, wrong)


def _put_home(sealed: Sealed) -> None:
    """Lay down the keys and folders that stood beside the database, each whole or not at all."""
    home = Path(settings.KEXIE_HOME)
    for name in sealed.files:
        parts = name.split("/")
        if parts[0] != HOME or parts[1] not in KEPT:
            continue
        path = home.joinpath(*parts[1:])
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        draft.touch(mode=0o600)
        with sealed.open(name) as content, draft.open("wb") as into:
            shutil.copyfileobj(content, into)
        draft.replace(path)


def _sweep() -> None:
    """Take away stored files that no record knows any more: their keys went with the state that was here before."""
    known = set(Attachment.objects.values_list("digest", flat=True))
    folder = Path(settings.FILES_ROOT)
    for path in folder.glob("*/*") if folder.is_dir() else ():
        if path.name not in known:
            path.unlink(missing_ok=True)
