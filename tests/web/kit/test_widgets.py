"""What is written without templates is what Django's own templates write, but for empty lines between tags."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from hypothesis import given
from hypothesis import strategies as st

from kexie.web.kit.widgets import Boxes, _attributes

CHOICES = [("", "全部"), ("a<", "甲 & 乙"), ("组", [("b", '"丙"'), ("c", "丁")]), (3, "三")]
BOXES: dict[str, tuple[forms.Widget, list[Any]]] = {
    "text": (forms.TextInput(attrs={"list": "x", "size": 12, "disabled": True, "hidden": False}), ["<b>", "", None, 5]),
    "number": (forms.NumberInput(), [7, None]),
    "password": (forms.PasswordInput(), ["secret"]),
    "hidden": (forms.HiddenInput(), ["3", None]),
    "file": (forms.FileInput(), [None]),
    "tick": (forms.CheckboxInput(), [True, False, None, "yes"]),
    "lines": (forms.Textarea(attrs={"rows": 3}), ["一\n<二>", "", None]),
    "one of": (forms.Select(choices=CHOICES), ["b", "", 3, "unknown", None]),
    "some of": (forms.SelectMultiple(choices=CHOICES), [["b", "a<"], [], None]),
    "radio": (forms.RadioSelect(choices=CHOICES), ["b", None]),
    "ticks": (forms.CheckboxSelectMultiple(choices=CHOICES), [["b"], []]),
    "perhaps": (forms.NullBooleanSelect(), [None, True]),
    "day": (forms.SelectDateWidget(years=(2018,)), ["2018-05-03"]),
}
BOTH = (Boxes(), DjangoTemplates())


def _tight(text: str) -> str:
    return re.sub(r">\s+<", "><", text)


@pytest.mark.parametrize("name", BOXES)
def test_a_box_is_written_as_django_writes_it(name: str) -> None:
    box, values = BOXES[name]
    for value in values:
        for attributes in ({}, {"id": "id_x", "aria-invalid": "true", "class": "a&b"}):
            ours, theirs = (_tight(box.render("x<y", value, attributes, renderer)) for renderer in BOTH)
            assert ours == theirs


@pytest.mark.parametrize("name", ["radio", "ticks"])
def test_a_choice_set_by_itself_is_too(name: str) -> None:
    box, values = BOXES[name]
    for choice in box.subwidgets("x", values[0], {"id": "id_x"}):
        told = {"widget": {**choice, "wrap_label": False}}
        ours, theirs = (_tight(renderer.render(choice["template_name"], told)) for renderer in BOTH)
        assert ours == theirs


@given(st.text(max_size=40))
def test_nothing_typed_leaves_its_box(text: str) -> None:
    for box in (forms.TextInput(), forms.Textarea(), forms.Select(choices=[(text, text)])):
        ours, theirs = (_tight(box.render("x", text, {"title": text}, renderer)) for renderer in BOTH)
        assert ours == theirs


def test_a_sign_of_html_is_escaped_in_an_attribute() -> None:
    assert _attributes({"attrs": {"a": '"><script>'}}) == ' a="&quot;&gt;&lt;script&gt;"'
