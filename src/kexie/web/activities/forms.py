"""The forms of activities: record, register as held, cancel, minutes, files, roster."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.bounds import Bound, Bounded
from kexie.kit.clock import today
from kexie.kit.columns import parse_code, parse_name
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.actions import Draft
from kexie.records.activities.kinds import KINDS
from kexie.records.activities.models import Activity
from kexie.records.activities.queries import draft_of
from kexie.records.imports.activities import MOST
from kexie.records.units.models import Unit
from kexie.records.units.queries import is_open
from kexie.records.units.rules import TreeOn
from kexie.web.activities.words import STATUS, goal_codes
from kexie.web.kit.forms import BoundedField, DayField, GivenFile, HouseForm, lines_box, read_field, unit_box
from kexie.web.units.finding import find_unit, find_units


class RecordForm(HouseForm):
    """Record or change one activity. ``activity`` None: a new one."""

    title = forms.CharField(label=gettext_lazy("名称"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("种类"))
    unit = forms.CharField(
        label=gettext_lazy("主办单位"),
        help_text=gettext_lazy("写编号或全称"),
        widget=unit_box(),
    )
    starts_on = DayField(label=gettext_lazy("日期"), help_text=gettext_lazy("例：2018-05-03"))
    ends_on = DayField(label=gettext_lazy("结束日期"), required=False, help_text=gettext_lazy("只有一天的不用填"))
    headcount = BoundedField(
        label=gettext_lazy("人数"), required=False, help_text=gettext_lazy("可写 26、20余、约300、近300；没有数就空着")
    )
    status = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    place = forms.CharField(label=gettext_lazy("地点"), max_length=200, required=False)
    co_hosts = forms.CharField(
        label=gettext_lazy("联合主办"),
        required=False,
        widget=lines_box(2),
        help_text=gettext_lazy("编号或全称，一行一个；几家联办仍是一场"),
    )
    speakers = forms.CharField(
        label=gettext_lazy("主讲"),
        required=False,
        widget=lines_box(2),
        help_text=gettext_lazy("写身份即可，一行一个，例：专家（经济学）"),
    )
    goals = forms.MultipleChoiceField(label=gettext_lazy("记入的目标"), required=False)
    count = forms.IntegerField(
        label=gettext_lazy("场次"), min_value=1, max_value=MOST, initial=1, required=False,
        help_text=gettext_lazy("一条合并登记若干场时写场数，一般是 1"),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    series = forms.CharField(label=gettext_lazy("系列"), max_length=100, required=False)
    code = forms.CharField(
        label=gettext_lazy("编号"), max_length=64, help_text=gettext_lazy("自动给出，可以改成您的编号")
    )
    following = forms.BooleanField(label=gettext_lazy("以后的也这样改"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, who: Account, activity: Activity | None = None, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Offer the kinds, statuses and goals there are; an activity keeps its code."""
        super().__init__(*args, **kwargs)
        self.who, self.activity = who, activity
        self.set_choices("kind", [(kind.slug, kind.title) for kind in KINDS.values()])
        statuses: list[tuple[str, Any]] = [("planned", STATUS["planned"]), ("held", STATUS["held"])]
        if activity is None:
            statuses.insert(0, ("", gettext_lazy("按日期定：今天及以前为已举办")))
        else:
            if activity.status == Activity.Status.CANCELLED:
                statuses.append(("cancelled", STATUS["cancelled"]))
            self.fields["code"].required = False
        self.set_choices("status", statuses)
        known = dict.fromkeys([*goal_codes(), *(draft_of(activity).goals if activity is not None else ())])
        self.set_choices("goals", [(code, code) for code in known])

    def set_choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        """Give a field its choices."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = choices

    def clean_title(self) -> str:
        """Read the title on one line."""
        return read_field(parse_name, self.cleaned_data["title"])

    def clean_place(self) -> str:
        """Read the place on one line."""
        return read_field(parse_name, self.cleaned_data["place"])

    def clean_code(self) -> str:
        """Read the code as imports do."""
        typed = self.cleaned_data["code"]
        return read_field(parse_code, typed) if typed else ""

    def clean_unit(self) -> Unit:
        """Find the leading unit and look whether its activities may be recorded."""
        return read_field(lambda text: find_unit(text, self.who, Right.ACTIVITY_RECORD), self.cleaned_data["unit"])

    def clean_co_hosts(self) -> tuple[Unit, ...]:
        """Find the units that join."""
        return read_field(lambda text: find_units(text, self.who), self.cleaned_data["co_hosts"])

    def clean_speakers(self) -> tuple[str, ...]:
        """Read one speaker a line."""
        lines = [line for piece in self.cleaned_data["speakers"].split(";") for line in piece.splitlines()]
        spoken = tuple(read_field(parse_name, line)[:120] for line in lines if line.strip())
        return tuple(dict.fromkeys(spoken))

    def clean_headcount(self) -> Bounded | None:
        """Refuse a number that can only be a slip of the pen."""
        stated: Bounded | None = self.cleaned_data["headcount"]
        if stated is not None and stated.value > MOST:
            raise forms.ValidationError(_("人数太大；请核对。"))
        return stated

    def clean(self) -> dict[str, Any]:
        """Look at days and hosts together."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        first: date | None = told.get("starts_on")
        if first is None:
            return told
        if told.get("ends_on") and told["ends_on"] < first:
            self.add_error("ends_on", _("结束日期早于开始日期；请更正。"))
        if told.get("status") == "held" and first > today():
            self.add_error("status", _("日期还没有到，不能记为已举办。"))
        for name in ("unit", "co_hosts"):
            found = told.get(name) or ()
            for unit in found if isinstance(found, tuple) else (found,):
                if not is_open(unit, TreeOn(first, today())):
                    words = {"unit": unit.name, "day": first.isoformat()}
                    self.add_error(name, _("“%(unit)s”在 %(day)s 尚未成立或已撤销；请核对日期或单位。") % words)
        return told

    def draft(self) -> Draft:
        """Return what a valid form says; what it does not ask stays as it was."""
        told, old = self.cleaned_data, self.activity
        stated: Bounded | None = told["headcount"]
        return Draft(
            code=old.code if old is not None else told["code"],
            kind=told["kind"],
            title=told["title"],
            unit=told["unit"],
            starts_on=told["starts_on"],
            ends_on=told["ends_on"] or told["starts_on"],
            status=told["status"]
            or (old.status if old is not None else "held" if told["starts_on"] <= today() else "planned"),
            co_hosts=told["co_hosts"],
            headcount=stated.value if stated is not None else None,
            bound=(stated.bound if stated is not None else Bound.EXACT).value,
            count=told["count"] or 1,
            goals=tuple(told["goals"]),
            place=told["place"],
            speakers=told["speakers"],
            series=told["series"],
            reason=old.reason if old is not None and told["status"] == "cancelled" else "",
            origin=old.origin if old is not None else "live",
        )


def written(draft: Draft) -> dict[str, Any]:
    """Return a draft as the form shows it."""
    stated = Bounded(draft.headcount, Bound(draft.bound)) if draft.headcount is not None else None
    return {
        "title": draft.title,
        "kind": draft.kind,
        "unit": draft.unit.code,
        "starts_on": draft.starts_on.isoformat(),
        "ends_on": draft.ends_on.isoformat() if draft.ends_on != draft.starts_on else "",
        "headcount": stated,
        "status": draft.status,
        "place": draft.place,
        "co_hosts": "\n".join(unit.code for unit in draft.co_hosts),
        "speakers": "\n".join(draft.speakers),
        "goals": list(draft.goals),
        "count": draft.count,
        "series": draft.series,
        "code": draft.code,
    }


class HoldForm(HouseForm):
    """Register a planned activity as held."""

    headcount = BoundedField(
        label=gettext_lazy("人数"), required=False, help_text=gettext_lazy("可写 26、20余、约300；有名册的可以空着")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class CancelForm(HouseForm):
    """Cancel an activity; the reason is asked because others had planned with it."""

    reason = forms.CharField(label=gettext_lazy("原因"), max_length=200)
    following = forms.BooleanField(label=gettext_lazy("以后的也一起取消"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class MinutesForm(HouseForm):
    """The minutes of an activity; of a visit, what was heard."""

    minutes = forms.CharField(label=gettext_lazy("纪要"), required=False, strip=False, widget=lines_box(16))
    version = forms.IntegerField(widget=forms.HiddenInput)


class FileForm(HouseForm):
    """A file to be kept with an activity."""

    file = GivenFile(label=gettext_lazy("文件"), help_text=gettext_lazy("最大 50 MB；存盘时加密"))


class RosterAddForm(HouseForm):
    """Add people to a roster: by code or name, a line each, or from a spreadsheet."""

    people = forms.CharField(
        label=gettext_lazy("编号或姓名"), required=False, widget=lines_box(5), help_text=gettext_lazy("一行一人")
    )
    file = GivenFile(
        label=gettext_lazy("或者传表格"),
        required=False,
        help_text=gettext_lazy("一列“人员编号”；可加“状态”“代表单位编号”“日期”"),
    )
    status = forms.ChoiceField(
        label=gettext_lazy("记为"),
        choices=[
            ("expected", gettext_lazy("应到")),
            ("present", gettext_lazy("实到")),
            ("excused", gettext_lazy("请假")),
        ],
    )
    on = DayField(label=gettext_lazy("日期"), required=False)
