"""People: who is at home in a unit, one person, entering, correcting, what is held, erasing."""

from __future__ import annotations

from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.clock import DAY_MIN, today
from kexie.kit.columns import parse_code, parse_name
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account, Post
from kexie.records.access.rights import ROLES, TITLES, Right
from kexie.records.access.scope import has_all
from kexie.records.activities.models import Attendance
from kexie.records.activities.queries import own_attendance
from kexie.records.history.looks import EXPORT, PEOPLE, PERSON, look
from kexie.records.people.models import Membership, Person
from kexie.records.people.queries import home_on, homes
from kexie.records.structure import actions, persons, requests, sign_ins
from kexie.records.units.kinds import MAIN
from kexie.records.units.kinds import TITLES as WORDS
from kexie.records.units.models import Unit
from kexie.web.desk.seat import seat_of, seated
from kexie.web.kit.forms import UNITS_OFFERED, DayField, HouseForm, at_its_field, unit_box
from kexie.web.kit.links import addresses
from kexie.web.kit.markup import format_html
from kexie.web.kit.pages import page_of
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.reader import NOWHERE, actor, spots_of
from kexie.web.templatetags import kit
from kexie.web.units.finding import find_unit, offered


class FindForm(HouseForm):
    """Whose people, and a part of a name or code."""

    unit = forms.CharField(label=gettext_lazy("单位（编号或全称）"), required=False)
    q = forms.CharField(label=gettext_lazy("编号或姓名里有"), required=False, max_length=60)


class PersonForm(HouseForm):
    """A person's name and audience groups."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=100)
    audience = forms.CharField(
        label=gettext_lazy("人群"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("用分号隔开，例：女科技工作者"),
    )

    def clean_name(self) -> str:
        """Read the name on one line."""
        with at_its_field():
            return parse_name(self.cleaned_data["name"])


class HomeForm(HouseForm):
    """Where a person is at home, from which day."""

    unit = forms.CharField(
        label=gettext_lazy("所在单位"), help_text=gettext_lazy("写编号或全称"),
        widget=unit_box(),
    )  # fmt: skip
    since = DayField(label=gettext_lazy("起"), required=False, help_text=gettext_lazy("空着就是一直"))


class NewForm(PersonForm, HomeForm):
    """A new person with a home."""

    code = forms.CharField(label=gettext_lazy("编号"), max_length=64, help_text=gettext_lazy("不要用身份证号"))
    field_order = ("code", "name", "unit", "since", "audience")

    def clean_code(self) -> str:
        """Read the code as imports do."""
        with at_its_field():
            return parse_code(self.cleaned_data["code"])


class EraseForm(HouseForm):
    """The code typed once more: erasing cannot be taken back."""

    code = forms.CharField(label=gettext_lazy("再写一遍编号，确认删除"), max_length=64)


@seated
def index(request: HttpRequest) -> HttpResponse:
    """List the people at home today in a unit and below."""
    who = actor(request)
    if not door.may_anywhere(who, Right.PEOPLE_READ):
        raise Forbidden(_("您没有“%(right)s”的权限。") % {"right": TITLES[Right.PEOPLE_READ]})
    home = seat_of(request).unit
    if home is None or not door.may(who, Right.PEOPLE_READ, home):
        home = door.units(who, Right.PEOPLE_READ).order_by("code").first()
    form = FindForm({"unit": request.GET.get("unit", home.code if home else ""), "q": request.GET.get("q", "")})
    told: dict[str, object] = {"form": form, "may_enter": door.may_anywhere(who, Right.PEOPLE_MANAGE)}
    told["waiting"] = len(requests.waiting(who))
    if form.is_valid() and (form.cleaned_data["unit"] or home):
        try:
            unit = find_unit(form.cleaned_data["unit"] or (home.code if home else ""), who, Right.PEOPLE_READ)
            found = persons.at_home(unit, who)
            wanted = form.cleaned_data["q"].strip()
            if wanted:
                found = found.filter(Q(name__icontains=wanted) | Q(code__icontains=wanted))
            counted = None if wanted else persons.count_at_home(unit, who)
            page = page_of(request, found.order_by("code"), counted=counted)
            told |= {"unit": unit, "page": page, "table": _table(page.items), "wanted": wanted}
            look(PEOPLE, unit.pk, by=who.pk, unit=unit.pk, names=len(page.items))
        except Refused as refusal:
            form.refuse(refusal, "unit")
    return render(request, "settings/people.html", told, status=400 if form.errors else 200)


def _table(people: object) -> Table:
    listed: list[Person] = list(people)  # type: ignore[call-overload]
    told = homes(person.pseudonym for person in listed)
    at = {person.pk: home_on(told.get(person.pseudonym, []), today()) for person in listed}
    spots, address = spots_of(at.values()), addresses("settings:person")
    posts = dict(Post.objects.filter(person__in=listed).values_list("person").annotate(n=Count("pk")))
    rows = []
    for person in listed:
        link = format_html('<a href="{}">{}</a>', address(person.code), person.name)
        spot = spots.get(at[person.pk], NOWHERE)
        unit = format_html('{} <span class="note">{}</span>', spot.name, spot.place) if spot.code else ""
        held = posts.get(person.pk, 0)
        post = _("%(count)s 个任职") % {"count": held} if held else ""
        rows.append(Row([person.code, link, unit, person.audience.strip(";"), post]))
    cols = [Col(_("编号")), Col(_("姓名"), lead=True), Col(_("单位")), Col(_("人群")), Col(_("任职"), end=True)]
    return Table(_("人员"), cols, rows, heads=False)


@seated
def new(request: HttpRequest) -> HttpResponse:
    """Enter one person."""
    who = actor(request)
    if not door.may_anywhere(who, Right.PEOPLE_MANAGE):
        raise Forbidden(_("您没有“%(right)s”的权限。") % {"right": TITLES[Right.PEOPLE_MANAGE]})
    home = seat_of(request).unit
    form = NewForm(request.POST or None, initial={"unit": home.code if home else "", "since": today().isoformat()})
    if form.is_valid():
        told = form.cleaned_data
        at = "unit"
        try:
            unit = find_unit(told["unit"], who, Right.PEOPLE_MANAGE)
            at = "code"
            made = persons.enrol(
                code=told["code"], name=told["name"], unit=unit, since=told["since"] or DAY_MIN,
                audience=told["audience"], by=who,
            )  # fmt: skip
        except Refused as refusal:
            form.refuse(refusal, at)
        else:
            messages.success(request, _("已登记 %(name)s（%(code)s）。") % {"name": made.name, "code": made.code})
            return redirect("settings:person", made.code)
    given = {"form": form, "offered": offered(who, Right.PEOPLE_MANAGE), "offered_id": UNITS_OFFERED}
    return render(request, "settings/new_person.html", given, status=400 if form.errors else 200)


@seated
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Show one person: homes, posts, sign-in, and what is held of them."""
    who = actor(request)
    person = persons.find(code, who)
    _seen(who, person, PERSON)
    told = Membership.objects.filter(subject=person.pseudonym, line=MAIN).select_related("unit")
    posts = person.posts.select_related("unit").order_by("-until", "-since", "pk")
    account = Account.objects.filter(person=person).first()
    rows = [
        Row(
            [
                ROLES[post.role].title if post.role in ROLES else post.role,
                _where(post.unit),
                *_span(post.since, post.until),
            ]
        )
        for post in posts
    ]
    cols = [Col(_("岗位")), Col(_("单位"), lead=True), Col(_("自"), fold=_("自")), Col(_("至"), fold=_("至"))]
    given = {
        "person": person,
        "own": who.person_id == person.pk,
        "home": persons.home_of(person),
        "homes": told.order_by("-valid_from", "-known_on", "-position"),
        "posts": Table(_("任职"), cols, rows, classes="posts") if rows else None,
        "account": account,
        "manages": persons.may(who, Right.PEOPLE_MANAGE, person),
        "signs": sign_ins.may_manage(who, person),
        "grants": door.may_anywhere(who, Right.POST_GRANT),
        "line": WORDS[MAIN],
        "attended": _attended(who) if who.person_id == person.pk else None,
    }
    return render(request, "settings/person.html", given)


def _seen(who: Account, person: Person, noun: str) -> None:
    """Write down that somebody looks at another's data; one's own are no matter."""
    if who.person_id != person.pk:
        home = persons.home_of(person)
        unit = home.pk if home is not None else None
        look(noun, person.pk, by=who.pk, unit=unit, subject=person.pseudonym)


def _attended(who: Account) -> Table:
    """Return the rosters on which the reader stands, for the reader's eyes alone."""
    words = dict(Attendance.Status.choices)
    rows = [
        Row([kit.day(row.on), row.activity.title, words[row.status], row.activity.unit.name])
        for row in own_attendance(who)
    ]
    cols = [Col(_("日期")), Col(_("活动"), lead=True), Col(_("到会")), Col(_("主办"))]
    return Table(_("我的到会"), cols, rows)


def _where(unit: Unit) -> object:
    return format_html('<a href="{}">{}</a>', reverse("units:one", args=[unit.code]), unit.name)


def _span(since: object, until: object) -> tuple[str, str]:
    return kit.day(since), kit.day(until)  # type: ignore[arg-type]


@seated
def export(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out all that is held of a person: to themselves, or to who manages them."""
    who = actor(request)
    person = persons.find(code, who)
    if who.person_id != person.pk:
        persons.demand(person, Right.PEOPLE_MANAGE, who)
    _seen(who, person, EXPORT)
    held = persons.holding(person)
    if who.person_id == person.pk:
        held["attended"] = [
            {"on": row.on.isoformat(), "activity": row.activity.code, "title": row.activity.title, "status": row.status}
            for row in own_attendance(who)
        ]
    answer = JsonResponse(held, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(person.code, safe='')}.json"
    answer["Cache-Control"] = "private, no-store"
    return answer


@seated
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """Correct a name or audience groups."""
    person = _managed(request, code)
    form = PersonForm(request.POST or None, initial={"name": person.name, "audience": person.audience})
    if form.is_valid():
        persons.correct(
            person, name=form.cleaned_data["name"], audience=form.cleaned_data["audience"], by=actor(request)
        )
        messages.success(request, _("已存下改动。"))
        return redirect("settings:person", person.code)
    return _set(request, "settings/correct_person.html", person, form)


@seated
def rehome(request: HttpRequest, code: str) -> HttpResponse:
    """Say where a person is at home from a day on."""
    person = _managed(request, code)
    form = HomeForm(request.POST or None, initial={"since": today().isoformat()})
    if form.is_valid():
        try:
            unit = find_unit(form.cleaned_data["unit"], actor(request), Right.PEOPLE_MANAGE)
            persons.rehome(person, unit=unit, since=form.cleaned_data["since"] or DAY_MIN, by=actor(request))
        except Refused as refusal:
            form.refuse(refusal, "unit")
        else:
            messages.success(request, _("已登记所在单位。"))
            return redirect("settings:person", person.code)
    return _set(request, "settings/rehome_person.html", person, form)


@seated
def erase(request: HttpRequest, code: str) -> HttpResponse:
    """Erase a person, once the code has been typed again."""
    who = actor(request)
    person = persons.find(code, who)
    if who.person_id != person.pk:
        persons.demand(person, Right.PEOPLE_MANAGE, who)
    form = EraseForm(request.POST or None)
    if form.is_valid():
        if form.cleaned_data["code"].strip() != person.code:
            form.add_error("code", _("编号对不上，没有删除。"))
        else:
            actions.erase_person(person=person, by=who)
            messages.success(request, _("已删除这个人的姓名、编号、任职和登录；数字不变。"))
            return redirect("settings:people" if has_all(who) or door.may_anywhere(who, Right.PEOPLE_READ) else "home")
    return _set(request, "settings/erase_person.html", person, form)


def _managed(request: HttpRequest, code: str) -> Person:
    person = persons.find(code, actor(request))
    persons.demand(person, Right.PEOPLE_MANAGE, actor(request))
    return person


def _set(request: HttpRequest, template: str, person: Person, form: HouseForm) -> HttpResponse:
    told = {
        "person": person,
        "form": form,
        "offered": offered(actor(request), Right.PEOPLE_MANAGE),
        "offered_id": UNITS_OFFERED,
    }
    return render(request, template, told, status=400 if form.errors else 200)
