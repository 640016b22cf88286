"""Who belongs to a branch: a page of its own, for those who keep it; every look is written down."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.clock import today
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.rights import Right
from kexie.records.branches import members
from kexie.records.branches.members import Joining
from kexie.records.branches.models import Branch, BranchMember, CommitteeSeat, PartyGroup
from kexie.records.history.looks import PARTY, look
from kexie.records.people.models import Person
from kexie.web.branches.meeting import people_of
from kexie.web.branches.words import branch_of
from kexie.web.desk.seat import seated
from kexie.web.kit.forms import DayField, HouseForm
from kexie.web.reader import actor

GROUP, SEAT, JOIN = "group", "seat", "join"
WHY = "groups of the branch"


class JoinForm(HouseForm):
    """Somebody joins."""

    person = forms.CharField(label=gettext_lazy("人员编号"), max_length=64)
    since = DayField(label=gettext_lazy("从哪天起"))
    standing = forms.ChoiceField(label=gettext_lazy("党籍"), choices=BranchMember.Standing.choices)
    group = forms.ChoiceField(label=gettext_lazy("党小组"), required=False)
    note = forms.CharField(
        label=gettext_lazy("不计表决权的原因"), required=False, help_text=gettext_lazy("空着，正式党员就有表决权")
    )

    def __init__(self, *args: Any, branch: Branch, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Offer the groups there are."""
        super().__init__(*args, **kwargs)
        groups = PartyGroup.objects.knowing(WHY).filter(branch=branch, until__gte=today()).order_by("pk")
        field = self.fields["group"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [("", _("没有")), *((str(one.pk), one.name) for one in groups)]


class GroupForm(HouseForm):
    """A group is divided off."""

    name = forms.CharField(label=gettext_lazy("党小组名称"), max_length=60)
    since = DayField(label=gettext_lazy("从哪天起"))


class SeatForm(HouseForm):
    """Somebody takes a seat."""

    person = forms.CharField(label=gettext_lazy("人员编号"), max_length=64)
    role = forms.ChoiceField(label=gettext_lazy("职务"), choices=CommitteeSeat.Role.choices)
    since = DayField(label=gettext_lazy("从哪天起"))


@seated
def people(request: HttpRequest, code: str) -> HttpResponse:
    """Show who belongs to a branch today, and let whoever keeps it write down changes."""
    branch, who = branch_of(request, code, Right.BRANCH_PEOPLE), actor(request)
    listed = people_of(branch, today())
    look(PARTY, branch.unit_id, by=who.pk, unit=branch.unit_id, names=len(listed))
    deed = request.POST.get("deed", "")
    forms_of = {
        JOIN: JoinForm(request.POST if deed == JOIN else None, branch=branch, prefix=JOIN),
        GROUP: GroupForm(request.POST if deed == GROUP else None, prefix=GROUP),
        SEAT: SeatForm(request.POST if deed == SEAT else None, prefix=SEAT),
    }
    chosen = forms_of.get(deed)
    if chosen is not None and chosen.is_valid():
        try:
            _do(branch, deed, chosen.cleaned_data, who)
        except Refused as refusal:
            chosen.refuse(refusal)
        else:
            messages.success(request, _("已记下。"))
            return redirect("branches:people", code)
    seats = members.committee_on(branch, today())
    names = {person.pseudonym: person.name for person, _row in listed}
    told = {
        "branch": branch,
        "listed": listed,
        "seats": [(names.get(subject, ""), seat) for subject, seat in seats.items()],
        "forms": forms_of,
        "may_record": door.may(who, Right.BRANCH_RECORD, branch.unit),
    }
    return render(request, "branches/people.html", told, status=400 if chosen is not None and chosen.errors else 200)


def _do(branch: Branch, deed: str, typed: dict[str, Any], who: Any) -> None:  # noqa: ANN401 - an account
    if deed == GROUP:
        members.make_group(branch, typed["name"], since=typed["since"], by=who)
        return
    person = Person.objects.knowing("named by whoever keeps the branch").filter(code=typed["person"].strip()).first()
    if person is None:
        raise Refused(_("没有编号为“%(code)s”的人员；请先登记人员。") % {"code": typed["person"][:60]})
    if deed == SEAT:
        members.seat(branch, person, typed["role"], since=typed["since"], by=who)
        return
    group = PartyGroup.objects.knowing(WHY).filter(pk=typed["group"] or 0, branch=branch).first()
    note = typed["note"].strip()
    votes = False if note else None
    new = Joining(person, typed["since"], typed["standing"], votes=votes, note=note, group=group)
    members.admit(branch, new, by=who)


class ChangeForm(HouseForm):
    """A membership ends or changes."""

    what = forms.ChoiceField(
        label=gettext_lazy("什么变了"),
        choices=[("leave", gettext_lazy("转出（写最后一天）")), ("full", gettext_lazy("转为正式党员（写第一天）"))],
    )
    on = DayField(label=gettext_lazy("哪一天"))


@seated
def change(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Let somebody go, or let a probationary member become a full one."""
    branch, who = branch_of(request, code, Right.BRANCH_PEOPLE), actor(request)
    row = door.seen(who, Right.BRANCH_PEOPLE, BranchMember).filter(pk=number, branch=branch).first()
    if row is None:
        raise Forbidden(_("没有这条记录，或您无权查看。"))
    form = ChangeForm(request.POST or None)
    if form.is_valid():
        on = form.cleaned_data["on"]
        try:
            if form.cleaned_data["what"] == "leave":
                members.leave(row, on=on, by=who)
            else:
                members.change_standing(row, on=on, standing="full", by=who)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已记下。"))
            return redirect("branches:people", code)
    name = Person.objects.knowing("a member of the branch").filter(pseudonym=row.subject).values_list("name", flat=True)
    told = {"form": form, "unit": branch.unit, "title": _("变更 %(name)s") % {"name": name.first() or _("已删除")}}
    return render(request, "branches/deed.html", told, status=400 if form.errors else 200)
