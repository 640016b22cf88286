"""Forms that read days, periods and bounded numbers as people write them, and answer in our own words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import groupby
from typing import Any, ClassVar, Final, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from kexie.kit.bounds import Bounded, parse_bounded
from kexie.kit.clock import today
from kexie.kit.days import parse_day
from kexie.kit.periods import Period, month_of, parse_period
from kexie.kit.refusal import Refused
from kexie.kit.text import reader_language
from kexie.web.kit.numbers import shown

T = TypeVar("T")
UNITS_OFFERED: Final = "units-offered"
"""The id of the page's list of units that boxes offer."""


def lines_box(rows: int) -> forms.Textarea:
    """Return a box for several lines."""
    return forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})


def unit_box() -> forms.TextInput:
    """Return a box that offers units."""
    return forms.TextInput(attrs={"list": UNITS_OFFERED, "autocomplete": "off"})


@contextmanager
def at_its_field() -> Iterator[None]:
    """Let a refusal stand at the field that is being read, in its own sentences."""
    try:
        yield
    except Refused as refusal:
        raise ValidationError(list(refusal.lines)) from refusal


def read_field(parse: Callable[[str], T], text: str) -> T:
    """Read a text; a refusal stands at the field that is being read."""
    with at_its_field():
        return parse(text)


class HouseForm(forms.Form):
    """A form in the words of the house; ``refuse`` shows an action's refusal on it, with everything typed kept."""

    required_css_class = ""
    beside: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """Short fields that stand in one row: neighbours, in the order of the form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Say 请填写 instead of Django's sentence, and leave it to the server to say it (all errors at once)."""
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        for field in self.fields.values():
            field.error_messages["required"] = _("请填写。")

    def rows(self) -> Iterator[list[BoundField]]:
        """Yield the fields to be seen, row by row: one alone, or those that stand ``beside`` each other."""
        together = {name: group for group in self.beside for name in group}
        for _group, fields in groupby(self.visible_fields(), key=lambda one: together.get(one.name, (one.name,))):
            yield list(fields)

    def refuse(self, refusal: Refused, field: str | None = None) -> None:
        """Put the sentences of a refusal at a field, or over the whole form."""
        for line in refusal.lines:
            self.add_error(field, line)


class DayField(forms.Field):
    """A day as people write it (2018-05-03, 2018/5/3, 2018年5月3日); gives a ``date``."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": "12"})

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's own
        """Say how a day is written where the form says nothing else."""
        if kwargs.get("required", True) and "initial" not in kwargs:
            kwargs.setdefault("help_text", _("例：2018-06-13"))
        super().__init__(**kwargs)

    def to_python(self, value: object) -> date | None:
        """Read the day, or say which part cannot be."""
        if isinstance(value, date):
            return value
        text = str(value or "").strip()
        with at_its_field():
            return parse_day(text) if text else None


class MonthField(forms.Field):
    """A month as people write it (2018年6月, 2018-06, or any day of it); gives the first ``date`` of it."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "size": "12"})

    def to_python(self, value: object) -> date | None:
        """Read the month, or say how one is written."""
        if isinstance(value, date):
            return value.replace(day=1)
        text = str(value or "").strip()
        if not text:
            return None
        read = read_field(lambda typed: parse_period(typed, today()), text)
        if (read.first.year, read.first.month) != (read.last.year, read.last.month):
            raise ValidationError(_("请只写一个月，例：2018-06。"))
        return read.first.replace(day=1)

    def prepare_value(self, value: object) -> object:
        """Write a month in words, however it was asked for; what cannot be read stays as it was typed."""
        try:
            month = self.to_python(value)
        except ValidationError:
            return value
        if month is None:
            return ""
        return f"{month:%Y-%m}" if reader_language() == "en" else month_of(month.year, month.month).describe()


class PeriodField(forms.Field):
    """A period as people write it (2018-05, 2018Q2, 2018年1—5月, last-12-months); gives a ``Period``."""

    widget = forms.TextInput(attrs={"autocomplete": "off"})

    def to_python(self, value: object) -> Period | None:
        """Read the period against today, or say how one is written."""
        if isinstance(value, Period):
            return value
        text = str(value or "").strip()
        with at_its_field():
            return parse_period(text, today()) if text else None

    def prepare_value(self, value: object) -> object:
        """Write a period as it was typed."""
        return value.text if isinstance(value, Period) else value


class BoundedField(forms.Field):
    """A head count as people write it (26, 20余, 约300, 近300); gives a ``Bounded``."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "size": "12"})

    def to_python(self, value: object) -> Bounded | None:
        """Read number and bound, or say how they are written."""
        if isinstance(value, Bounded):
            return value
        text = str(value or "").strip()
        with at_its_field():
            return parse_bounded(text) if text else None

    def prepare_value(self, value: object) -> object:
        """Write it back in full: a form never rounds what was typed."""
        return str(shown(value.value, value.bound, exact=True)) if isinstance(value, Bounded) else value


class GivenFile(forms.FileField):
    """A file, refused in our own words where it is empty or did not arrive."""

    default_error_messages = {  # noqa: RUF012 - as Django's own
        "invalid": _("文件没有传上来；请重新选择。"),
        "missing": _("文件没有传上来；请重新选择。"),
        "empty": _("这个文件是空的；请重新选择。"),
        "max_length": _("文件名太长；请改短再传。"),
    }
