"""The list of erasures (删除清单): it lies outside the database, so that a backup put back gives nobody back.

A line says that a pseudonym lost its name, or that a file lost its key, and when: nothing that tells of a person once
the database forgot. Whoever puts an older state in place reads the list and does it again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import now
from kexie.kit.refusal import Refused

PERSON: Final = "person"
FILE: Final = "file"


class Erased(NamedTuple):
    """What was erased: a ``person`` by pseudonym or a ``file`` by its digest."""

    what: str
    which: int | str


def kept_at() -> Path:
    """Return where the list lies: ``KEXIE_ERASURES``, else in ``KEXIE_HOME``."""
    return Path(settings.ERASURES)


def note(erased: Iterable[Erased]) -> None:
    """Put erasures on the list once the transaction has gone through; raise ``Refused`` before, if nothing can be.

    An erasure that cannot be listed would come back with the next restored backup: so it is not made at all.
    """
    told = list(erased)
    if not told:
        return
    try:
        _open().close()
    except OSError as error:
        said = {"file": kept_at(), "why": error.strerror or ""}
        raise Refused(_("删除清单 %(file)s 写不进去（%(why)s），所以没有删除；请系统负责人处理。") % said) from error
    transaction.on_commit(lambda: _append(told))


def _open() -> Any:  # noqa: ANN401 - a binary file
    descriptor = os.open(kept_at(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    return os.fdopen(descriptor, "ab")


def _append(told: list[Erased]) -> None:
    at = now().isoformat(timespec="seconds")
    lines = [json.dumps({"at": at, "what": one.what, "which": one.which}) + "\n" for one in told]
    with _open() as kept:
        kept.write("".join(lines).encode())  # one write: lines of two processes never mingle
        kept.flush()
        os.fsync(kept.fileno())


def listed(file: Path | None = None) -> Iterator[Erased]:
    """Yield what is on the list, oldest first; a line cut off by a power failure is skipped, it was never promised.

    Raises ``Refused`` where a file that was named is not there.
    """
    kept = file or kept_at()
    if not kept.exists():
        if file is not None:
            raise Refused(_("%(file)s：没有这个文件；请检查路径和文件名。") % {"file": file})
        return
    for line in kept.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            told = json.loads(line)
            erased = Erased(told["what"], told["which"])
        except (ValueError, KeyError, TypeError):
            continue
        if (erased.what == PERSON and isinstance(erased.which, int)) or (
            erased.what == FILE and isinstance(erased.which, str)
        ):
            yield erased
