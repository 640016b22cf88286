"""The forms of visits: what was promised is typed a line each, as people note it."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.days import parse_day
from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.units.models import Unit
from kexie.records.visits.actions import Heard
from kexie.records.visits.checklists import Checklist
from kexie.web.kit.forms import DayField, HouseForm, at_its_field, lines_box, unit_box
from kexie.web.units.finding import find_unit
from kexie.web.visits.words import CONSENTS, FOUND, PURPOSES

_PARTED: Final = re.compile(r"[|｜]")


def lines_of(text: str) -> tuple[str, ...]:
    """Return the lines of a box that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def promises_of(text: str, who: Account) -> tuple[Heard, ...]:
    """Read promises, a line each: what | who promised it | which unit does it | until when; the last two may be left.

    Raises ``Refused`` with a sentence for each line that cannot be read.
    """
    found, wrong = [], []
    for line in lines_of(text):
        what, *rest = (piece.strip() for piece in _PARTED.split(line))
        role, unit, due = (*rest, "", "", "")[:3]
        if not role:
            wrong.append(
                _("“%(line)s”没有写谁答应的；请写成：答应的事｜谁答应的｜哪个单位办｜期限") % {"line": line[:30]}
            )
            continue
        try:
            does = find_unit(unit, who, Right.UNIT_READ) if unit else None
            found.append(Heard(what, role, does, parse_day(due) if due else None))
        except Refused as refusal:
            wrong += refusal.lines
    if wrong:
        raise Refused(wrong)
    return tuple(found)


class LinesForm(HouseForm):
    """What was heard and what was promised."""

    heard = forms.CharField(
        label=gettext_lazy("听到了什么"),
        required=False,
        widget=lines_box(4),
        help_text=gettext_lazy("一行一条，不写姓名"),
    )
    promised = forms.CharField(
        label=gettext_lazy("答应了什么"),
        required=False,
        widget=lines_box(3),
        help_text=gettext_lazy("一行一件：答应的事｜谁答应的（身份）｜哪个单位办｜期限；后两项可以不写"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, who: Account, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Remember who writes."""
        super().__init__(*args, **kwargs)
        self.who = who

    def clean_promised(self) -> tuple[Heard, ...]:
        """Read the promises."""
        with at_its_field():
            return promises_of(self.cleaned_data["promised"], self.who)

    def lines(self) -> tuple[Heard, ...]:
        """Return everything to be written down."""
        heard = tuple(Heard(line) for line in lines_of(self.cleaned_data["heard"]))
        return (*heard, *self.cleaned_data["promised"])

    def found(self, name: str, right: Right) -> Unit | None:
        """Return the unit typed in a field, ``None`` for an empty one."""
        if not self.cleaned_data[name].strip():
            return None
        with at_its_field():
            return find_unit(self.cleaned_data[name], self.who, right)


class AboutForm(LinesForm):
    """Whom, which place, the purpose, who went, consent; and the lines."""

    purpose = forms.ChoiceField(label=gettext_lazy("目的"), choices=list(PURPOSES.items()))
    whom = forms.CharField(
        label=gettext_lazy("走访了谁"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("身份和人数，例：退休科技工作者 3 人；不写姓名"),
    )
    place = forms.CharField(
        label=gettext_lazy("走访的单位"), required=False, widget=unit_box(), help_text=gettext_lazy("写编号或全称")
    )
    went = forms.CharField(
        label=gettext_lazy("谁去的"),
        required=False,
        widget=lines_box(2),
        help_text=gettext_lazy("身份，一行一位，例：分管领导"),
    )
    consent = forms.ChoiceField(
        label=gettext_lazy("听到的能不能转达"),
        choices=list(CONSENTS.items()),
        help_text=gettext_lazy("没有征得同意的，只留在这里，不转成事项"),
    )

    def clean_place(self) -> Unit | None:
        """Find the unit visited."""
        return self.found("place", Right.UNIT_READ)

    def about(self) -> dict[str, Any]:
        """Return what was said beside the lines."""
        typed = self.cleaned_data
        names = ("purpose", "whom", "place", "consent")
        return {name: typed[name] for name in names} | {"went": lines_of(typed["went"])}


class VisitForm(AboutForm):
    """Record a visit: the activity's title, day and unit as well."""

    title = forms.CharField(label=gettext_lazy("名称"), max_length=200)
    starts_on = DayField(label=gettext_lazy("日期"), help_text=gettext_lazy("例：2018-06-13"))
    unit = forms.CharField(label=gettext_lazy("走访单位"), help_text=gettext_lazy("写编号或全称"), widget=unit_box())

    def clean_unit(self) -> Unit | None:
        """Find the unit that went."""
        return self.found("unit", Right.ACTIVITY_RECORD)


class CheckForm(HouseForm):
    """Go through a check-list: an item left open was not looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, checklist: Checklist, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Add two fields an item: what was found, and a word on it."""
        super().__init__(*args, **kwargs)
        self.checklist = checklist
        choices = [("", _("没有看")), *FOUND.items()]
        for item in checklist.items:
            self.fields[f"found_{item.slug}"] = forms.ChoiceField(
                label=str(item.title), choices=choices, required=False
            )
            self.fields[f"note_{item.slug}"] = forms.CharField(label=_("说明"), required=False, max_length=300)

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return the fields of each item, for the page."""
        return [(self[f"found_{item.slug}"], self[f"note_{item.slug}"]) for item in self.checklist.items]

    def checked(self) -> dict[str, tuple[str, str]]:
        """Return what was found, by item."""
        typed = self.cleaned_data
        return {i.slug: (typed[f"found_{i.slug}"], typed[f"note_{i.slug}"]) for i in self.checklist.items}


class FollowForm(HouseForm):
    """Make a matter of a line."""

    title = forms.CharField(label=gettext_lazy("事项"), max_length=200)
    lead = forms.CharField(label=gettext_lazy("主责单位"), widget=unit_box(), help_text=gettext_lazy("写编号或全称"))
    due = DayField(label=gettext_lazy("办理时限"), required=False, help_text=gettext_lazy("不填就是三个月"))

    def __init__(self, *args: Any, who: Account, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Remember who opens it."""
        super().__init__(*args, **kwargs)
        self.who = who

    def clean_lead(self) -> Unit:
        """Find the unit that answers for it."""
        with at_its_field():
            return find_unit(self.cleaned_data["lead"], self.who, Right.UNIT_READ)


class SettleForm(HouseForm):
    """Say why nothing has to follow."""

    reason = forms.CharField(
        label=gettext_lazy("为什么不用跟进"), max_length=200, help_text=gettext_lazy("例：当场已经解决")
    )
