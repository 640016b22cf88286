"""The forms of classes: set one up, send people, a substitute, feedback."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.classes.actions import Plan
from kexie.records.classes.models import TrainingClass
from kexie.records.classes.rules import ASPECTS, MARKS, Rule
from kexie.records.classes.typed import NewModule, read_modules
from kexie.records.units.models import Unit
from kexie.web.kit.forms import DayField, HouseForm, at_its_field, lines_box, unit_box
from kexie.web.units.finding import find_unit

_LAST_NUMBER = re.compile(r"^(?P<unit>.*\S)\s+(?P<places>\d{1,9})\s*(?:人|名)?$")


class ClassForm(HouseForm):
    """A class: what, who hosts, its modules, places by unit, for whom, its rule."""

    title = forms.CharField(label=gettext_lazy("班的名称"), max_length=200)
    unit = forms.CharField(label=gettext_lazy("主办单位"), widget=unit_box(), help_text=gettext_lazy("写编号或全称"))
    place = forms.CharField(label=gettext_lazy("地点"), required=False, max_length=200)
    modules = forms.CharField(
        label=gettext_lazy("课程"),
        widget=lines_box(6),
        help_text=gettext_lazy("一行一门：2018-06-05 09:00-11:30 科研诚信；示例专家（管理学）；3学时；可加“选修”"),
    )
    quotas = forms.CharField(
        label=gettext_lazy("名额"),
        widget=lines_box(4),
        help_text=gettext_lazy("一行一个单位：编号或全称，空格，人数；下级单位用它的名额"),
    )
    closes_on = DayField(label=gettext_lazy("报名截止"), help_text=gettext_lazy("含当天；过后由主办单位补录"))
    groups = forms.CharField(
        label=gettext_lazy("面向人群"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("如 女科技工作者，用分号隔开；不填不限"),
    )
    share = forms.IntegerField(label=gettext_lazy("结业至少到满学时的百分之几"), min_value=0, max_value=100, initial=80)
    every = forms.BooleanField(label=gettext_lazy("必修课一门不缺才结业"), required=False, initial=True)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, who: Account, fixed: bool = False, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        """Leave out what is changed on the activity's own page once there is one."""
        super().__init__(*args, **kwargs)
        self.who = who
        if fixed:
            for name in ("title", "unit", "place"):
                del self.fields[name]

    def clean_unit(self) -> Unit:
        """Find the host."""
        with at_its_field():
            return find_unit(self.cleaned_data["unit"], self.who, Right.ACTIVITY_RECORD)

    def clean_modules(self) -> list[NewModule]:
        """Read the modules."""
        with at_its_field():
            return read_modules(self.cleaned_data["modules"])

    def clean_quotas(self) -> dict[Unit, int]:
        """Read the places, a unit a line."""
        found: dict[Unit, int] = {}
        wrong: list[str] = []
        for line in filter(None, (one.strip() for one in self.cleaned_data["quotas"].splitlines())):
            read = _LAST_NUMBER.match(line)
            if read is None:
                wrong.append(_("“%(line)s”：写单位，空格，人数；例：JS 20") % {"line": line[:40]})
                continue
            try:
                unit = find_unit(read["unit"], self.who, Right.UNIT_READ)
            except Refused as refusal:
                wrong += refusal.lines
                continue
            if unit in found:
                wrong.append(_("“%(unit)s”写了两次；请合成一行。") % {"unit": unit.name})
            found[unit] = int(read["places"])
        if wrong:
            raise forms.ValidationError(wrong)
        return found

    def plan(self) -> Plan:
        """Return what the form says."""
        told = self.cleaned_data
        groups = (one.strip() for one in re.split(r"[;；\n]", told["groups"]))
        return Plan(
            closes_on=told["closes_on"],
            modules=tuple(told["modules"]),
            quotas=told["quotas"],
            groups=tuple(dict.fromkeys(filter(None, groups))),
            rule=Rule(told["share"], every_required=told["every"]),
        )


def written(training: TrainingClass) -> dict[str, Any]:
    """Return what the form of a class begins with."""
    modules = [
        NewModule(one.title, one.on, one.begins, one.ends, one.lecturer, one.hours, one.required)
        for one in training.modules.order_by("on", "begins", "order")
    ]
    quotas = training.quotas.select_related("unit").order_by("unit__code")
    return {
        "modules": "\n".join(one.line() for one in modules),
        "quotas": "\n".join(f"{one.unit.code} {one.places}" for one in quotas),
        "closes_on": training.closes_on.isoformat(),
        "groups": training.groups,
        "share": training.rule["share"],
        "every": training.rule["every_required"],
        "version": training.version,
    }


class EnrolForm(HouseForm):
    """Send people: the unit, and a code a line."""

    unit = forms.CharField(label=gettext_lazy("派出单位"), widget=unit_box(), help_text=gettext_lazy("写编号或全称"))
    people = forms.CharField(
        label=gettext_lazy("人员编号"), widget=lines_box(4), help_text=gettext_lazy("一行一人，先到先得；满额的排候补")
    )

    def __init__(self, *args: Any, who: Account, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Keep who asks."""
        super().__init__(*args, **kwargs)
        self.who = who

    def clean_unit(self) -> Unit:
        """Find the unit that sends."""
        with at_its_field():
            return find_unit(self.cleaned_data["unit"], self.who, Right.ACTIVITY_RECORD)

    def codes(self) -> list[str]:
        """Return the codes typed, each once."""
        pieces = re.split(r"[\n;；,，]", self.cleaned_data["people"])
        return list(dict.fromkeys(filter(None, (one.strip() for one in pieces))))


class SubstituteForm(HouseForm):
    """Who goes in somebody's place."""

    person = forms.CharField(label=gettext_lazy("换成谁（人员编号）"), max_length=64)


class FeedbackForm(HouseForm):
    """What somebody who was there says of the arrangement."""

    text = forms.CharField(
        label=gettext_lazy("还想说的"), required=False, widget=lines_box(4), max_length=500,
        help_text=gettext_lazy("请不要写姓名；主办单位看得到这段话，看不到是谁写的"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Ask about each aspect; to say nothing is an answer, too."""
        super().__init__(*args, **kwargs)
        for name, title in ASPECTS.items():
            self.fields[name] = forms.ChoiceField(
                label=str(title), choices=list(MARKS.items()), required=False, widget=forms.RadioSelect, initial=""
            )
        self.order_fields([*ASPECTS, "text"])

    def marks(self) -> dict[str, str]:
        """Return what was ticked."""
        return {name: self.cleaned_data[name] for name in ASPECTS}

    def aspects(self) -> list[forms.BoundField]:
        """Return the fields of the aspects, for the page."""
        return [self[name] for name in ASPECTS]
