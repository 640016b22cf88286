"""Recording a meeting on a page: pre-filled from the plan and the members of the day; one confirms and adds."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.kit.text import clipped
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity
from kexie.records.branches.meetings import Came, NewMeeting, record_meeting
from kexie.records.branches.members import committee_on, members_on
from kexie.records.branches.minutes import Decision, Said, Vote
from kexie.records.branches.models import Branch, BranchMeeting, PartyGroup
from kexie.records.branches.rules import RULES
from kexie.records.history.looks import PARTY, look
from kexie.records.people.models import Person
from kexie.web.branches.words import branch_of
from kexie.web.desk.seat import seated
from kexie.web.kit.forms import DayField, HouseForm, lines_box
from kexie.web.reader import actor

AWAY: Final = "away_"
_NUMBERS: Final = 4
_LONGEST: Final = 5
_PART: Final = re.compile(r"[;；]")
WHY: Final = "the members of a branch, for whoever keeps it"


class MeetingForm(HouseForm):
    """What a record holds. Where members are listed, each has a box for why they were away: empty means there."""

    kind = forms.ChoiceField(label=gettext_lazy("哪一种"))
    on = DayField(label=gettext_lazy("日期"))
    place = forms.CharField(label=gettext_lazy("地点"), required=False, max_length=200)
    group = forms.ChoiceField(label=gettext_lazy("党小组"), required=False)
    title = forms.CharField(label=gettext_lazy("名称（空着就用支部名加种类）"), required=False, max_length=200)
    should = forms.IntegerField(label=gettext_lazy("应到"), required=False, min_value=0)
    came = forms.IntegerField(label=gettext_lazy("实到"), required=False, min_value=0)
    voters = forms.IntegerField(label=gettext_lazy("应到有表决权"), required=False, min_value=0)
    voters_came = forms.IntegerField(label=gettext_lazy("实到有表决权"), required=False, min_value=0)
    joint = forms.CharField(
        label=gettext_lazy("联合开会的其他支部"),
        required=False,
        widget=lines_box(2),
        help_text=gettext_lazy("一行一个：支部编号；没有列党员的再写 应到 实到 应到有表决权 实到有表决权"),
    )
    chair = forms.ChoiceField(label=gettext_lazy("主持人"), required=False)
    recorder = forms.ChoiceField(label=gettext_lazy("记录人"), required=False)
    agenda = forms.CharField(label=gettext_lazy("议程"), required=False, widget=lines_box(3))
    points = forms.CharField(label=gettext_lazy("讨论要点"), required=False, widget=lines_box(5))
    dissent = forms.CharField(label=gettext_lazy("不同意见（不写名字）"), required=False, widget=lines_box(2))
    decisions = forms.CharField(
        label=gettext_lazy("决定"),
        required=False,
        widget=lines_box(3),
        help_text=gettext_lazy("一行一项：做什么；谁来办；什么时候"),
    )
    votes = forms.CharField(
        label=gettext_lazy("表决"),
        required=False,
        widget=lines_box(2),
        help_text=gettext_lazy("一行一项：议题；赞成；反对；弃权。选举的在最后加“；选举”"),
    )

    def __init__(self, *args: Any, branch: Branch, on: date, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Offer the kinds, the groups and, where they are listed, the members of the day."""
        super().__init__(*args, **kwargs)
        self.branch = branch
        self.members = people_of(branch, on) if branch.listed else []
        groups = PartyGroup.objects.knowing(WHY).filter(branch=branch, since__lte=on, until__gte=on).order_by("pk")
        named = [("", _("请选择")), *((str(person.pseudonym), person.name) for person, _row in self.members)]
        for name, choices in (
            ("kind", [(rule.slug, rule.title) for rule in RULES.values()]),
            ("group", [("", _("整个支部")), *((str(one.pk), one.name) for one in groups)]),
            ("chair", named),
            ("recorder", named),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
            field.choices = choices
        for name in ("should", "came", "voters", "voters_came") if self.members else ("chair", "recorder"):
            del self.fields[name]
        if not groups:
            del self.fields["group"]
        for person, row in self.members:
            label = f"{person.name}（{_(row.get_standing_display())}）"
            self.fields[f"{AWAY}{person.pseudonym}"] = forms.CharField(label=label, required=False, max_length=100)

    def away_fields(self) -> list[forms.BoundField]:
        """Return the boxes of the members."""
        return [self[name] for name in self.fields if name.startswith(AWAY)]

    def new(self, who: Account) -> NewMeeting:
        """Return what the form says as a meeting; raise ``Refused`` for lines that cannot be read."""
        typed = self.cleaned_data
        away = {int(name.removeprefix(AWAY)): text for name, text in typed.items() if name.startswith(AWAY) and text}
        group = PartyGroup.objects.knowing(WHY).filter(pk=typed.get("group") or 0, branch=self.branch).first()
        numbers = {name: typed.get(name) or 0 for name in ("should", "came", "voters", "voters_came")}
        lead = Came(self.branch, group, tuple(away.items()), **numbers)
        return NewMeeting(
            kind=typed["kind"],
            on=typed["on"],
            branches=(lead, *_joint(typed["joint"], who)),
            title=typed["title"],
            place=typed["place"],
            said=self._said(typed),
        )

    def _said(self, typed: dict[str, Any]) -> Said | None:
        people = {str(person.pseudonym): person for person, _row in self.members}
        chair, recorder = people.get(typed.get("chair", "")), people.get(typed.get("recorder", ""))
        texts = {name: typed[name] for name in ("agenda", "points", "dissent")}
        decisions, votes = decisions_of(typed["decisions"]), _votes(typed["votes"])
        if recorder is None and not any(texts.values()) and not decisions and not votes:
            return None
        if chair is None or recorder is None:
            raise Refused(_("有会议记录就要有主持人和记录人，请从本支部的党员里选。"))
        return Said(chair, recorder, **texts, decisions=decisions, votes=votes)


def people_of(branch: Branch, on: date) -> list[tuple[Person, Any]]:
    """Return the members of a day by name, those who were erased aside."""
    rows = members_on(branch, on)
    people = Person.objects.knowing(WHY).filter(pseudonym__in=list(rows)).order_by("code")
    return [(person, rows[person.pseudonym]) for person in people]


def decisions_of(text: str) -> tuple[Decision, ...]:
    """Read decisions, one a line: what; who; until when."""
    found = []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        what, who, until = [*(part.strip() for part in _PART.split(line, 2)), "", ""][:3]
        found.append(Decision(what[:500], who[:100], until[:40]))
    return tuple(found)


def _counts(text: str) -> bool:
    """Tell whether a text is a number of people: no branch has 100 000 members."""
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST


def _votes(text: str) -> tuple[Vote, ...]:
    found = []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        parts = [part.strip() for part in _PART.split(line)]
        election = parts[-1] == _("选举")
        question, *numbers = parts[:-1] if election else parts
        if not numbers or len(numbers) >= _NUMBERS or not all(map(_counts, numbers)):
            raise Refused(_("看不懂表决“%(line)s”；请写成：议题；赞成；反对；弃权。") % {"line": clipped(line)})
        in_favour, against, abstained = [*map(int, numbers), 0, 0][:3]
        found.append(Vote(question, in_favour, against, abstained, election=election))
    return tuple(found)


def _joint(text: str, who: Account) -> list[Came]:
    found = []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        code, *numbers = line.split()
        unit = door.found_unit(who, code)
        branch = Branch.objects.knowing("a joint meeting names the others").filter(unit=unit).first() if unit else None
        if branch is None:
            raise Refused(_("没有编号为“%(code)s”的支部。") % {"code": clipped(code)})
        wanted = {0, _NUMBERS} if branch.listed else {_NUMBERS}
        if len(numbers) not in wanted or not all(map(_counts, numbers)):
            raise Refused(
                _("“%(code)s”后面请写四个数：应到 实到 应到有表决权 实到有表决权。") % {"code": clipped(code)}
            )
        found.append(Came(branch, None, (), *(int(n) for n in numbers)))
    return found


@seated
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Record a meeting of a branch; ``?plan=`` names the planned one that it becomes."""
    branch, who = branch_of(request, code, Right.BRANCH_RECORD), actor(request)
    plan = _plan(branch, request.GET.get("plan", ""))
    on = plan.starts_on if plan is not None and plan.starts_on <= today() else today()
    form = MeetingForm(request.POST or None, initial=_initial(request, branch, plan, on), branch=branch, on=on)
    if form.members:
        look(PARTY, branch.unit_id, by=who.pk, unit=branch.unit_id, names=len(form.members))
    if form.is_valid():
        try:
            made = record_meeting(form.new(who), by=who, planned=plan)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已登记“%(title)s”。") % {"title": made.title})
            return redirect("branches:minutes", made.code)
    told = {"form": form, "branch": branch, "plan": plan}
    return render(request, "branches/meet.html", told, status=400 if form.errors else 200)


def _plan(branch: Branch, code: str) -> Activity | None:
    if not code:
        return None
    rows = Activity.objects.knowing("the branch's own plan").filter(code=code, unit=branch.unit_id)
    return rows.filter(status=Activity.Status.PLANNED, kind__in=list(RULES)).first()


def _initial(request: HttpRequest, branch: Branch, plan: Activity | None, on: date) -> dict[str, Any]:
    """Fill in what is known: the plan, the kind and day of an address, the secretary in the chair."""
    kind = plan.kind if plan is not None else request.GET.get("kind", "branch_day")
    told: dict[str, Any] = {"kind": kind, "on": on.isoformat()}
    seats = committee_on(branch, on)
    told["chair"] = next((str(subject) for subject, seat in seats.items() if seat.role == "secretary"), "")
    if plan is not None:
        group = BranchMeeting.objects.knowing("the branch's own plan").filter(activity=plan, branch=branch).first()
        told |= {"title": plan.title, "place": plan.place, "group": str(group.group_id or "") if group else ""}
    return told
