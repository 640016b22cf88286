"""The first hour: what an empty association does in its order; each step knows from the records whether it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kexie.records.access import door
from kexie.records.access.models import Account, Post
from kexie.records.activities.models import Activity
from kexie.records.issues.models import Report
from kexie.records.ledger.models import Entry
from kexie.records.people.models import Person
from kexie.records.structure.association import mark
from kexie.records.units.models import Unit
from kexie.web.desk.own import current
from kexie.web.desk.seat import seated
from kexie.web.reader import actor

WHY: Final = "an owner's first steps ask only whether there is any"
AWAY: Final = "away"
LOOKED: Final = ("figure", "report")
"""Steps that leave no record: they are done once their page was opened from here."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what, why, where it is done, which empty sheet helps, where the guide tells of it; done or not."""

    slug: str
    words: str
    why: str
    deed: str
    href: str
    done: bool
    sheet: str = ""
    guide: str = ""
    more: tuple[str, str] | None = None
    """What may follow once it is done, and where: nobody has to."""

    @property
    def looked(self) -> bool:
        """Tell whether opening its page is what does it."""
        return self.slug in LOOKED


@dataclass(frozen=True, slots=True)
class FirstHour:
    """The steps, and where one is among them."""

    steps: tuple[Step, ...]

    @property
    def done(self) -> int:
        """Return how many are done."""
        return sum(step.done for step in self.steps)

    @property
    def begun(self) -> bool:
        """Tell whether records have come in: from then on today's work stands first, and the steps take one line."""
        return any(step.done for step in self.steps if step.slug == "activity")

    @property
    def next(self) -> Step | None:
        """Return the first that is not done."""
        return next((step for step in self.steps if not step.done), None)


def first_hour() -> FirstHour:
    """Return the steps as the records have them."""
    taken = current().first_steps or {}
    imports, sheet = reverse("imports:index"), "imports:template"
    people, posts = Person.objects.knowing(WHY).exists(), Post.objects.exists()
    return FirstHour(
        (
            Step(
                "tree",
                _("导入组织树"),
                _("一张表写清谁在谁下面；别的都挂在这棵树上。"),
                _("导入单位"),
                f"{imports}?list=units",
                Unit.objects.filter(withdrawn=False).exists(),
                reverse(sheet, args=["units"]),
                "tree",
            ),
            Step(
                "people",
                _("登记人员"),
                _("名册上记的就是他们；自己先登记一两个人也够往下走。"),
                _("导入人员"),
                f"{imports}?list=people",
                people,
                reverse(sheet, args=["people"]),
                "people",
                None if posts else (_("要让同事也登录、登记：导入任职"), f"{imports}?list=posts"),
            ),
            Step(
                "activity",
                _("记第一项活动"),
                _("哪天、谁主办、多少人；名册以后再补也行。"),
                _("记一项活动"),
                reverse("activities:new"),
                Activity.objects.knowing(WHY).exists(),
                reverse(sheet, args=["activities"]),
                "record",
            ),
            Step(
                "figure",
                _("看第一个数，点开它"),
                _("数从记录里长出来：点开就是定义、范围和每一条记录。"),
                _("看数"),
                reverse("figures:index"),
                bool(taken.get("figure")) and Entry.objects.exists(),
                guide="figure",
            ),
            Step(
                "report",
                _("写第一份文稿"),
                _("文稿里的数不用抄，从记录里来，能点开核对。"),
                _("写文稿"),
                reverse("reports:index"),
                bool(taken.get("report")) or Report.objects.knowing(WHY).exists(),
                guide="report",
            ),
        )
    )


def shown_to(reader: Account, *, everything: bool) -> FirstHour | None:
    """Return the steps for Home: to owners, until all are done or they put the list away."""
    if not everything or (current().first_steps or {}).get(AWAY):
        return None
    door.demand_owner(reader)
    hour = first_hour()
    return hour if hour.next is not None else None


@seated
def page(request: HttpRequest) -> HttpResponse:
    """Show the steps whenever an owner wants them; keep that one was taken, or that the list is put away."""
    who = actor(request)
    door.demand_owner(who)
    if request.method == "POST":
        step = request.POST.get("step", "")
        if step == AWAY:
            mark(AWAY, by=who)
            messages.info(request, _("头几步已收起；在“设置”里随时能再打开。"))
            return redirect("home")
        taken = next((one for one in first_hour().steps if one.slug == step and one.looked), None)
        if taken is not None:
            mark(step, by=who)
            return redirect(taken.href)
    return render(request, "desk/first.html", {"hour": first_hour()})
