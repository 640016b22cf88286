"""Lists (导入): rows of any list that a spreadsheet could bring, checked and kept in the same way."""

from __future__ import annotations

import json
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router

from kexie.api.house import REFUSALS, Body, account, deed
from kexie.kit.refusal import Forbidden
from kexie.kit.sheets import Row, Table
from kexie.records.access import door
from kexie.records.access.rights import TITLES
from kexie.records.imports import runs
from kexie.records.imports.base import Listing
from kexie.records.imports.lists import LISTS

router = Router(tags=["lists"])
MOST: Final = 5_000
"""Rows of one call; a longer list is a spreadsheet."""


class Rows(Body):
    """Rows by the names of their columns. ``keep_good`` keeps the rows without faults; else one fault keeps all out."""

    rows: list[dict[str, str | int | None]] = Field(min_length=1, max_length=MOST)
    dry_run: bool = False
    keep_good: bool = False


@router.get("", response={200: dict[str, Any], **REFUSALS}, operation_id="lists")
def index(request: HttpRequest) -> dict[str, Any]:
    """List the lists of which one may bring rows, with their columns."""
    return {"lists": [_described(LISTS[name]) for name in runs.lists_for(account(request))]}


def _described(listing: Listing) -> dict[str, Any]:
    columns = [
        {"name": column.name, "title": str(column.zh), "required": column.required, "help": str(column.help)}
        for column in listing.columns
    ]
    return {"name": listing.name, "title": str(listing.title), "columns": columns}


@router.post("/{name}", response={200: dict[str, Any], **REFUSALS}, operation_id="bring_rows")
@deed
def keep(request: HttpRequest, name: str, sent: Rows) -> dict[str, Any]:
    """Check rows and keep them; rows that stand there already change nothing."""
    listing, who = LISTS.get(name), account(request)
    if listing is None:
        raise Forbidden(_("没有这种表。"))
    if not door.may_anywhere(who, listing.right):
        raise Forbidden(_("您没有“%(right)s”的权限。") % {"right": TITLES[listing.right]})
    headers = tuple(dict.fromkeys(header for row in sent.rows for header in row))
    rows = [
        Row(number, {header: "" if row.get(header) is None else str(row[header]).strip() for header in headers})
        for number, row in enumerate(sent.rows, start=1)
    ]
    content = json.dumps(sent.rows, ensure_ascii=False, sort_keys=True).encode()
    outcome, kept = runs.keep_at_once(
        name,
        Table(name, headers, rows),
        name=f"{name}.json",
        content=content,
        by=who,
        keep_good=sent.keep_good,
        dry_run=sent.dry_run,
    )
    return outcome.as_json() | {"kept": kept}
