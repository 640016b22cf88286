"""A certificate to print, and the public page on which whoever holds one may check it."""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from typing import Final

import segno
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kexie.kit.clock import now
from kexie.kit.refusal import Forbidden
from kexie.records.access.models import Account
from kexie.records.classes import queries
from kexie.records.classes.completing import printed
from kexie.records.classes.models import Certificate
from kexie.records.people.models import Person
from kexie.web.account.address import client_address
from kexie.web.activities.words import days
from kexie.web.reader import actor

MOST: Final = 20
"""So many looks a minute from one address; who types from paper needs one."""


class Limit:
    """How often each address looked in this minute: salted hashes in memory only, forgotten with the minute."""

    def __init__(self) -> None:
        """Begin with a salt that nobody knows."""
        self._salt = secrets.token_bytes(16)
        self._minute = 0
        self._looks: Counter[str] = Counter()

    def reached(self, address: str) -> bool:
        """Count a look; tell whether there were too many."""
        minute = int(now().timestamp()) // 60
        if minute != self._minute:
            self._minute, self._salt, self._looks = minute, secrets.token_bytes(16), Counter()
        name = hashlib.sha256(self._salt + address.encode()).hexdigest()
        self._looks[name] += 1
        return self._looks[name] > MOST


LIMIT: Final = Limit()


def check(request: HttpRequest) -> HttpResponse:
    """Check a certificate by its code, signed in or not: what is printed on it, or that there is none."""
    code = request.GET.get("code", "").strip()[:60]
    told: dict[str, object] = {"code": code}
    status = 200
    if code and LIMIT.reached(client_address(request)):
        told["often"], status = True, 429
    elif code:
        found = queries.certificate(code)
        told |= {"asked": True, "paper": _printed(found) if found is not None else None}
        status = 200 if found is not None else 404
    answer = render(request, "classes/check.html", told, status=status)
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    if status == 429:  # noqa: PLR2004 - its own name
        answer["Retry-After"] = "60"
    return answer


def _printed(one: Certificate) -> dict[str, object]:
    """Return what is printed on a certificate, and nothing else."""
    training = one.enrolment.training
    person = (
        Person.objects.knowing("printed on the certificate in hand").filter(pseudonym=one.enrolment.subject).first()
    )
    return {
        "name": person.name if person is not None else "",
        "title": training.activity.title,
        "days": days(training.activity),
        "unit": training.activity.unit.name,
        "hours": one.hours,
        "issued_on": one.issued_on,
        "withdrawn_on": one.withdrawn_on,
        "code": printed(one.code),
        "made_up": training.activity.origin == "made_up",
    }


@login_required
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """Show a certificate to print: to whom it belongs, its organiser, and the unit that sent them."""
    who = actor(request)
    found = queries.certificate(code)
    if found is None or not _may(who, found):
        raise Forbidden(_("没有这份结业证，或您无权查看。"))
    link = request.build_absolute_uri(f"{reverse('classes:check')}?code={found.code}")
    told = {
        "paper": _printed(found),
        "link": link,
        "code_picture": picture(link),
        "activity": found.enrolment.training.activity,
    }
    return render(request, "classes/paper.html", told)


def _may(who: Account, found: Certificate) -> bool:
    if any(row.pk == found.enrolment_id for row in queries.own(who)):
        return True
    return queries.enrolments(who, found.enrolment.training).filter(pk=found.enrolment_id).exists()


def picture(link: str) -> SafeString:
    """Return an address as a square code to scan, drawn here as SVG."""
    drawn = segno.make(link, error="m").svg_inline(scale=3, border=2, omitsize=True, title=_("扫一扫，查验这份结业证"))
    return mark_safe(drawn)  # noqa: S308 - segno draws it from an address that it escapes
