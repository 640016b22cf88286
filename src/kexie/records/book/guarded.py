"""Reads that fail closed: a guarded model answers only after somebody said who asks, or why nobody needs to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, ClassVar, Self, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


class UnscopedReadError(RuntimeError):
    """A guarded model was read without a reader: a defect in our code, never a person's mistake."""


class GuardedQuerySet(models.QuerySet[M]):
    """A queryset that raises ``UnscopedReadError`` when it is evaluated before it was opened."""

    _opened: str = ""

    def knowing(self, why: str) -> Self:
        """Open for the house itself (posting, counting, checking), saying why no reader's scope applies."""
        opened = self.all()
        opened._opened = why  # noqa: SLF001 - our own class
        return opened

    def _clone(self) -> Self:
        copy: Self = super()._clone()  # type: ignore[misc]
        copy._opened = self._opened
        return copy

    def _check(self) -> None:
        if not self._opened:
            message = f"{self.model.__name__} was read without saying who reads: use access.door or .knowing(why)"
            raise UnscopedReadError(message)

    def _fetch_all(self) -> None:
        self._check()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Iterator[M]:
        """Check, then iterate."""
        self._check()
        return super().iterator(*args, **kwargs)

    def aiterator(self, *args: Any, **kwargs: Any) -> AsyncIterator[M]:
        """Check, then iterate."""
        self._check()
        return super().aiterator(*args, **kwargs)

    def raw(self, *args: Any, **kwargs: Any) -> models.query.RawQuerySet[M]:
        """Check, then ask in SQL."""
        self._check()
        return super().raw(*args, **kwargs)

    def count(self) -> int:
        """Check, then count."""
        self._check()
        return super().count()

    def exists(self) -> bool:
        """Check, then look."""
        self._check()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Check, then aggregate."""
        self._check()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        """Check, then update."""
        self._check()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Check, then delete."""
        self._check()
        return super().delete()


class Guarded(models.Model):
    """A model whose rows belong to units: ``SCOPE`` is the path from a row to the unit that a right must reach."""

    SCOPE: ClassVar[str] = "unit"
    PLACED: ClassVar[bool] = False
    """Whether every row has a unit at ``SCOPE``: then a right that reaches all units that occur needs no filter."""
    objects = GuardedQuerySet.as_manager()

    class Meta:
        """Abstract; Django's own look-ups (foreign keys, bulk inserts) use the plain base manager."""

        abstract = True

    @classmethod
    def veil(cls, actor: Any) -> models.Q:  # noqa: ARG003 - a model that hides some rows overrides it
        """Return what an actor may see of the rows in reach: all, unless a model hides some (need to know)."""
        return models.Q()

    @classmethod
    def named(cls, actor: Any) -> list[int]:  # noqa: ARG003 - a model that names its readers overrides it
        """Return the rows that an actor reads because they are named there, beyond the reach of their posts."""
        return []
