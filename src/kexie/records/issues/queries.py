"""Questions about drafts and issues: what somebody may see, and how an issue stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kexie.kit.refusal import Forbidden
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.history.models import HistoryEvent
from kexie.records.issues.models import Issue, OfficeTemplate, Report, Withdrawal

SHORT: Final = 16
"""Signs of a fingerprint that people read to each other; looked for in full or in these."""


def drafts(by: Account | None) -> QuerySet[Report]:
    """Return the drafts that somebody may write, the last changed first."""
    return door.seen(by, Right.REPORT_WRITE, Report).select_related("unit").order_by("-changed_at", "-pk")


def draft(by: Account | None, code: str) -> Report:
    """Return a draft by its code; ``Forbidden`` as if it were not there where it is out of reach."""
    return door.get(by, Right.REPORT_WRITE, Report, code=code)


def issues(by: Account | None) -> QuerySet[Issue]:
    """Return the issues of units whose records somebody may see, the newest first."""
    seen = door.seen(by, Right.RECORD_READ, Report).values("pk")
    return Issue.objects.filter(report__in=seen).select_related("unit").order_by("-position")


def issue(by: Account | None, position: int) -> Issue:
    """Return an issue by its position; ``Forbidden`` as if it were not there where it is out of reach."""
    found = issues(by).select_related("text").filter(position=position).first()
    if found is None:
        raise Forbidden(_("没有这份签发的文稿，或您无权查看。"))
    return found


def templates(by: Account | None) -> QuerySet[OfficeTemplate]:
    """Return the office templates that somebody may fill, by name."""
    found = door.seen(by, Right.REPORT_WRITE, OfficeTemplate).filter(retired=False)
    return found.select_related("unit", "file").order_by("name", "pk")


def template(by: Account | None, code: str) -> OfficeTemplate:
    """Return an office template by its code; ``Forbidden`` as if it were not there where it is out of reach."""
    return door.get(by, Right.REPORT_WRITE, OfficeTemplate, code=code, retired=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """How an issue stands: ``good``, ``replaced`` (by a later one of its report) or ``withdrawn``."""

    word: str
    by: Issue | None = None
    why: str = ""


def standing(issue: Issue) -> Standing:
    """Return how an issue stands today."""
    taken = Withdrawal.objects.filter(issue=issue).order_by("position").first()
    if taken is not None:
        told = HistoryEvent.objects.filter(noun="issue", deed="withdraw", thing=str(issue.position)).first()
        detail = getattr(told, "detail", None)
        return Standing("withdrawn", why=str(detail.body.get("why", "")) if detail is not None else "")
    later = Issue.objects.filter(report_id=issue.report_id, number__gt=issue.number).order_by("-number").first()
    return Standing("replaced", by=later) if later is not None else Standing("good")


def of_digest(text: str) -> Issue | None:
    """Return the issue of a fingerprint, in full or its first 16 signs, however people part them."""
    plain = re.sub(r"[\s·\-—.]", "", text).lower()
    if not re.fullmatch(rf"[0-9a-f]{{{SHORT}}}|[0-9a-f]{{64}}", plain):
        return None
    found = Issue.objects.select_related("unit", "text").filter(digest__startswith=plain)
    return found.order_by("-position").first()


def spaced(digest: str) -> str:
    """Return a fingerprint as it is shown and read out: 7be2·04d9·51aa·c3f8."""
    return "·".join(digest[place : place + 4] for place in range(0, SHORT, 4))
