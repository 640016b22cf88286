"""Rights explained: what each kind of post carries, and which posts of the reader's carry what."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import ROLES, SHARED, TITLES, Right
from kexie.records.people.models import Person
from kexie.records.structure import persons
from kexie.records.units.kinds import TITLES as WORDS
from kexie.web.desk.seat import seat_of, seated
from kexie.web.kit.forms import HouseForm
from kexie.web.kit.markup import format_html_join
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.reader import actor, spots_of
from kexie.web.templatetags import kit
from kexie.web.units.finding import find_unit


@seated
def index(request: HttpRequest) -> HttpResponse:
    """Show rights by roles, and where the reader's own come from."""
    yes, no = kit.tag("done", _("能")), kit.tag("na", _("不能"))
    rows = [Row([TITLES[right], *(yes if right in role.rights else no for role in ROLES.values())]) for right in Right]
    cols = [Col(_("权限")), *(Col(role.title) for role in ROLES.values())]  # type: ignore[arg-type]
    seat = seat_of(request)
    spots = spots_of(post.unit_id for post in seat.posts)
    mine = [
        {
            "role": ROLES[post.role].title,
            "unit": post.unit,
            "place": spots[post.unit_id].place,
            "line": WORDS.get(post.line, post.line),
            "since": post.since,
            "until": post.until,
            "rights": [TITLES[right] for right in Right if right in ROLES[post.role].rights],
        }
        for post in seat.posts
    ]
    told = {
        "table": Table(_("岗位和权限"), cols, rows, folds=False),
        "mine": mine,
        "all": seat.all,
        "shared": [TITLES[right] for right in Right if right in SHARED],
    }
    return render(request, "settings/rights.html", told)


class WhyForm(HouseForm):
    """Whose rights, in which unit."""

    unit = forms.CharField(label=gettext_lazy("单位（编号或全称）"))
    person = forms.CharField(
        label=gettext_lazy("人员编号"),
        required=False,
        max_length=64,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("空着就是您自己")}),
    )


@seated
def why(request: HttpRequest) -> HttpResponse:
    """Explain what somebody may and may not do in a unit, right by right, with the posts that say so."""
    who, seat = actor(request), seat_of(request)
    given = {"unit": request.GET.get("unit") or (seat.unit.code if seat.unit else ""), "person": ""}
    form = WhyForm(given | {"person": request.GET.get("person", "")})
    told: dict[str, object] = {"form": form}
    if form.is_valid():
        at = "unit"
        try:
            unit = find_unit(form.cleaned_data["unit"], who, Right.UNIT_READ)
            at = "person"
            whom, person = _whom(form.cleaned_data["person"].strip(), who)
        except Refused as refusal:
            form.refuse(refusal, at)
        else:
            answers = [(TITLES[right], door.may(whom, right, unit), door.why(whom, right, unit)) for right in Right]
            held = [one for one in answers if one[1]]
            told |= {"unit": unit, "person": person, "held": len(held), "table": _answers(answers)}
    return render(request, "settings/why.html", told, status=400 if form.errors else 200)


def _whom(code: str, who: Account) -> tuple[Account, Person | None]:
    """Return the account to explain (one that signs in or would), and the person if it is not the reader."""
    if not code or (who.person is not None and code == who.person.code):
        return who, None
    person = persons.find(code, who)
    return Account.objects.filter(person=person).first() or Account(person=person), person


def _answers(answers: list[tuple[str | Promise, bool, list[str]]]) -> Table:
    yes, no = kit.tag("done", _("能")), kit.tag("na", _("不能"))
    listed = sorted(answers, key=lambda one: not one[1])
    rows = [
        Row([title, yes if held else no, format_html_join("", "<p>{}</p>", ((line,) for line in chain))])
        for title, held, chain in listed
    ]
    return Table(
        _("逐项"), [Col(_("权限"), lead=True), Col(_("能不能")), Col(_("为什么"), end=True)], rows, classes="whys"
    )
