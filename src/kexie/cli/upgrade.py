"""``upgrade``: bring the database up to this version."""

from __future__ import annotations

import argparse

from django.utils.translation import gettext as _

from kexie.cli.acting import demand_machine
from kexie.cli.init import prepare
from kexie.cli.running import tell


def arguments(_parser: argparse.ArgumentParser) -> None:
    """``upgrade`` asks nothing."""


def run(args: argparse.Namespace) -> int:
    """Run the migrations and put new versions of measures in force."""
    demand_machine(args)
    prepare()
    tell(args, _("数据库已是当前版本。"), {"upgraded": True})
    return 0
