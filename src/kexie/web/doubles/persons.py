"""One person under two codes, probably: side by side, joined by somebody who knows them, or kept apart. Undoable."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kexie.kit.clock import today
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account, Post
from kexie.records.access.rights import TITLES, Right
from kexie.records.history.looks import PEOPLE, look
from kexie.records.ledger.actions import merge_persons, part_persons
from kexie.records.ledger.apart import PERSON, ask_again, keep_apart
from kexie.records.ledger.persons import kept_apart, merged_persons, same_persons
from kexie.records.people.models import Person
from kexie.records.people.queries import home_on, homes
from kexie.records.structure import persons
from kexie.web.desk.seat import seat_of, seated
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.reader import NOWHERE, Spot, actor, spots_of

SHOWN = 40


@dataclass(frozen=True, slots=True)
class Pair:
    """Two persons side by side."""

    one: Person
    other: Person
    table: Table


@seated
def index(request: HttpRequest) -> HttpResponse:
    """List pairs that are probably one person, and what was decided about others."""
    who = actor(request)
    if not door.may_anywhere(who, Right.PEOPLE_MANAGE):
        raise Forbidden(_("您没有“%(right)s”的权限。") % {"right": TITLES[Right.PEOPLE_MANAGE]})
    found = same_persons(who)
    shown = found[:SHOWN]
    merged, parted = merged_persons(who)[:SHOWN], kept_apart(who)[:SHOWN]
    seen = {person.pk for pair in (*shown, *merged, *parted) for person in pair}
    seat = seat_of(request).unit
    if seen and seat is not None:
        look(PEOPLE, seat.pk, by=who.pk, unit=seat.pk, names=len(seen))
    told = {
        "count": len(found),
        "pairs": _beside(shown),
        "more": len(found) - len(shown),
        "merged": merged,
        "apart": parted,
    }
    return render(request, "doubles/persons.html", told)


def _beside(pairs: list[tuple[Person, Person]]) -> list[Pair]:
    both = [person for pair in pairs for person in pair]
    told = homes(person.pseudonym for person in both)
    at = {person.pk: home_on(told.get(person.pseudonym, []), today()) for person in both}
    spots = spots_of(at.values())
    posts = _posts(both)
    cols = [Col(_("栏目"), lead=True), Col(_("甲")), Col(_("乙"), end=True)]
    found = []
    for one, other in pairs:
        rows = [
            Row([_("编号"), one.code, other.code]),
            Row([_("姓名"), one.name, other.name]),
            Row([_("所在单位"), *(_place(spots.get(at[each.pk], NOWHERE)) for each in (one, other))]),
            Row([_("人群"), *(each.audience.strip(";") for each in (one, other))]),
            Row([_("任职"), *(str(posts.get(each.pk, 0)) for each in (one, other))]),
        ]
        found.append(Pair(one, other, Table(one.name, cols, rows, folds=False)))
    return found


def _place(spot: Spot) -> str:
    return f"{spot.name}（{spot.place}）" if spot.code else ""


def _posts(people: Iterable[Person]) -> dict[int, int]:
    found: dict[int, int] = {}
    for person in Post.objects.filter(person__in=[one.pk for one in people]).values_list("person_id", flat=True):
        found[person] = found.get(person, 0) + 1
    return found


@seated
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Say that two codes are one person, that they are not, or take either back."""
    who = actor(request)
    one, other = (persons.find(request.POST.get(name, ""), who) for name in ("one", "other"))
    deed = request.POST.get("deed", "")
    if deed in ("keep_one", "keep_other"):
        kept, gone = (one, other) if deed == "keep_one" else (other, one)
        merge_persons(pseudonym=gone.pseudonym, into=kept.pseudonym, by=who)
        said = {"kept": kept.code, "gone": gone.code}
        messages.success(request, _("自今日起 %(gone)s 与 %(kept)s 算同一个人，人数只计一次；早先的数不变。") % said)
    elif deed == "part":
        part_persons(pseudonym=one.pseudonym, by=who)
        messages.success(request, _("自今日起 %(code)s 不再并入别人。") % {"code": one.code})
    elif deed in ("apart", "again"):
        _apart(one, other, deed, who)
        messages.success(
            request, _("记下了：不是同一个人，以后不再提。") if deed == "apart" else _("已撤回“不是同一个人”。")
        )
    else:
        raise Refused(_("没有看懂要怎样办这一对；请退回上一页再按一次。"))
    return redirect("settings:person_doubles")


def _apart(one: Person, other: Person, deed: str, who: Account) -> None:
    for person in (one, other):
        persons.demand(person, Right.PEOPLE_MANAGE, who)
    if one.pk == other.pk:
        raise Refused(_("这是同一个人员编号。"))
    (keep_apart if deed == "apart" else ask_again)(PERSON, one.pseudonym, other.pseudonym, by=who)
