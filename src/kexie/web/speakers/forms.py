"""The forms of lectures: ask for one, take a step, keep the pool, begin a tour."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.days import parse_day
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.rules import unpacked
from kexie.records.speakers.actions import MOST_LOAD
from kexie.records.speakers.flow import Step
from kexie.records.speakers.models import PoolSpeaker, Tour
from kexie.records.speakers.words import LANGUAGES
from kexie.records.units.kinds import LEVELS
from kexie.records.units.models import Unit
from kexie.web.kit.forms import DayField, HouseForm, at_its_field, lines_box, unit_box
from kexie.web.units.finding import find_unit, find_units

_PARTED = re.compile(r"[;；、,，\n]")


def pieces(text: str) -> tuple[str, ...]:
    """Return what is parted by ; 、 , or line ends, each once."""
    return tuple(dict.fromkeys(piece.strip()[:60] for piece in _PARTED.split(text) if piece.strip()))


class UnitForm(HouseForm):
    """A form with units typed by code or name."""

    def __init__(self, *args: Any, who: Account, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Remember who asks."""
        super().__init__(*args, **kwargs)
        self.who = who

    def found(self, name: str, right: Right) -> Unit | None:
        """Return the unit typed in a field, ``None`` for an empty one."""
        if not self.cleaned_data[name].strip():
            return None
        with at_its_field():
            return find_unit(self.cleaned_data[name], self.who, right)


class ClockField(forms.TimeField):
    """A time of day (09:00)."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": "6"})

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Read 9:00, 09.00 and full-width signs as well."""
        super().__init__(**kwargs)
        self.error_messages["invalid"] = gettext_lazy("请写成 09:00 这样。")

    def to_python(self, value: object) -> Any:  # noqa: ANN401 - as Django's own
        """Read a time as people write it."""
        text = str(value or "").strip().replace("：", ":").replace(".", ":")
        return super().to_python(text)


class AskForm(UnitForm):
    """Ask for a lecture."""

    title = forms.CharField(label=gettext_lazy("想听什么"), max_length=200)
    field = forms.ChoiceField(label=gettext_lazy("领域"))
    pool = forms.ChoiceField(label=gettext_lazy("向谁点单"))
    unit = forms.CharField(label=gettext_lazy("点单单位"), help_text=gettext_lazy("写编号或全称"), widget=unit_box())
    on = DayField(label=gettext_lazy("日期"), help_text=gettext_lazy("例：2018-06-13"))
    begins = ClockField(label=gettext_lazy("几点开始"), help_text=gettext_lazy("例：09:00"))
    ends = ClockField(label=gettext_lazy("几点结束"), help_text=gettext_lazy("过了零点的算次日"))
    language = forms.ChoiceField(label=gettext_lazy("语言"), choices=list(LANGUAGES.items()), initial="zh")
    place = forms.CharField(label=gettext_lazy("地点"), required=False, max_length=200)
    tour = forms.ChoiceField(label=gettext_lazy("属于哪一轮巡讲"), required=False)
    zone = forms.CharField(
        label=gettext_lazy("当地时区"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("在海外讲才填，例：Europe/Paris；上面的时间按当地的钟写"),
    )

    def __init__(self, *args: Any, pools: list[Unit], menu: list[str], tours: list[Tour], **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Offer the fields and pools there are, and the tours open to one's unit."""
        super().__init__(*args, **kwargs)
        offers = {
            "field": [(one, one) for one in menu],
            "pool": [(one.code, one.name) for one in pools],
            "tour": [("", _("不属于巡讲")), *((one.code, one.title) for one in tours)],
        }
        for name, choices in offers.items():
            box = self.fields[name]
            assert isinstance(box, forms.ChoiceField)  # noqa: S101 - for the type checker
            box.choices = choices

    def clean_unit(self) -> Unit | None:
        """Find the unit that asks."""
        return self.found("unit", Right.ACTIVITY_RECORD)


class StepForm(HouseForm):
    """Take a step in a request: only what it asks for is a field."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, step: Step, free: list[PoolSpeaker], **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Add what the step needs; ``free``: the speakers who can take the request."""
        super().__init__(*args, **kwargs)
        if step.speaker:
            choices = [(str(one.pk), one.label) for one in free]
            self.fields["speaker"] = forms.ChoiceField(label=_("主讲"), choices=choices, help_text=_("只列能来的"))
        if step.reason:
            self.fields["reason"] = forms.CharField(label=_("原因"), widget=lines_box(3), max_length=500)


class SpeakerForm(UnitForm):
    """Keep somebody in the pool: by role, without address, number or link to a person."""

    code = forms.CharField(label=gettext_lazy("编号"), max_length=64)
    label = forms.CharField(
        label=gettext_lazy("称呼"),
        max_length=120,
        help_text=gettext_lazy("写身份和专业，例：示例0001　农业专家；不写电话和证件号"),
    )
    unit = forms.CharField(label=gettext_lazy("由谁管"), help_text=gettext_lazy("写编号或全称"), widget=unit_box())
    fields_text = forms.CharField(label=gettext_lazy("讲题领域"), help_text=gettext_lazy("用分号隔开"), max_length=500)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("语言"), choices=list(LANGUAGES.items()), widget=forms.CheckboxSelectMultiple, initial=["zh"]
    )
    regions = forms.CharField(
        label=gettext_lazy("愿去的地区"), required=False, widget=lines_box(2),
        help_text=gettext_lazy("单位编号或全称，一行一个；不填就是都去"),
    )  # fmt: skip
    home = forms.CharField(label=gettext_lazy("常住地区"), required=False, widget=unit_box())
    load = forms.IntegerField(label=gettext_lazy("每月最多几场"), min_value=1, max_value=MOST_LOAD, initial=4)
    consented_on = DayField(
        label=gettext_lazy("同意入库的日期"), required=False, help_text=gettext_lazy("没有同意的不派单")
    )
    away = forms.CharField(
        label=gettext_lazy("不便的日子"), required=False, widget=lines_box(2),
        help_text=gettext_lazy("一行一段，例：2018-06-01..2018-06-10；不写原因"),
    )  # fmt: skip
    zone = forms.CharField(label=gettext_lazy("常住时区"), required=False, max_length=60)
    withdrawn = forms.BooleanField(label=gettext_lazy("已退出，不再派单"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_unit(self) -> Unit | None:
        """Find the unit that keeps the entry."""
        return self.found("unit", Right.ACTIVITY_RECORD)

    def clean_home(self) -> Unit | None:
        """Find the region that they live in."""
        return self.found("home", Right.UNIT_READ)

    def clean_fields_text(self) -> tuple[str, ...]:
        """Part the fields."""
        return pieces(self.cleaned_data["fields_text"])

    def clean_regions(self) -> tuple[str, ...]:
        """Find the regions; keep their codes."""
        with at_its_field():
            return tuple(unit.code for unit in find_units(self.cleaned_data["regions"], self.who, Right.UNIT_READ))

    def clean_away(self) -> tuple[tuple[date, date], ...]:
        """Read the spans of days."""
        with at_its_field():
            return spans(self.cleaned_data["away"])


def spans(text: str) -> tuple[tuple[date, date], ...]:
    """Read spans of days, a line or a piece between semicolons each: ``2018-06-01..2018-06-10`` or one day."""
    found = []
    for piece in re.split(r"[;；\n]", text):
        if piece.strip():
            first, _dots, last = piece.partition("..")
            found.append((parse_day(first.strip()), parse_day((last or first).strip())))
    return tuple(found)


def first_of(speaker: PoolSpeaker) -> dict[str, Any]:
    """Return what the form of an entry begins with."""
    return {
        "code": speaker.code, "label": speaker.label, "unit": speaker.unit.code,
        "fields_text": "；".join(unpacked(speaker.fields)), "languages": unpacked(speaker.languages),
        "regions": "\n".join(unpacked(speaker.regions)), "home": speaker.home.code if speaker.home else "",
        "load": speaker.load, "consented_on": speaker.consented_on, "zone": speaker.zone,
        "away": "\n".join(f"{span.first}..{span.last}" for span in speaker.away.all()),
        "withdrawn": speaker.withdrawn, "version": speaker.version,
    }  # fmt: skip


class TourForm(UnitForm):
    """Begin a tour or change it."""

    title = forms.CharField(
        label=gettext_lazy("名称"), max_length=100, help_text=gettext_lazy("也是活动的系列名；开始以后不改")
    )
    code = forms.CharField(label=gettext_lazy("编号"), max_length=64)
    unit = forms.CharField(label=gettext_lazy("主办单位"), help_text=gettext_lazy("写编号或全称"), widget=unit_box())
    target = forms.IntegerField(label=gettext_lazy("目标场次"), min_value=1)
    level = forms.ChoiceField(
        label=gettext_lazy("按哪一级看有没有讲到"),
        choices=[(one.slug, one.title) for one in LEVELS if one.slug != "national"],
    )
    starts_on = DayField(label=gettext_lazy("开始日期"))
    ends_on = DayField(label=gettext_lazy("结束日期"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_unit(self) -> Unit | None:
        """Find the unit that holds the tour."""
        return self.found("unit", Right.ACTIVITY_RECORD)
