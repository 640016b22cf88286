"""The outbox: what will be told to whom and when, looked over activity by activity; and one's own address."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import TITLES, Right
from kexie.records.activities.models import Activity
from kexie.records.notices import actions, noticing
from kexie.records.notices.channels import CHANNELS
from kexie.records.notices.models import Contact, Message, Notice, Reminder
from kexie.records.notices.wanted import TOPICS, Topic
from kexie.records.units.models import Unit
from kexie.web.activities.pages import activity_of
from kexie.web.desk.seat import seated
from kexie.web.kit.forms import HouseForm
from kexie.web.reader import actor

SHOWN: Final = 100
"""Activities that one look over the outbox shows; those whose day is nearest come first."""
MOST: Final = 2_000
"""Notices of a topic that one look gathers."""
SHAPES: Final = {"waiting": "due", "released": "doing", "told": "done", "dropped": "na"}
DEEDS: Final[dict[str, tuple[Callable[..., int], str | Promise]]] = {
    "release": (actions.release, gettext_lazy("放行 %(count)s 人；到日子自动发，每人只发一次。")),
    "hold_back": (actions.hold_back, gettext_lazy("不发了，共 %(count)s 人。")),
    "again": (actions.try_again, gettext_lazy("再发一次，共 %(count)s 人。")),
}
NOTICE_DEEDS: Final[dict[str, Callable[..., int]]] = {
    "release": noticing.release_notices,
    "hold_back": noticing.hold_back_notices,
    "again": noticing.notices_again,
}


@dataclass(slots=True)
class Pile:
    """What waits together: how many in each state, on which day they go, and what did not arrive."""

    send_on: date
    counts: dict[str, int] = field(default_factory=dict)
    unreachable: int = 0
    lost: list[str] = field(default_factory=list)

    @property
    def open(self) -> int:
        """Return how many may still be looked over."""
        return self.counts.get("waiting", 0)

    @property
    def going(self) -> int:
        """Return how many may still be held back."""
        return self.open + self.counts.get("released", 0)

    def add(self, row: Reminder | Notice, reached: Container[int]) -> None:
        """Count one in; ``reached``: who left an address."""
        self.counts[row.state] = self.counts.get(row.state, 0) + 1
        self.unreachable += row.state in ("waiting", "released") and row.person_id not in reached
        if row.message is not None and row.message.state != Message.State.SENT:
            self.lost.append(row.message.error or _("不知道是否发到"))


@dataclass(slots=True, kw_only=True)
class Waiting(Pile):
    """The reminders of one activity."""

    activity: Activity


@dataclass(slots=True, kw_only=True)
class Noticed(Pile):
    """The notices of one unit on one topic, and the lines that they say."""

    topic: Topic
    unit: Unit
    lines: list[str]


class ContactForm(HouseForm):
    """One's own addresses: a field for each way to be reached, named as it."""

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 - as a form is made
        """Ask for an address of each way that is set up; for e-mail always."""
        super().__init__(*args, **more)
        for slug in ways():
            mail = slug == "email"
            self.fields[slug] = forms.CharField(
                label=_("我的电子邮件") if mail else str(CHANNELS[slug].title),
                required=False,
                max_length=254,
                widget=forms.EmailInput(attrs={"autocomplete": "email"}) if mail else None,
                help_text=_("只用来提醒请您参加的活动；空着就不发"),
            )


def ways() -> list[str]:
    """Return the ways for which people may leave an address."""
    return [slug for slug, channel in CHANNELS.items() if slug == "email" or channel.ready()]


@seated
def index(request: HttpRequest) -> HttpResponse:
    """Show the outbox as far as the reader records activities; collect first, so that nothing has to be asked for."""
    who = actor(request)
    if not any(door.may_anywhere(who, right) for right in _rights()):
        raise Refused(_("您没有“%(right)s”的权限。") % {"right": TITLES[Right.ACTIVITY_RECORD]})
    if request.method == "POST":
        count = actions.collect()
        messages.info(request, _("新放进 %(count)s 人。") % {"count": count} if count else _("没有新的要提醒。"))
        return redirect("activities:outbox")
    rows = door.seen(who, Right.ACTIVITY_RECORD, Reminder).select_related("activity__unit", "message")
    told = {
        "listed": _waiting(rows.order_by("send_on", "activity", "pk")),
        "noticed": _noticed(who),
        "ready": [str(channel.title) for channel in CHANNELS.values() if channel.ready()],
        "words": [(state.value, state.label) for state in Reminder.State],
        "quiet": str(actions.chosen_times().quiet),
    }
    return render(request, "activities/outbox.html", told)


def _waiting(rows: Iterable[Reminder]) -> list[Waiting]:
    """Gather reminders by activity; three questions however many there are."""
    listed = list(rows)
    reached = set(Contact.objects.filter(person__in={row.person_id for row in listed}).values_list("person", flat=True))
    found: dict[tuple[int, date], Waiting] = {}
    for row in listed:
        if len(found) >= SHOWN and (row.activity_id, row.on) not in found:
            continue
        one = found.setdefault((row.activity_id, row.on), Waiting(activity=row.activity, send_on=row.send_on))
        one.add(row, reached)
    return list(found.values())


def _rights() -> list[Right]:
    """Return the rights with any of which somebody looks the outbox over."""
    return [Right.ACTIVITY_RECORD, *(topic.right for topic in TOPICS.values())]


def _noticed(who: Account) -> list[Noticed]:
    """Gather notices by topic and unit, of the units in reach; three questions a topic."""
    found: dict[tuple[str, int], Noticed] = {}
    for topic in TOPICS.values():
        rows = door.seen(who, topic.right, Notice).filter(topic=topic.slug).select_related("unit", "message")
        listed = list(rows.order_by("send_on", "unit", "pk")[:MOST])
        reached = set(
            Contact.objects.filter(person__in={row.person_id for row in listed}).values_list("person", flat=True)
        )
        for row in listed:
            one = found.setdefault(
                (topic.slug, row.unit_id), Noticed(topic=topic, unit=row.unit, send_on=row.send_on, lines=[])
            )
            one.add(row, reached)
            one.lines += [row.line] if row.line not in one.lines and row.state in ("waiting", "released") else []
    return sorted(found.values(), key=lambda one: (not one.going, one.send_on))[:SHOWN]


@seated
@require_POST
def look_over_notices(request: HttpRequest, topic: str, code: str) -> HttpResponse:
    """Release, hold back or repeat what one unit is reminded of."""
    action, about = NOTICE_DEEDS.get(request.POST.get("deed", "")), TOPICS.get(topic)
    if action is None or about is None:
        raise Refused(_("请从待发箱里选要做什么。"))
    who = actor(request)
    count = action(about, door.unit(who, code, about.right), by=who)
    if count:
        messages.success(request, str(DEEDS[request.POST["deed"]][1]) % {"count": count})
    else:
        messages.info(request, _("没有要改的。"))
    return redirect("activities:outbox")


@seated
@require_POST
def look_over(request: HttpRequest, code: str) -> HttpResponse:
    """Release, hold back or repeat the reminders of one activity."""
    activity = activity_of(request, code, Right.ACTIVITY_RECORD)
    action, said = DEEDS.get(request.POST.get("deed", ""), (None, ""))
    if action is None:
        raise Refused(_("请从待发箱里选要做什么。"))
    count = action(activity, by=actor(request))
    if count:
        messages.success(request, str(said) % {"count": count})
    else:
        messages.info(request, _("没有要改的。"))
    return redirect("activities:outbox")


@seated
@require_POST
def send_now(request: HttpRequest) -> HttpResponse:
    """Send what is released and due; what is not due waits for its day."""
    who = actor(request)
    door.demand_owner(who)
    try:
        done = actions.send_due()
    except Refused as refusal:
        messages.error(request, " ".join(refusal.lines))
    else:
        said: dict[str, Any] = {"sent": done.sent, "failed": done.failed, "unreachable": done.unreachable}
        messages.info(request, _("发出 %(sent)s 封，未发成 %(failed)s 封，%(unreachable)s 人没有留地址。") % said)
    return redirect("activities:outbox")


@login_required
def contact(request: HttpRequest) -> HttpResponse:
    """Show and change one's own address; nobody sees or sets another person's."""
    who = actor(request)
    kept = dict(Contact.objects.filter(person=who.person_id or 0).values_list("channel", "address"))
    form = ContactForm(request.POST or None, initial=kept)
    if form.is_valid():
        at = ""
        try:
            with transaction.atomic():
                for at in ways():
                    if form.cleaned_data[at] != kept.get(at, ""):
                        actions.set_contact(channel=at, address=form.cleaned_data[at], by=who)
        except Refused as refusal:
            form.refuse(refusal, at)
        else:
            messages.success(request, _("已存下。"))
            return redirect("activities:contact")
    return render(request, "activities/contact.html", {"form": form}, status=400 if form.errors else 200)
