"""The forms of meetings: a series, a call, a proposal, how it went, outcomes, minutes, amendments, monthly lists."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.units.models import Unit
from kexie.web.kit.forms import DayField, GivenFile, HouseForm, MonthField, at_its_field, lines_box, unit_box
from kexie.web.units.finding import find_unit, find_units


class UnitForm(HouseForm):
    """A form in which units are written by code or name."""

    right = Right.MATTER_WORK

    def __init__(self, *args: Any, who: Account, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Look units up for ``who``."""
        super().__init__(*args, **kwargs)
        self.who = who

    def clean_unit(self) -> Unit:
        """Find the unit."""
        with at_its_field():
            return find_unit(self.cleaned_data["unit"], self.who, self.right)


class SeriesForm(UnitForm):
    """Begin a series."""

    right = Right.MATTER_ISSUE
    unit = forms.CharField(label=_("召集单位"), widget=unit_box(), help_text=_("写编号或全称"))
    name = forms.CharField(label=_("会议名称"), max_length=60, help_text=_("例：工作调度会"))
    day = forms.IntegerField(label=_("每月几日"), help_text=_("1 到 28；碰上休息日顺延到下一个工作日"))
    place = forms.CharField(label=_("地点"), max_length=200, required=False)
    window = forms.IntegerField(label=_("纪要征求意见（工作日）"), help_text=_("印发后多少个工作日内可以提修改意见"))


class CallForm(HouseForm):
    """Call the meeting of a month."""

    month = MonthField(label=_("月份"), help_text=_("例：2018-06"))
    on = DayField(label=_("会期"), required=False, help_text=_("不填按每月的日子"))
    place = forms.CharField(label=_("地点"), max_length=200, required=False)
    units = forms.CharField(label=_("通知单位"), widget=lines_box(8), help_text=_("编号或全称，一行一个"))

    def __init__(self, *args: Any, who: Account, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Look units up for ``who``."""
        super().__init__(*args, **kwargs)
        self.who = who

    def clean_units(self) -> tuple[Unit, ...]:
        """Find the units."""
        with at_its_field():
            return find_units(self.cleaned_data["units"], self.who)


class ProposeForm(UnitForm):
    """Propose a point."""

    unit = forms.CharField(label=_("提请单位"), widget=unit_box())
    text = forms.CharField(label=_("提请研究什么"), max_length=300, widget=lines_box(2))


class HoldForm(HouseForm):
    """How a meeting went; whether each unit came stands beside it in the table."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    chaired = forms.CharField(label=_("主持"), max_length=60, help_text=_("写职务即可"))
    recorded = forms.CharField(label=_("记录"), max_length=60, help_text=_("写职务即可"))
    headcount = forms.IntegerField(label=_("到会人数"), required=False, min_value=0)


class OutcomesForm(HouseForm):
    """Outcomes, one a line."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("议定事项"),
        widget=lines_box(6),
        help_text=_("一行一件：谁 何日前 做何事。例：示例江苏科协 6月15日前 报送整改方案。几家一起办的，第一家主责。"),
    )
    grade = forms.ChoiceField(label=_("没写日子的按"), required=False)


class MinutesForm(HouseForm):
    """The minutes."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("会议纪要"), widget=lines_box(18))


class AmendForm(UnitForm):
    """Ask for an amendment of the minutes."""

    unit = forms.CharField(label=_("提出单位"), widget=unit_box())
    text = forms.CharField(label=_("改哪里、怎么改"), widget=lines_box(3))


class DecideForm(HouseForm):
    """Decide on an amendment."""

    take = forms.ChoiceField(
        label=_("决定"), choices=[("yes", _("采纳")), ("no", _("不采纳"))], widget=forms.RadioSelect, initial="yes"
    )
    text = forms.CharField(label=_("改后的纪要"), widget=lines_box(14), required=False)
    note = forms.CharField(label=_("说明"), max_length=500, required=False, help_text=_("不采纳要写明原因"))


class ListForm(HouseForm):
    """A monthly list: a line is an item."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    done = forms.CharField(label=_("本月完成"), required=False, widget=lines_box(9), help_text=_("一行一条，3 至 9 条"))
    following = forms.CharField(
        label=_("下月计划"), required=False, widget=lines_box(9), help_text=_("一行一条，3 至 9 条")
    )
    few = forms.BooleanField(label=_("只有这些"), required=False, help_text=_("确实不足 3 条时勾选"))


class PasteForm(HouseForm):
    """What a unit has already: text, or a spreadsheet with the two columns."""

    text = forms.CharField(
        label=_("现成的文字"),
        required=False,
        widget=lines_box(5),
        help_text=_("编号的自动分条：1. 、（一） ① 一是 都认；上面写一行“本月完成”“下月计划”就分在两边。"),
    )
    file = GivenFile(label=_("或一张表"), required=False, help_text=_("表头写“本月完成”“下月计划”，一格一条"))


class Whose(HouseForm):
    """Whose monthly list, of which month."""

    unit = forms.CharField(label=_("单位"), widget=unit_box(), required=False)
    month = MonthField(label=_("月份"), required=False)
