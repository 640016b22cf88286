"""One's own data: to see, to have corrected, to take along, to have erased. Nobody needs a post for it."""

from __future__ import annotations

from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access.models import Account
from kexie.records.access.rights import ROLES
from kexie.records.activities.models import Attendance
from kexie.records.activities.queries import own_attendance
from kexie.records.people.models import Membership, Person
from kexie.records.structure import actions, requests
from kexie.records.units.kinds import MAIN
from kexie.records.units.kinds import TITLES as WORDS
from kexie.web.kit.forms import HouseForm
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.me import held
from kexie.web.reader import actor
from kexie.web.templatetags import kit


class AskForm(HouseForm):
    """What is wrong, and what it should be."""

    text = forms.CharField(
        label=gettext_lazy("哪一项不对，应当是什么"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class EraseForm(HouseForm):
    """The own code typed once more: erasing cannot be taken back."""

    code = forms.CharField(label=gettext_lazy("再写一遍您的人员编号，确认删除"), max_length=64)


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Show all that is held of whoever is signed in."""
    return _shown(request, AskForm())


def _shown(request: HttpRequest, form: AskForm) -> HttpResponse:
    who = actor(request)
    person = held.person_of(who)
    told: dict[str, object] = {"person": person, "form": form}
    if person is not None:
        attended = list(own_attendance(who))
        homes = Membership.objects.filter(subject=person.pseudonym).select_related("unit")
        told |= {
            "homes": [
                (one, "" if one.line == MAIN else WORDS.get(one.line, one.line))
                for one in homes.order_by("-valid_from", "-known_on", "-position")
            ],
            "posts": _posts(person),
            "attended": _attended(attended),
            "requests": list(person.requests.order_by("-pk")[:20]),
            "states": dict(requests.State.choices),
            "looks": held.looks(person, attended),
        }
    answer = render(request, "me/index.html", told, status=400 if form.errors else 200)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _posts(person: Person) -> Table | None:
    rows = [
        Row(
            [
                ROLES[post.role].title if post.role in ROLES else post.role,
                post.unit.name,
                kit.day(post.since),
                kit.day(post.until),
            ]
        )
        for post in person.posts.select_related("unit").order_by("-until", "-since", "pk")
    ]
    cols = [Col(_("岗位")), Col(_("单位"), lead=True), Col(_("自"), fold=_("自")), Col(_("至"), fold=_("至"))]
    return Table(_("任职"), cols, rows, classes="posts") if rows else None


def _attended(attended: list[Attendance]) -> Table | None:
    words = dict(Attendance.Status.choices)
    rows = [Row([kit.day(row.on), row.activity.title, words[row.status], row.activity.unit.name]) for row in attended]
    cols = [Col(_("日期")), Col(_("活动"), lead=True), Col(_("到会")), Col(_("主办"), end=True)]
    return Table(_("我的到会"), cols, rows) if rows else None


@login_required
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a correction."""
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            requests.ask(text=form.cleaned_data["text"], by=actor(request))
        except Refused as refusal:
            form.refuse(refusal, "text")
        else:
            messages.success(request, _("已提出；管您资料的人会看到，办了在这里告诉您。"))
            return redirect("me:index")
    return _shown(request, form)


@login_required
def export(request: HttpRequest) -> HttpResponse:
    """Hand out all that is held of whoever is signed in."""
    who = actor(request)
    told = held.document(who)
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
    name = quote(str(told.get("code", who.username)), safe="")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}.json"
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
def erase(request: HttpRequest) -> HttpResponse:
    """Erase whoever is signed in, once the code has been typed again, and sign them out."""
    who = actor(request)
    person = held.person_of(who)
    if person is None:
        raise Forbidden(_("您的账号没有对应的人员，没有可删除的资料。"))
    form = EraseForm(request.POST or None)
    if form.is_valid():
        if form.cleaned_data["code"].strip() != person.code:
            form.add_error("code", _("编号对不上，没有删除。"))
        elif _last_owner(who):
            form.add_error(None, _("您是唯一的系统负责人；请先让别人也成为负责人，再删除自己。"))
        else:
            actions.erase_person(person=person, by=who)
            logout(request)
            messages.success(request, _("已删除您的姓名、编号、任职和登录；数字不变。"))
            return redirect("sign-in")
    return render(request, "me/erase.html", {"person": person, "form": form}, status=400 if form.errors else 200)


def _last_owner(who: Account) -> bool:
    return who.is_owner and not Account.objects.filter(is_owner=True, is_active=True).exclude(pk=who.pk).exists()
