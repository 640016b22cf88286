"""A long list in pages of fixed addresses: where we are, how many there are, the way back and on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kexie.web.kit.numbers import shown

T = TypeVar("T")
SIZE: Final = 50
MOST: Final = 2_000
"""Rows to which long lists count."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page: its items, its number from 1, the count of all; ``before`` and ``after`` are addresses or empty.

    ``over``: there are more than ``count``, which nobody pages through; how many exactly, a figure says.
    """

    items: Sequence[T]
    number: int
    size: int
    count: int
    before: str
    after: str
    over: bool = False

    @property
    def said(self) -> str:
        """Return in words how many there are."""
        return words_of(self.count, over=self.over)

    @property
    def first(self) -> int:
        """Return the number of the first item shown, 0 when there is none."""
        return (self.number - 1) * self.size + 1 if self.items else 0

    @property
    def last(self) -> int:
        """Return the number of the last item shown."""
        return (self.number - 1) * self.size + len(self.items)


def words_of(count: int, *, over: bool) -> str:
    """Return in words how many there are, or that there are more than were counted."""
    return _("%(count)s 以上") % {"count": shown(count)} if over else str(shown(count))


def counted(items: QuerySet[Any, Any], most: int = MOST) -> str:
    """Return in words how many there are, counted to ``most``."""
    count = _count(items, most)
    return words_of(min(count, most), over=count > most)


def _address(request: HttpRequest, number: int) -> str:
    """Return this address with another page number and everything else kept."""
    query = request.GET.copy()
    query.pop("page", None)
    if number > 1:
        query["page"] = str(number)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def page_of(
    request: HttpRequest,
    items: QuerySet[Any, T] | Sequence[T],
    size: int = SIZE,
    most: int | None = None,
    counted: int | None = None,
) -> Page[T]:
    """Cut the page that ``?page=`` asks for; nonsense is the first page, a number too high the last.

    ``items`` is a queryset with an order of its own (counted and sliced in the database) or a sequence. ``most``: so
    many are counted and paged through at most, so that a list costs the same however long it has become. ``counted``:
    how many there are, where the page knows already.
    """
    count = _count(items, most) if counted is None else counted
    over = most is not None and count > most
    count = most if over and most is not None else count
    pages = max(1, -(-count // size))
    asked = request.GET.get("page", "1")
    number = min(max(int(asked), 1), pages) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 1  # noqa: PLR2004
    start = (number - 1) * size
    return Page(
        items=list(items[start : start + size]),
        number=number,
        size=size,
        count=count,
        before=_address(request, number - 1) if number > 1 else "",
        after=_address(request, number + 1) if number < pages else "",
        over=over,
    )


def _count(items: QuerySet[Any, T] | Sequence[T], most: int | None) -> int:
    if isinstance(items, QuerySet):
        plain = items.order_by() if most is None else items
        return plain.count() if most is None else plain.values("pk")[: most + 1].count()
    return len(items)
