"""Posts: who holds which role in a unit and below, giving one, ending one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.clock import DAY_MAX, DAY_MIN, today
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account, Post
from kexie.records.access.rights import ROLES, Right
from kexie.records.access.scope import has_all
from kexie.records.structure import persons, sign_ins
from kexie.records.units.kinds import LINES, MAIN
from kexie.records.units.kinds import TITLES as WORDS
from kexie.records.units.queries import within
from kexie.web.desk.seat import seat_of, seated
from kexie.web.kit.forms import DayField, HouseForm
from kexie.web.kit.links import addresses
from kexie.web.kit.markup import format_html
from kexie.web.kit.pages import page_of
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.reader import actor, spots_of
from kexie.web.templatetags import kit
from kexie.web.units.finding import find_unit, offered

LIST = "units-offered"


class FindForm(HouseForm):
    """Whose posts."""

    unit = forms.CharField(label=gettext_lazy("单位（编号或全称）"), required=False)
    ended = forms.BooleanField(label=gettext_lazy("也列已结束的"), required=False)


class GrantForm(HouseForm):
    """A post to be given."""

    person = forms.CharField(label=gettext_lazy("人员编号"), max_length=64)
    unit = forms.CharField(
        label=gettext_lazy("单位"), widget=forms.TextInput(attrs={"list": LIST, "autocomplete": "off"}),
        help_text=gettext_lazy("写编号或全称"),
    )  # fmt: skip
    role = forms.ChoiceField(label=gettext_lazy("岗位"))
    line = forms.ChoiceField(label=gettext_lazy("线"), choices=[(line.slug, line.title) for line in LINES])
    since = DayField(label=gettext_lazy("起"), required=False, help_text=gettext_lazy("空着就是一直"))
    until = DayField(label=gettext_lazy("止"), required=False, help_text=gettext_lazy("空着就是至今"))

    def __init__(self, *args: Any, who: Account, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Offer the roles that the reader may give."""
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [(slug, role.title) for slug, role in ROLES.items() if slug != "owner" or has_all(who)]


class EndForm(HouseForm):
    """The last day of a post."""

    on = DayField(label=gettext_lazy("最后一天"))


@seated
def index(request: HttpRequest) -> HttpResponse:
    """List the posts of a unit and below; give a post where one may."""
    who = actor(request)
    grants = door.may_anywhere(who, Right.POST_GRANT)
    if not grants and not door.may_anywhere(who, Right.PEOPLE_READ):
        raise Forbidden(_("您的岗位看不到任职。"))
    home = seat_of(request).unit
    asked = {"unit": request.GET.get("unit", home.code if home else ""), "ended": request.GET.get("ended", "")}
    find = FindForm(asked)
    begin = {
        "since": today().isoformat(),
        "person": request.GET.get("person", ""),
        "unit": asked["unit"],
        "role": "clerk",
    }
    form = GrantForm(initial=begin, who=who)
    if request.method == "POST":
        form = GrantForm(request.POST, who=who)
        if form.is_valid() and _granted(request, form):
            return redirect(f"{reverse('settings:posts')}?unit={form.cleaned_data['unit']}")
    told: dict[str, object] = {"find": find, "form": form, "grants": grants}
    if find.is_valid() and find.cleaned_data["unit"]:
        try:
            unit = find_unit(find.cleaned_data["unit"], who, Right.PEOPLE_READ)
        except Refused as refusal:
            find.refuse(refusal, "unit")
        else:
            held = Post.objects.filter(within("unit", [unit.pk])).select_related("person", "unit")
            if not find.cleaned_data["ended"]:
                held = held.filter(until__gte=today())
            page = page_of(request, held.order_by("unit__code", "role", "-since", "pk"))
            told |= {"unit": unit, "page": page, "table": _table(page.items, who)}
    told |= {"offered": offered(who, Right.POST_GRANT), "offered_id": LIST}
    return render(request, "settings/posts.html", told, status=400 if form.errors or find.errors else 200)


def _granted(request: HttpRequest, form: GrantForm) -> bool:
    told, who = form.cleaned_data, actor(request)
    at = "person"
    try:
        person = persons.find(told["person"].strip(), who)
        at = "unit"
        unit = find_unit(told["unit"], who, Right.POST_GRANT)
        at = "until"
        sign_ins.grant(
            person=person, unit=unit, role=told["role"], line=told["line"] or MAIN, by=who,
            since=told["since"] or DAY_MIN, until=told["until"] or DAY_MAX,
        )  # fmt: skip
    except Refused as refusal:
        form.refuse(refusal, at)
        return False
    said = {"name": person.name, "unit": unit.name, "role": ROLES[told["role"]].title}
    messages.success(request, _("%(name)s 已在“%(unit)s”任“%(role)s”。") % said)
    form.cleaned_data["unit"] = unit.code
    return True


def _table(posts: object, who: Account) -> Table:
    listed: list[Post] = list(posts)  # type: ignore[call-overload]
    may_end = {unit.pk: door.may(who, Right.POST_GRANT, unit) for unit in {post.unit for post in listed}}
    spots, address = spots_of(post.unit_id for post in listed), addresses("settings:person")
    day = today()
    rows = []
    for post in listed:
        name = format_html(
            '<a href="{}">{}</a> <span class="note">{}</span>',
            address(post.person.code), post.person.name, post.person.code,
        )  # fmt: skip
        unit = format_html('{} <span class="note">{}</span>', spots[post.unit_id].name, spots[post.unit_id].place)
        role = ROLES[post.role].title if post.role in ROLES else post.role
        if post.line != MAIN:
            role = format_html('{} <span class="note">{}</span>', role, WORDS.get(post.line, post.line))
        over: object = "" if post.until >= day else kit.tag("na", _("已结束"))
        if post.until >= day and may_end[post.unit_id]:
            over = format_html('<a href="{}">{}</a>', reverse("settings:end_post", args=[post.pk]), _("结束任职"))
        rows.append(Row([unit, role, name, kit.day(post.since), kit.day(post.until), over]))
    cols = [
        Col(_("单位"), lead=True),
        Col(_("岗位")),
        Col(_("任职人")),
        Col(_("自"), fold=_("自")),
        Col(_("至"), fold=_("至")),
    ]
    return Table(_("任职"), [*cols, Col(_("改"), end=True)], rows)


@seated
def end(request: HttpRequest, number: int) -> HttpResponse:
    """End a post with a day."""
    who = actor(request)
    post = Post.objects.filter(pk=number).select_related("person", "unit").first()
    if post is None or not door.may(who, Right.POST_GRANT, post.unit):
        raise Forbidden(_("没有这个任职，或您不能改它。"))
    form = EndForm(request.POST or None, initial={"on": today().isoformat()})
    if form.is_valid():
        try:
            sign_ins.end(post, on=form.cleaned_data["on"], by=who)
        except Refused as refusal:
            form.refuse(refusal, "on")
        else:
            messages.success(request, _("任职到 %(day)s 为止。") % {"day": form.cleaned_data["on"].isoformat()})
            return redirect(f"{reverse('settings:posts')}?unit={post.unit.code}")
    told = {"post": post, "form": form, "role": ROLES[post.role].title if post.role in ROLES else post.role}
    return render(request, "settings/end_post.html", told, status=400 if form.errors else 200)
