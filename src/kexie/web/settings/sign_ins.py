"""Sign-ins: who has one, opening one for a person with a password that is told once, closing one."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.columns import parse_code
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account, Post
from kexie.records.access.rights import TITLES, Right
from kexie.records.access.scope import reach
from kexie.records.structure import persons
from kexie.records.structure import sign_ins as actions
from kexie.web.desk.seat import seated
from kexie.web.kit.forms import HouseForm, at_its_field
from kexie.web.kit.markup import format_html
from kexie.web.kit.pages import page_of
from kexie.web.kit.tables import Col, Row, Table
from kexie.web.reader import actor
from kexie.web.templatetags import kit


class NameForm(HouseForm):
    """The name to sign in with."""

    username = forms.CharField(label=gettext_lazy("账号"), max_length=64, help_text=gettext_lazy("一般就用人员编号"))

    def clean_username(self) -> str:
        """Read it like a code: no spaces, nothing invisible."""
        with at_its_field():
            return parse_code(self.cleaned_data["username"])


@seated
def index(request: HttpRequest) -> HttpResponse:
    """List the sign-ins of people who hold posts where the reader grants them."""
    who = actor(request)
    if not door.may_anywhere(who, Right.POST_GRANT):
        raise Forbidden(_("您没有“%(right)s”的权限。") % {"right": TITLES[Right.POST_GRANT]})
    posted = Post.objects.filter(reach(who, Right.POST_GRANT)).values("person")
    found = Account.objects.filter(person__in=posted).select_related("person").order_by("username")
    page = page_of(request, found)
    rows = []
    for account in page.items:
        person = account.person
        if person is None:
            continue
        state = (
            kit.tag("done", _("可登录"))
            if account.is_active and account.has_usable_password()
            else kit.tag("na", _("不能登录"))
        )
        link = format_html(
            '<a href="{}">{}</a> <span class="note">{}</span>',
            reverse("settings:person", args=[person.code]), person.name, person.code,
        )  # fmt: skip
        last = kit.moment(account.last_login) if account.last_login else _("还没有登录过")
        rows.append(Row([account.username, link, last, state]))
    cols = [Col(_("账号")), Col(_("人员"), lead=True), Col(_("上次登录")), Col(_("状态"), end=True)]
    return render(request, "settings/sign_ins.html", {"page": page, "table": Table(_("登录账号"), cols, rows)})


@seated
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Open, renew or close a person's sign-in. A new password stands on the answer and nowhere else."""
    who = actor(request)
    person = persons.find(code, who)
    if not actions.may_manage(who, person):
        raise Forbidden(_("您不能管这个人的登录：要对其所在单位和每个任职单位都有“授予任职”的权限。"))
    account = Account.objects.filter(person=person).first()
    form = NameForm(request.POST if request.POST.get("deed") == "open" else None, initial={"username": person.code})
    password = ""
    if request.method == "POST":
        deed = request.POST.get("deed", "")
        try:
            if deed == "close" and account is not None:
                actions.disable(account, by=who)
                messages.success(request, _("已停用，马上生效。"))
                return redirect("settings:person", person.code)
            if deed == "renew" and account is not None:
                account, password = actions.open_sign_in(person, username=account.username, by=who)
            elif deed == "open" and form.is_valid():
                account, password = actions.open_sign_in(person, username=form.cleaned_data["username"], by=who)
        except Refused as refusal:
            if deed == "open":
                form.refuse(refusal, "username")
            else:
                messages.error(request, " ".join(refusal.lines))
    told = {"person": person, "account": account, "form": form, "password": password}
    answer = render(request, "settings/sign_in.html", told, status=400 if form.errors else 200)
    answer["Cache-Control"] = "private, no-store"
    return answer
