"""A long list in pages of fixed addresses: where we are, how many there are, the way back and on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest

T = TypeVar("T")
SIZE: Final = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page: its items, its number from 1, the count of all; ``before`` and ``after`` are addresses or empty."""

    items: Sequence[T]
    number: int
    size: int
    count: int
    before: str
    after: str

    @property
    def first(self) -> int:
        """Return the number of the first item shown, 0 when there is none."""
        return (self.number - 1) * self.size + 1 if self.items else 0

    @property
    def last(self) -> int:
        """Return the number of the last item shown."""
        return (self.number - 1) * self.size + len(self.items)


def _address(request: HttpRequest, number: int) -> str:
    """Return this address with another page number and everything else kept."""
    query = request.GET.copy()
    query.pop("page", None)
    if number > 1:
        query["page"] = str(number)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def page_of(request: HttpRequest, items: QuerySet[Any, T] | Sequence[T], size: int = SIZE) -> Page[T]:
    """Cut the page that ``?page=`` asks for; nonsense is the first page, a number too high the last.

    ``items`` is a queryset with an order of its own (counted and sliced in the database) or a sequence.
    """
    count = len(items) if isinstance(items, list | tuple) else items.count()  # type: ignore[call-arg]
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
    )
