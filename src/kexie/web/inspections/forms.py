"""The forms of inspections."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.kit.refusal import Refused
from kexie.kit.terms import Term
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.inspections import queries, rules
from kexie.records.inspections.rules import Terms, read_term
from kexie.records.matters.workflows.finding import FINDING
from kexie.records.people.models import Person
from kexie.records.units.models import Unit
from kexie.web.kit.forms import DayField, GivenFile, HouseForm, at_its_field, lines_box, unit_box
from kexie.web.units.finding import find_unit, find_units

LISTED = _("编号或全称，一行一个")


class Asking(HouseForm):
    """A form that knows who fills it, so that units and people are found as far as they see."""

    def __init__(self, *args: Any, who: Account, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Keep who fills it."""
        super().__init__(*args, **kwargs)
        self.who = who

    def _found(self, name: str, right: Right) -> Unit:
        with at_its_field():
            return find_unit(self.cleaned_data[name], self.who, right)

    def _listed(self, name: str) -> tuple[Unit, ...]:
        with at_its_field():
            return find_units(self.cleaned_data[name], self.who)

    def _people(self, name: str) -> list[Person]:
        with at_its_field():
            return queries.find_people(self.cleaned_data[name], self.who)


class ScopeForm(Asking):
    """The units of a term."""

    scope = forms.CharField(label=_("巡察范围"), widget=lines_box(12), help_text=LISTED, required=False)
    children = forms.BooleanField(label=_("列入派出单位的全部直接下级"), required=False)

    def clean_scope(self) -> tuple[Unit, ...]:
        """Find the units."""
        return self._listed("scope")


class TermForm(ScopeForm):
    """Begin a term."""

    beside = (("since", "until"),)

    name = forms.CharField(label=_("名称"), max_length=100, help_text=_("例：第一届（2018—2023）"))
    unit = forms.CharField(label=_("派出单位"), widget=unit_box(), help_text=_("写编号或全称"))
    since = DayField(label=_("起"))
    until = DayField(label=_("止"))
    field_order = ("name", "unit", "since", "until", "scope", "children")

    def clean_unit(self) -> Unit:
        """Find the unit that inspects."""
        return self._found("unit", Right.MATTER_ISSUE)


class TermField(forms.CharField):
    """A term as people write it; gives a ``Term``."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "size": "12"})

    def clean(self, value: object) -> Term:
        """Read the term, or say how it is written."""
        with at_its_field():
            return read_term(str(super().clean(value)))


class RoundForm(HouseForm):
    """Open a round; the terms stand there as is usual."""

    beside = (
        ("name", "kind"),
        ("since", "until"),
        ("feedback", "plan"),
        ("progress", "final"),
        ("relook", "recusal_years"),
    )

    name = forms.CharField(label=_("名称"), max_length=100, help_text=_("例：第一轮"))
    kind = forms.ChoiceField(label=_("种类"), choices=list(rules.KINDS.items()))
    topic = forms.CharField(label=_("专项内容"), required=False, max_length=200)
    since = DayField(label=_("起"))
    until = DayField(label=_("止"))
    feedback = TermField(label=_("报告以后反馈"), initial="20个工作日")
    plan = TermField(label=_("反馈以后报整改方案"), initial="1个月")
    progress = TermField(label=_("反馈以后报整改进展"), initial="2个月")
    final = TermField(label=_("反馈以后报整改总结"), initial="6个月")
    relook = TermField(label=_("总结以后回头看"), initial="12个月")
    recusal_years = forms.IntegerField(label=_("任职结束几年内回避"), min_value=0, max_value=20, initial=3)

    def terms(self) -> Terms:
        """Return the terms that were written."""
        told = self.cleaned_data
        return Terms(told["feedback"], told["plan"], told["progress"], told["final"], told["relook"])


class TeamForm(Asking):
    """Authorise somebody for this round."""

    person = forms.CharField(label=_("人员"), help_text=_("编号或姓名，一行一个"), widget=lines_box(3))
    role = forms.ChoiceField(label=_("职责"), choices=list(rules.ROLES.items()))
    document = forms.CharField(label=_("授权文件"), max_length=200)

    def clean_person(self) -> list[Person]:
        """Find the people."""
        return self._people("person")


class ItemsForm(HouseForm):
    """Add lines to the check-list."""

    lines = forms.CharField(label=_("检查内容"), widget=lines_box(8), help_text=_("一行一条：内容；依据；方面"))

    def listed(self) -> list[dict[str, str]]:
        """Return the lines parted as they were typed or pasted from a sheet (tabs)."""
        lines = self.cleaned_data["lines"].replace("\t", "；").replace(";", "；").splitlines()
        names = ("text", "basis", "area")
        return [dict(zip(names, line.split("；"), strict=False)) for line in lines if line.strip()]


class StepForm(HouseForm):
    """Write down a step: the day, words, a paper."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = DayField(label=_("日期"))
    note = forms.CharField(label=_("情况"), required=False, widget=lines_box(4))
    file = GivenFile(label=_("文件"), required=False)


class FeedbackForm(StepForm, Asking):
    """Give feedback; some findings may stay with those who need to know."""

    closed = forms.MultipleChoiceField(
        label=_("只留在知悉范围内的问题"), required=False, widget=forms.CheckboxSelectMultiple
    )
    readers = forms.CharField(
        label=_("被巡察单位的知悉人"), required=False, help_text=_("编号或姓名，一行一个"), widget=lines_box(2)
    )

    def clean_readers(self) -> list[Person]:
        """Find those who need to know."""
        return self._people("readers")


class FindForm(HouseForm):
    """Write a finding."""

    title = forms.CharField(label=_("问题"), max_length=200)
    text = forms.CharField(label=_("具体情况"), required=False, widget=lines_box(4))
    basis = forms.CharField(label=_("依据（文件、条款）"), max_length=300)
    severity = forms.ChoiceField(label=_("程度"))
    root_cause = forms.CharField(label=_("根源"), required=False, widget=lines_box(2), max_length=2_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Offer the degrees of the workflow."""
        super().__init__(*args, **kwargs)
        field = self.fields["severity"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        degrees = next(one.choices for one in FINDING.details if one.slug == "severity")
        field.choices = [("", _("请选")), *degrees]

    def details(self) -> dict[str, str]:
        """Return the typed details."""
        return {name: self.cleaned_data[name] for name in ("basis", "severity", "root_cause")}


class RecuseForm(HouseForm):
    """Let a member of the team keep out of a unit."""

    person = forms.ChoiceField(label=_("人员"))
    reason = forms.CharField(label=_("原因"), max_length=200)


class RelookForm(HouseForm):
    """Set the day of the re-look."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = DayField(label=_("回头看时限"))


class PublicForm(HouseForm):
    """Write the public version."""

    title = forms.CharField(label=_("标题"), max_length=200)
    text = forms.CharField(label=_("正文"), widget=lines_box(14))


class DecisionForm(Asking):
    """Keep a decision of a leading body."""

    beside = (
        ("body", "held_on"),
        ("expected", "present", "votes_for", "votes_against", "abstained"),
        ("recused", "minuted"),
    )

    unit = forms.CharField(label=_("单位"), widget=unit_box(), help_text=_("写编号或全称"))
    body = forms.CharField(label=_("会议"), max_length=100, help_text=_("例：党组会、主席办公会"))
    held_on = DayField(label=_("日期"))
    title = forms.CharField(label=_("议题"), max_length=200)
    resolution = forms.CharField(label=_("决议"), widget=lines_box(4))
    expected = forms.IntegerField(label=_("应到"), min_value=0, max_value=9_999)
    present = forms.IntegerField(label=_("实到"), min_value=0, max_value=9_999)
    votes_for = forms.IntegerField(label=_("赞成"), min_value=0, max_value=9_999)
    votes_against = forms.IntegerField(label=_("反对"), min_value=0, max_value=9_999, initial=0)
    abstained = forms.IntegerField(label=_("弃权"), min_value=0, max_value=9_999, initial=0)
    recused = forms.CharField(
        label=_("回避"), required=False, widget=lines_box(3), help_text=_("一行一人：姓名或编号；原因")
    )
    minuted = forms.CharField(
        label=_("要求记入记录的意见"),
        required=False,
        widget=lines_box(3),
        help_text=_("只记本人要求记入的，一行一人：姓名或编号；意见"),
    )
    paper = GivenFile(label=_("会议材料"), required=False)

    def clean_unit(self) -> Unit:
        """Find the unit whose body decided."""
        return self._found("unit", Right.MATTER_ISSUE)

    def clean_recused(self) -> list[tuple[Person, str]]:
        """Find who kept out, with the reason."""
        return self._said("recused")

    def clean_minuted(self) -> list[tuple[Person, str]]:
        """Find who asked to have what in the minutes."""
        return self._said("minuted")

    def _said(self, name: str) -> list[tuple[Person, str]]:
        found: list[tuple[Person, str]] = []
        wrong: list[str] = []
        for line in self.cleaned_data[name].replace(";", "；").splitlines():
            person, _mark, text = line.partition("；")
            if line.strip():
                try:
                    found.append((queries.find_person(person, self.who), text.strip()))
                except Refused as refusal:
                    wrong += refusal.lines
        if wrong:
            raise forms.ValidationError(wrong)
        return found
