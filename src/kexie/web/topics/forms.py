"""The forms of study: found a body, topics of a year, a session."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.topics.actions import Studying
from kexie.records.topics.models import LeadingBody, StudySession, Topic
from kexie.records.topics.rules import read_titles
from kexie.records.units.models import Unit
from kexie.web.kit.forms import DayField, HouseForm, at_its_field, lines_box, unit_box
from kexie.web.units.finding import find_unit


class BodyForm(HouseForm):
    """A leading body: of which unit, called what."""

    unit = forms.CharField(label=gettext_lazy("单位"), widget=unit_box(), help_text=gettext_lazy("写编号或全称"))
    name = forms.CharField(label=gettext_lazy("名称"), max_length=100, initial=gettext_lazy("党组理论学习中心组"))

    def __init__(self, *args: Any, who: Account, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Keep who asks."""
        super().__init__(*args, **kwargs)
        self.who = who

    def clean_unit(self) -> Unit:
        """Find the unit."""
        with at_its_field():
            return find_unit(self.cleaned_data["unit"], self.who, Right.ACTIVITY_RECORD)


class TopicsForm(HouseForm):
    """The topics of a year, a line each."""

    year = forms.IntegerField(label=gettext_lazy("年份"), min_value=1900, max_value=2999)
    titles = forms.CharField(
        label=gettext_lazy("专题"),
        widget=lines_box(10),
        required=False,
        help_text=gettext_lazy("一行一个；学过的不能去掉"),
    )

    def listed(self) -> list[str]:
        """Return the titles."""
        return read_titles(self.cleaned_data["titles"])


class SessionForm(HouseForm):
    """A session: when and where, about which topics, who led, outside experts, observers from above."""

    title = forms.CharField(label=gettext_lazy("名称"), max_length=200)
    on = DayField(label=gettext_lazy("日期"))
    place = forms.CharField(label=gettext_lazy("地点"), required=False, max_length=200)
    topics = forms.MultipleChoiceField(label=gettext_lazy("专题"), required=False, widget=forms.CheckboxSelectMultiple)
    leader = forms.CharField(
        label=gettext_lazy("领学"), required=False, max_length=120, help_text=gettext_lazy("写身份，如 党组书记")
    )
    experts = forms.CharField(
        label=gettext_lazy("外请专家"),
        required=False,
        widget=lines_box(2),
        help_text=gettext_lazy("一行一位，写身份和领域，如 示例专家（经济学）"),
    )
    observers = forms.CharField(
        label=gettext_lazy("上级旁听"),
        required=False,
        widget=lines_box(2),
        help_text=gettext_lazy("一行一位：上级单位编号或全称；身份。只记到场，不记评价"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - as Django's own
        who: Account,
        body: LeadingBody,
        topics: list[Topic],
        fixed: bool = False,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        """Offer the body's topics; what is the activity's is left out once there is one."""
        super().__init__(*args, **kwargs)
        self.who, self.body = who, body
        field = self.fields["topics"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
        field.choices = [(str(one.pk), f"{one.title}（{one.year}）") for one in topics]
        if not topics:
            del self.fields["topics"]
        if fixed:
            for name in ("title", "on", "place", "experts"):
                del self.fields[name]

    def clean_observers(self) -> tuple[tuple[Unit, str], ...]:
        """Read who observed: the unit, a semicolon, the role."""
        found, wrong = [], []
        for line in filter(None, (one.strip() for one in self.cleaned_data["observers"].splitlines())):
            unit, _sign, role = line.replace("；", ";").partition(";")
            if not role.strip():
                wrong.append(_("“%(line)s”：写单位；身份") % {"line": line[:40]})
                continue
            try:
                found.append((find_unit(unit, self.who, Right.UNIT_READ), role.strip()))
            except Refused as refusal:
                wrong += refusal.lines
        if wrong:
            raise forms.ValidationError(wrong)
        return tuple(found)

    def studying(self) -> Studying:
        """Return what stands beside the activity."""
        told = self.cleaned_data
        return Studying(tuple(int(one) for one in told.get("topics", ())), told["leader"], told["observers"])


def written(session: StudySession) -> dict[str, Any]:
    """Return what the form of a session begins with."""
    observers = session.observers.select_related("unit").order_by("pk")
    return {
        "topics": [str(pk) for pk in session.studied.values_list("topic", flat=True)],
        "leader": session.leader,
        "observers": "\n".join(f"{one.unit.code}；{one.role}" for one in observers),
        "version": session.version,
    }
