"""Who is at work in a ``KEXIE_HOME``: the site and the worker hold a mark together, a restore wants it alone."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from kexie.kit.refusal import Refused


def _mark() -> IO[bytes]:
    path = Path(settings.KEXIE_HOME) / "in-use"
    path.touch(mode=0o600)
    return path.open("rb")


@contextmanager
def together() -> Iterator[None]:
    """Hold the mark with others while the block runs; raise ``Refused`` while a restore is at work."""
    with _mark() as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError as error:
            raise Refused(_("正在从备份恢复；请等它结束再启动。")) from error
        yield


@contextmanager
def alone() -> Iterator[None]:
    """Hold the mark alone while the block runs; raise ``Refused`` while the site or a worker runs here."""
    with _mark() as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Refused(_("网站或 worker 正在这个 KEXIE_HOME 上运行；请先停下再恢复。")) from error
        yield
