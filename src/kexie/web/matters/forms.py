"""The forms of matters: open one, take a step, list measures, attach evidence, ask for time."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.kit.clock import today
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.matters.workflow import Detail, Holds, Need, Step, Workflow
from kexie.records.plans.queries import layout_on, said
from kexie.records.units.models import Unit
from kexie.web.kit.forms import DayField, GivenFile, HouseForm, at_its_field, lines_box, unit_box
from kexie.web.units.finding import find_unit, find_units


class Versioned(HouseForm):
    """A form that knows which version of the matter the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class OpenForm(HouseForm):
    """Open a matter of one kind; its typed details are fields of their own."""

    title = forms.CharField(label=_("事项"), max_length=200)
    text = forms.CharField(label=_("具体内容"), required=False, widget=lines_box(4))
    unit = forms.CharField(label=_("交办单位"), help_text=_("写编号或全称"), widget=unit_box())
    lead = forms.CharField(label=_("主责单位"), help_text=_("写编号或全称"), widget=unit_box())
    assisting = forms.CharField(
        label=_("协办单位"), required=False, widget=lines_box(2), help_text=_("编号或全称，一行一个")
    )
    signing = forms.CharField(
        label=_("会签单位"), required=False, widget=lines_box(2), help_text=_("报送结果前要会签的单位，一行一个")
    )
    due = DayField(label=_("办理时限"), required=False, help_text=_("例：2018-06-13；不填按这类事项的通常时限"))
    grade = forms.ChoiceField(label=_("时限方案"), required=False)
    goal = forms.ChoiceField(label=_("计入哪个目标"), required=False)

    def __init__(self, *args: Any, who: Account, workflow: Workflow, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Add a field for each typed detail of the kind, and the ready settings of terms if it has any."""
        super().__init__(*args, **kwargs)
        self.who, self.workflow = who, workflow
        grades = [
            (f"{scheme}/{grade}", f"{scheme}　{GRADES.get(grade, grade)}（{term}）")
            for scheme, listed in workflow.schemes.items()
            for grade, term in listed.items()
        ]
        if grades:
            field = self.fields["grade"]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
            field.choices = [("", _("不用，自定时限")), *grades]
        else:
            del self.fields["grade"]
        layout = layout_on(today())
        goals = [(goal.code, f"{goal.code}　{said(goal)}") for goal in layout.goals] if layout is not None else []
        if goals:
            chosen = self.fields["goal"]
            assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - for the type checker
            chosen.choices = [("", _("不计入")), *goals]
        else:
            del self.fields["goal"]
        for detail in workflow.details:
            self.fields[f"detail_{detail.slug}"] = _field(detail)

    def clean_unit(self) -> Unit:
        """Find the unit that issues."""
        return self._found("unit", Right.MATTER_ISSUE)

    def clean_lead(self) -> Unit:
        """Find the unit that answers for it: any in the tree that one sees."""
        return self._found("lead", Right.UNIT_READ)

    def clean_assisting(self) -> tuple[Unit, ...]:
        """Find the units that assist."""
        return self._listed("assisting")

    def clean_signing(self) -> tuple[Unit, ...]:
        """Find the units that must countersign."""
        return self._listed("signing")

    def _found(self, name: str, right: Right) -> Unit:
        with at_its_field():
            return find_unit(self.cleaned_data[name], self.who, right)

    def _listed(self, name: str) -> tuple[Unit, ...]:
        with at_its_field():
            return find_units(self.cleaned_data[name], self.who)

    def details(self) -> dict[str, str]:
        """Return the typed details as they were written."""
        return {d.slug: str(self.cleaned_data.get(f"detail_{d.slug}") or "") for d in self.workflow.details}

    def detail_fields(self) -> list[forms.BoundField]:
        """Return the fields of the typed details, for the page."""
        return [self[f"detail_{detail.slug}"] for detail in self.workflow.details]


GRADES: Final = {"plan": _("定方案"), "report": _("报进展"), "ordinary": _("一般事项"), "hard": _("复杂事项")}


def _field(detail: Detail) -> forms.Field:
    label = str(detail.title)
    if detail.holds is Holds.CHOICE:
        choices = [("", _("请选")), *detail.choices]
        return forms.ChoiceField(label=label, choices=choices, required=detail.required)
    if detail.holds is Holds.DAY:
        return DayField(label=label, required=detail.required)
    return forms.CharField(label=label, required=detail.required, max_length=2_000)


class DescribeForm(Versioned):
    """Bring the typed details of a matter up to date."""

    def __init__(self, *args: Any, workflow: Workflow, kept: dict[str, Any], **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Add a field for each detail, with what it says now."""
        super().__init__(*args, **kwargs)
        self.workflow = workflow
        for detail in workflow.details:
            field = _field(detail)
            field.initial = kept.get(detail.slug, "")
            self.fields[detail.slug] = field

    def details(self) -> dict[str, str]:
        """Return the typed details as they were written."""
        return {one.slug: str(self.cleaned_data.get(one.slug) or "") for one in self.workflow.details}


class ReviewForm(Versioned):
    """Put down a review."""

    on = DayField(label=_("检查日期"))
    text = forms.CharField(label=_("谁参加、看到什么、要改什么"), widget=lines_box(5), max_length=2_000)


class ConfirmForm(Versioned):
    """Put down that those a deed was for confirm it."""

    text = forms.CharField(
        label=_("怎样确认的"),
        widget=lines_box(4),
        max_length=2_000,
        help_text=_("写明方式、问了多少人、他们怎么说；不写人名"),
    )


class StepForm(Versioned):
    """Take a step: only what the step asks for is a field."""

    def __init__(self, *args: Any, who: Account, step: Step, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Add what the step needs."""
        super().__init__(*args, **kwargs)
        self.who = who
        wanted = {
            Need.REASON: ("reason", forms.CharField(label=_("原因"), widget=lines_box(3), max_length=500)),
            Need.RESULT: ("result", forms.CharField(label=_("办理结果"), widget=lines_box(5))),
            Need.ANSWER: ("answer", forms.CharField(label=_("答复"), widget=lines_box(5))),
            Need.LEAD: ("lead", forms.CharField(label=_("主责单位"), widget=unit_box(), help_text=_("写编号或全称"))),
        }
        for need, (name, field) in wanted.items():
            if need in step.needs:
                self.fields[name] = field

    def clean_lead(self) -> Unit:
        """Find the unit that is to answer for it."""
        with at_its_field():
            return find_unit(self.cleaned_data["lead"], self.who, Right.UNIT_READ)


class MeasuresForm(Versioned):
    """List measures, one a line; they are the lead unit's and due with the matter unless said otherwise."""

    text = forms.CharField(label=_("措施"), widget=lines_box(5), help_text=_("一行一项"))
    unit = forms.CharField(label=_("责任单位"), widget=unit_box(), required=False, help_text=_("不填就是主责单位"))
    person = forms.CharField(label=_("责任人"), required=False, help_text=_("编号或姓名"), max_length=100)
    due = DayField(label=_("时限"), required=False, help_text=_("不填同事项的时限"))


class FinishForm(Versioned):
    """Say that a measure is done."""

    result = forms.CharField(label=_("完成情况"), widget=lines_box(3))


class EvidenceForm(Versioned):
    """Attach a file, an activity, or words."""

    file = GivenFile(label=_("文件"), required=False)
    activity = forms.CharField(label=_("活动编号"), required=False, max_length=64)
    text = forms.CharField(label=_("说明"), required=False, widget=lines_box(3))
    measure = forms.ChoiceField(label=_("对应措施"), required=False)


class BackForm(Versioned):
    """Take evidence back."""

    reason = forms.CharField(label=_("原因"), max_length=200)


class ExtensionForm(Versioned):
    """Ask for more time."""

    new_due = DayField(label=_("新的时限"), help_text=_("例：2018-06-13"))
    reason = forms.CharField(label=_("原因"), widget=lines_box(3), max_length=500)


class ReadersForm(Versioned):
    """Name people who need to know."""

    people = forms.CharField(label=_("知悉人"), widget=lines_box(3), help_text=_("编号或姓名，一行一个"))


class DecideForm(Versioned):
    """Decide on more time."""

    grant = forms.ChoiceField(
        label=_("决定"), choices=[("yes", _("同意")), ("no", _("不同意"))], widget=forms.RadioSelect, initial="yes"
    )
    note = forms.CharField(label=_("意见"), required=False, max_length=500)


class TieForm(Versioned):
    """Another matter, and how it is tied to this one."""

    other = forms.CharField(label=_("那件事项的编号"), max_length=64)
    kind = forms.ChoiceField(
        label=_("怎么相关"), choices=[("again", _("再次发生")), ("alike", _("同类")), ("merged", _("并入它"))]
    )
    why = forms.CharField(label=_("说明"), required=False, max_length=200)


class JoinForm(Versioned):
    """A unit that assists or countersigns."""

    unit = forms.CharField(label=_("单位"), help_text=_("写编号或全称"), widget=unit_box())
    role = forms.ChoiceField(label=_("做什么"), choices=[("assist", _("协办")), ("sign", _("会签"))])

    def __init__(self, *args: Any, who: Account, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        """Keep who asks."""
        super().__init__(*args, **kwargs)
        self.who = who

    def clean_unit(self) -> Unit:
        """Find the unit."""
        with at_its_field():
            return find_unit(self.cleaned_data["unit"], self.who, Right.UNIT_READ)
