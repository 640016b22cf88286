"""Lists of matters that somebody keeps under a name, for the next time."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kexie.records.access.models import Account
from kexie.records.views import actions
from kexie.records.views.models import SavedList
from kexie.web.desk.seat import seated
from kexie.web.reader import actor

ROOM = "matters"
ASKED = ("view", "kind", "unit", "q", "led")
"""Conditions of a list that are kept; what else stands in an address is not."""


def kept(who: Account) -> list[tuple[SavedList, str]]:
    """Return the lists that somebody kept, with their addresses."""
    index = reverse("matters:index")
    return [(one, f"{index}?{one.asked}") for one in SavedList.objects.filter(owner=who, room=ROOM)]


@seated
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the list as it is filtered under a name."""
    asked = urlencode([(key, value) for key, value in parse_qsl(request.POST.get("asked", "")) if key in ASKED])
    made = actions.save_list(room=ROOM, name=request.POST.get("name", ""), asked=asked, by=actor(request))
    messages.success(request, _("已存为“%(name)s”。") % {"name": made.name})
    return HttpResponseRedirect(f"{reverse('matters:index')}?{asked}")


@seated
@require_POST
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """Drop a kept list."""
    actions.drop_list(number=number, by=actor(request))
    messages.success(request, _("已删去。"))
    return HttpResponseRedirect(reverse("matters:index"))
