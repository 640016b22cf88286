"""The sample association as a book to be read: built as anybody builds it, and what stands in it to be opened."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Final

from kexie.benches.places import Places
from kexie.records.access.models import Account
from kexie.records.access.scope import posts_of
from kexie.records.activities.models import Activity
from kexie.records.matters.models import Matter

ROLES: Final = {"chair": "chair", "clerk": "county_clerk"}
"""Who reads: the parts of the sample's sign-ins."""
PERIOD: Final = "2018"
"""The year in which the sample's activities were held."""


def begin() -> tuple[dict[str, Account], Places]:
    """Build the sample in this folder; return who reads, by role, and what is opened."""
    words = [sys.executable, "-m", "kexie", "demo", "--no-serve", "--json"]
    told = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)  # noqa: S603 - ourselves
    names = {one["part"]: one["name"] for one in told["sign_ins"]}
    readers = {role: Account.objects.get(username=names[part]) for role, part in ROLES.items()}
    unit = posts_of(readers["chair"])[0].unit
    held = Activity.objects.knowing("one to be opened").filter(unit=unit, starts_on__year=PERIOD)
    matter = Matter.objects.knowing("one to be opened").filter(lead=unit, confidential=False)
    return readers, Places(unit.code, PERIOD, held.latest("pk").code, matter.latest("pk").code, "学习 会议")
