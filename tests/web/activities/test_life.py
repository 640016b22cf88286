"""The life of an activity on the site: next steps, checking, copies, plans ahead, programme, who is expected."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from kexie.kit.clock import today
from kexie.records.access.models import Account
from kexie.records.activities.models import Activity, Attendance, Item, Sitting
from kexie.records.activities.stages import Stage, stage
from kexie.records.units.models import Unit
from tests.building import cast, held, present, someone
from tests.opened import everything
from tests.web.visiting import queries, visit, words

Tree = dict[str, Unit]
SOON = today() + timedelta(days=10)


def get(code: str = "A1") -> Activity:
    return Activity.objects.knowing("test").select_related("unit").get(code=code)
