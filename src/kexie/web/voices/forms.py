"""The forms of voices: say something, follow it by its code, and the forms of the desk."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.records.matters.workflows.voice import VOICE
from kexie.records.voices.hearings import Desk
from kexie.records.voices.models import DigestMark
from kexie.web.kit.forms import GivenFile, HouseForm, lines_box, unit_box

PAPERS: Final = ("paper1", "paper2", "paper3")


def _choices(slug: str) -> list[tuple[str, Any]]:
    return next(list(detail.choices) for detail in VOICE.details if detail.slug == slug)


class SayForm(HouseForm):
    """A voice. ``website`` is a box that people do not see; ``receipt`` the code that this page will be known by."""

    unit = forms.ChoiceField(label=_("写给"))
    sort = forms.ChoiceField(label=_("类别"), widget=forms.RadioSelect, initial="suggestion")
    topic = forms.ChoiceField(label=_("事由"))
    title = forms.CharField(label=_("标题"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    text = forms.CharField(label=_("内容"), max_length=5_000, widget=lines_box(8))
    paper1 = GivenFile(label=_("附件一"), required=False, help_text=_("PDF、PNG、JPG、docx、xlsx，合计 10 MB 以内"))
    paper2 = GivenFile(label=_("附件二"), required=False)
    paper3 = GivenFile(label=_("附件三"), required=False)
    consent = forms.BooleanField(label=_("同意去掉姓名后公开答复"), required=False)
    name = forms.CharField(label=_("姓名"), required=False, max_length=60)
    contact = forms.CharField(label=_("联系方式"), required=False, max_length=120)
    joint = forms.CharField(label=_("联名人"), required=False, widget=lines_box(2), help_text=_("一行一人"))
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))
    receipt = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, desks: list[Desk], **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Offer the units that hear voices."""
        super().__init__(*args, **kwargs)
        offered = {
            "unit": [(desk.unit.code, desk.unit.name) for desk in desks],
            "sort": _choices("sort"),
            "topic": [("", _("请选")), *_choices("topic")],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
            field.choices = choices

    def clean_website(self) -> str:
        """Refuse what was written by a machine, and say so to a person whose browser filled the box."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("请把看不见的那个框留空（浏览器自动填写的，请关掉再试）。"))
        return ""

    def clean(self) -> dict[str, Any]:
        """Say over the form what stands at a box that nobody sees."""
        if "website" in self.errors:
            self.add_error(None, self.errors["website"].as_data()[0])
        return self.cleaned_data


class CodeForm(HouseForm):
    """Follow a voice by its receipt code."""

    code = forms.CharField(
        label=_("回执码"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class AskForm(HouseForm):
    """Ask the sender."""

    text = forms.CharField(label=_("问提出人"), widget=lines_box(3), max_length=5_000)


class PublishForm(HouseForm):
    """An answer as the public reads it."""

    title = forms.CharField(label=_("标题"), max_length=100)
    question = forms.CharField(label=_("提出的问题"), widget=lines_box(4), max_length=5_000)
    answer = forms.CharField(label=_("答复"), widget=lines_box(6), max_length=5_000)


class DeskForm(HouseForm):
    """Let a unit hear voices."""

    unit = forms.CharField(label=_("单位"), widget=unit_box(), help_text=_("写编号或全称"))
    names_required = forms.BooleanField(label=_("要求署名（写之前会告诉来信人）"), required=False)
    note = forms.CharField(label=_("给来信人的说明"), required=False, max_length=200)


class RouteForm(HouseForm):
    """Say to whom voices of a topic usually go."""

    unit = forms.CharField(label=_("收信单位"), widget=unit_box())
    topic = forms.ChoiceField(label=_("事由"), choices=_choices("topic"))
    lead = forms.CharField(label=_("通常分办给"), widget=unit_box(), required=False, help_text=_("不填就是取消对照"))


class DigestForm(HouseForm):
    """The words of a digest."""

    title = forms.CharField(label=_("标题"), max_length=100)
    text = forms.CharField(label=_("正文"), widget=lines_box(16), max_length=20_000)
    version = forms.IntegerField(widget=forms.HiddenInput)


class MarkForm(HouseForm):
    """What came of a digest."""

    deed = forms.ChoiceField(label=_("结果"), choices=DigestMark.Deed.choices)
    note = forms.CharField(label=_("文号、批示内容或说明"), required=False, max_length=500)
