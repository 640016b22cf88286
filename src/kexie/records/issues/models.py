"""Drafts of reports, their issues, and what takes an issue back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kexie.records.book.guarded import Guarded
from kexie.records.book.models import BookLine
from kexie.records.files.models import Attachment
from kexie.records.units.models import Unit


class Report(Guarded):
    """A report (文稿) that is being written: text with marks, and what the marks stand for.

    ``pieces``: numbers, tables and charts as questions, each ``{"n", "form", "indicator", "unit", "period", "where",
    "by", "caption"}``; in ``text`` 【数1】 stands for a number, 【表2】 and 【图3】 on lines of their own for a table
    and a chart. ``as_of`` empty: as known on the day it is read. ``version`` rises with every change.
    """

    code = models.CharField(max_length=64, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reports", help_text="whose report it is")
    title = models.CharField(max_length=200)
    period = models.CharField(max_length=64)
    as_of = models.DateField(null=True)
    text = models.TextField(default="")
    pieces = models.JSONField(default=list)
    version = models.IntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.BigIntegerField(help_text="account number")

    class Meta:
        """Read by unit, the last changed first."""

        indexes: ClassVar = [models.Index(fields=["unit", "-changed_at"], name="report_unit")]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class Issue(BookLine):
    """A report as it was issued (签发): one line of the book, with the fingerprint of what it said.

    The text itself lies beside (``IssueText``), so that no hash of the book is over what may name a person; the
    fingerprint binds it. ``upto`` is the last position of the book before it: what became known later is told after.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="issues")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="issues")
    number = models.IntegerField(help_text="1, 2, 3 … of its report")
    as_of = models.DateField()
    upto = models.BigIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the .json, in hexadecimal")

    class Meta:
        """Read by report and by fingerprint."""

        indexes: ClassVar = [
            models.Index(fields=["report", "number"], name="issue_report"),
            models.Index(fields=["digest"], name="issue_digest"),
        ]


class IssueText(models.Model):
    """What an issue says: its .json, as it was; every format is printed from it."""

    issue = models.OneToOneField(Issue, models.PROTECT, primary_key=True, related_name="text")
    content = models.TextField()


class Withdrawal(BookLine):
    """An issue is taken back from here on; it stays readable and says so. Why stands in the history."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="withdrawals")


class OfficeTemplate(Guarded):
    """An office's own .docx with fields (模板), filled on demand. ``retired``: out of use, its file erased."""

    code = models.CharField(max_length=64, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="office_templates")
    name = models.CharField(max_length=200)
    file = models.ForeignKey(Attachment, models.PROTECT, related_name="office_templates")
    fields = models.JSONField(default=list)
    retired = models.BooleanField(default=False)

    def __str__(self) -> str:
        """Return the name."""
        return self.name
