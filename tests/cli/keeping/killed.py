"""``restore``, killed at a named step: ``killed.py STEP FILE``. It stands for a power cut."""

from __future__ import annotations

import os
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kexie.settings")
django.setup()

from kexie.cli import main  # noqa: E402 - models exist only now
from kexie.records.keeping import beside, restoring  # noqa: E402 - the same


def killed(*_args: Any, **_more: Any) -> None:
    os._exit(9)


STEPS = {
    "erasures": (restoring, "replay"),
    "swap": (beside, "copied"),
    "swap of schemas": (beside, "swap_postgresql"),
    "keys": (restoring, "_put_home"),
}

if __name__ == "__main__":
    step, file = sys.argv[1:]
    setattr(*STEPS[step], killed)
    beside.PAGES = 5  # type: ignore[misc]  # so that the copying is heard of before it is done
    raise SystemExit(main(["restore", file, "--yes"]))
