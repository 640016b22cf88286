"""``upgrade``: bring the database up to this version."""

from __future__ import annotations

import argparse

from django.utils.translation import gettext as _

from kexie.cli.init import prepare


def arguments(_parser: argparse.ArgumentParser) -> None:
    """``upgrade`` asks nothing."""


def run(_args: argparse.Namespace) -> int:
    """Run the migrations and put new versions of measures in force."""
    prepare()
    print(_("数据库已是当前版本。"))
    return 0
