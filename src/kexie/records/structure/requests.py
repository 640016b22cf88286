"""Asking to have one's own data corrected, and deciding on it (the right of correction, PIPL article 46)."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kexie.kit.clock import now, today
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.access.scope import has_all, reached
from kexie.records.history.actions import Deed, write
from kexie.records.people.models import CorrectionRequest, Person
from kexie.records.people.queries import home_on, homes
from kexie.records.structure import persons

OPEN_AT_MOST = 5
"""How many requests of one person may wait at a time."""
State = CorrectionRequest.State


def ask(*, text: str, by: Account) -> CorrectionRequest:
    """Ask for a correction of one's own data; raise ``Refused`` without a person, or with too many waiting."""
    person = Person.objects.knowing("whoever asks, of their own").filter(pk=by.person_id or 0).first()
    if person is None or not by.is_active:
        raise Refused(_("您的账号没有对应的人员，没有可更正的资料。"))
    if not text.strip():
        raise Refused(_("请写明哪一项不对、应当是什么。"))
    with transaction.atomic():
        if CorrectionRequest.objects.filter(person=person, state=State.OPEN).count() >= OPEN_AT_MOST:
            raise Refused(_("已有 %(n)s 条请求在等办理；请等办完再提。") % {"n": OPEN_AT_MOST})
        made = CorrectionRequest.objects.create(person=person, text=text.strip(), asked_at=now())
        write([Deed("ask", "request", str(made.pk), unit=_unit(person))], by=by.pk)
    return made


def answer(*, request: CorrectionRequest, done: bool, text: str, by: Account) -> None:
    """Decide on a request: done, or not and why. Raises ``Refused`` if somebody decided already, or gives no reason."""
    persons.demand(request.person, Right.PEOPLE_MANAGE, by)
    if not done and not text.strip():
        raise Refused(_("不改要写明理由，本人看得到。"))
    with transaction.atomic():
        state = State.DONE if done else State.DECLINED
        changes = {"state": state, "answer": text.strip(), "answered_by": by.pk, "answered_at": now()}
        if not CorrectionRequest.objects.filter(pk=request.pk, state=State.OPEN).update(**changes):
            raise Refused(_("这条请求已经有人办过了。"))
        write([Deed("answer", "request", str(request.pk), unit=_unit(request.person))], by=by.pk)


def waiting(actor: Account) -> list[CorrectionRequest]:
    """Return the requests that wait for the actor: of people at home where they manage people, the oldest first."""
    if not door.may_anywhere(actor, Right.PEOPLE_MANAGE):
        return []
    found: QuerySet[CorrectionRequest] = CorrectionRequest.objects.filter(state=State.OPEN)
    listed = list(found.select_related("person").order_by("asked_at", "pk"))
    if has_all(actor):
        return listed
    reach, day = reached(actor, Right.PEOPLE_MANAGE) or frozenset[int](), today()
    told = homes(one.person.pseudonym for one in listed)
    return [one for one in listed if home_on(told.get(one.person.pseudonym, []), day) in reach]


def get(actor: Account, number: int) -> CorrectionRequest:
    """Return a request that the actor may decide on; else ``Forbidden`` as if there were none."""
    found = CorrectionRequest.objects.filter(pk=number).select_related("person").first()
    if found is None or not persons.may(actor, Right.PEOPLE_MANAGE, found.person):
        raise Forbidden(_("没有这条请求，或您不能办它。"))
    return found


def _unit(person: Person) -> int | None:
    home = persons.home_of(person)
    return home.pk if home is not None else None
