"""Programs that act for me: their keys, and the addresses that are told of what happens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.kit.text import joined
from kexie.records.machines import hooks, tokens
from kexie.web import history
from kexie.web.kit.forms import DayField, HouseForm
from kexie.web.reader import actor

TOLD: Final = "machine_secret"
"""Under this name the session carries new words to the page that shows them once."""
NOUNS: Final = {noun: history.NOUNS[noun] for noun in hooks.NOUNS} | {"month": gettext_lazy("结账")}
"""What an address can be told of, in words."""


class TokenForm(HouseForm):
    """A new key."""

    name = forms.CharField(
        label=gettext_lazy("给哪个程序用"), max_length=100, help_text=gettext_lazy("例：学会管理系统对接")
    )
    until = DayField(label=gettext_lazy("用到哪天"))
    may_write = forms.BooleanField(label=gettext_lazy("可以改动，不只是读"), required=False)


class HookForm(HouseForm):
    """A new address."""

    address = forms.CharField(
        label=gettext_lazy("推送到哪里"), max_length=500, help_text=gettext_lazy("https:// 开头的地址")
    )
    nouns = forms.MultipleChoiceField(
        label=gettext_lazy("告诉它什么"),
        choices=list(NOUNS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("一个也不选就是全部"),
    )


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Show one's own keys and addresses; make and revoke them."""
    who, what = actor(request), request.POST.get("what", "")
    key = TokenForm(
        request.POST if what == "token" else None, prefix="t", initial={"until": today() + timedelta(days=180)}
    )
    hook = HookForm(request.POST if what == "hook" else None, prefix="h")
    if what in DEEDS:
        try:
            DEEDS[what](_number(request.POST.get("number", "")), by=who)
        except Refused as refusal:
            messages.error(request, " ".join(refusal.lines))
        else:
            messages.success(request, _("已经照办。"))
        return redirect("me:machines")
    if (key.is_valid() and _made(request, key)) or (hook.is_valid() and _opened(request, hook)):
        return redirect("me:machines")
    told: dict[str, Any] = {
        "key": key,
        "hook": hook,
        "tokens": tokens.live(who),
        "hooks": [
            (one, joined(str(NOUNS[noun]) for noun in one.nouns.split()), one.deliveries.order_by("-event").first())
            for one in hooks.live(who)
        ],
        "secret": request.session.pop(TOLD, ""),
        "base": request.build_absolute_uri("/api/v1/"),
    }
    return render(request, "me/machines.html", told, status=400 if key.errors or hook.errors else 200)


DEEDS: Final = {"revoke": tokens.revoke, "close": hooks.close_hook, "resume": hooks.start_again}


def _made(request: HttpRequest, form: TokenForm) -> bool:
    typed = form.cleaned_data
    try:
        _token, words = tokens.make(
            name=typed["name"], until=typed["until"], may_write=typed["may_write"], by=actor(request)
        )
    except Refused as refusal:
        form.refuse(refusal)
        return False
    request.session[TOLD] = words
    return True


def _opened(request: HttpRequest, form: HookForm) -> bool:
    typed = form.cleaned_data
    try:
        _hook, secret = hooks.open_hook(address=typed["address"], nouns=tuple(typed["nouns"]), by=actor(request))
    except Refused as refusal:
        form.refuse(refusal)
        return False
    request.session[TOLD] = secret
    return True


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0  # noqa: PLR2004 - a key of a row
