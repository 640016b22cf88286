"""Search (搜索): what holds some words, anywhere that one may see; people are looked for on the pages alone."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from kexie.api.house import REFUSALS, Answer, account
from kexie.kit.text import one_line
from kexie.records.search import index
from kexie.records.search.small import SMALL, find_small

router = Router(tags=["search"])


class Asked(Schema):
    """Words, parted by spaces: all of them must stand there."""

    q: str = Field(min_length=1, max_length=100)
    limit: int = Field(20, ge=1, le=100)


@router.get("", response={200: Answer, **REFUSALS}, operation_id="search")
def search(request: HttpRequest, asked: Query[Asked]) -> Answer:
    """Return, by noun, the first records in view that hold every word: their codes and names.

    ``behind``: so much was written just now that not all of it is in the index yet; ask again in a minute or two.
    """
    who, text = account(request), one_line(asked.q)
    large = index.find(text, actor=who, most=asked.limit, wait=index.PATIENCE)
    told = {slug: [{"code": row.code, "name": str(row)} for row in rows] for slug, rows in large.items()}
    for slug, rows in find_small(text, actor=who, most=asked.limit).items():
        small = SMALL[slug]
        told[slug] = [{"code": small.said(row, small.code), "name": small.said(row)} for row in rows]
    return {"found": {slug: rows for slug, rows in told.items() if rows}, "behind": index.behind()}
