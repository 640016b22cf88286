"""The tally of the book, and what every numbered line carries."""

from __future__ import annotations

from django.apps import apps
from django.db import models


class Origin(models.TextChoices):
    """Where a record comes from; a passport's flags are sums of these, not guesses."""

    LIVE = "live", "本系统记录"
    MIGRATED = "migrated", "由其他系统接管"
    MADE_UP = "made_up", "示例·数据虚构"


class Book(models.Model):
    """One row: how far the book is written. It is locked while lines are appended, so positions have no gaps."""

    last_position = models.BigIntegerField(default=0)
    last_recorded_at = models.DateTimeField(null=True)
    structure_position = models.BigIntegerField(default=0, help_text="position of the last fact of structure")
    structure_mark = models.BigIntegerField(default=0, help_text="drawn anew with each fact of structure")
    last_event = models.BigIntegerField(default=0, help_text="number of the last event of the history")
    last_event_hash = models.CharField(max_length=64, default="")


class BookLine(models.Model):
    """A line that is appended once and never changed.

    ``position`` is given in commit order; ``recorded_at`` is the server's clock and rises with it. ``known_on`` is
    the day of ``recorded_at`` except for lines taken over from another system.
    """

    position = models.BigIntegerField(primary_key=True)
    known_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(help_text="account number, a pseudonym")

    class Meta:
        """Abstract: each table has its own columns beside these."""

        abstract = True


class Dated(BookLine):
    """An assertion about a span of days (inclusive): for each day the latest known assertion wins.

    ``founding`` marks the first assertion about its subject: it holds for every knowledge day, because nothing else
    was ever known of the subject before it.
    """

    valid_from = models.DateField()
    valid_to = models.DateField()
    founding = models.BooleanField(default=False)

    class Meta:
        """Abstract, like its parent."""

        abstract = True


def tables() -> tuple[type[BookLine], ...]:
    """Return every table whose lines share the one sequence of positions, whichever noun it belongs to."""
    return tuple(model for model in apps.get_app_config("records").get_models() if issubclass(model, BookLine))
