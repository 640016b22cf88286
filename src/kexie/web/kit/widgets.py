"""Boxes of forms, written without templates: Django sets a template and two includes for each choice of a list.

A page of filters holds some fifty choices, which took longer than its query. What is written here is what Django's own
templates write, but for empty lines (a test compares them); every other template is still Django's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from kexie.web.kit.markup import escaped

FOLDER: Final = "django/forms/widgets"
INPUTS: Final = "checkbox date datetime email file hidden number password search tel text time url"
OPTION: Final = f"{FOLDER}/select_option.html"
TICK: Final = f"{FOLDER}/input_option.html"

Widget = Mapping[str, Any]


def _attributes(widget: Widget) -> str:
    given = [(escaped(name), value) for name, value in widget["attrs"].items() if value is not False]
    return "".join(f" {name}" if value is True else f' {name}="{escaped(value)}"' for name, value in given)


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{escaped(widget["value"])}"'
    kind, name = escaped(widget["type"]), escaped(widget["name"])
    return f'<input type="{kind}" name="{name}"{value}{_attributes(widget)}>'


def _tick(widget: Widget) -> str:
    if not widget.get("wrap_label"):
        return _input(widget)
    name = widget["attrs"].get("id")
    tied = f' for="{escaped(name)}"' if name else ""
    return f"<label{tied}>{_input(widget)} {escaped(widget['label'])}</label>"


def _option(widget: Widget) -> str:
    value, label = escaped(widget["value"]), escaped(widget["label"])
    return f'<option value="{value}"{_attributes(widget)}>{label}</option>'


def _select(widget: Widget) -> str:
    said = [f'<select name="{escaped(widget["name"])}"{_attributes(widget)}>']
    for group, options, _index in widget["optgroups"]:
        if group:
            said.append(f'\n  <optgroup label="{escaped(group)}">')
        said.extend(f"\n  {_option(option)}" for option in options)
        if group:
            said.append("\n  </optgroup>")
    return "".join([*said, "\n</select>"])


def _lines(widget: Widget) -> str:
    value = escaped(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{escaped(widget["name"])}"{_attributes(widget)}>\n{value}</textarea>'


WRITTEN: Final[Mapping[str, Callable[[Widget], str]]] = {
    **{f"{FOLDER}/{kind}.html": _input for kind in INPUTS.split()},
    **dict.fromkeys((TICK, f"{FOLDER}/radio_option.html", f"{FOLDER}/checkbox_option.html"), _tick),
    f"{FOLDER}/select.html": _select,
    f"{FOLDER}/textarea.html": _lines,
}
"""What is written here, by the name of the template that it stands for."""


class Boxes(DjangoTemplates):
    """Django's renderer of forms, but for the boxes that are written here (``FORM_RENDERER``)."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> SafeString:
        """Return a box as HTML."""
        write = WRITTEN.get(template_name)
        if write is None or not _usual(context["widget"]):
            return mark_safe(super().render(template_name, context, request))  # noqa: S308 - as Django has it
        return mark_safe(write(context["widget"]))  # noqa: S308 - every value was escaped where it was set


def _usual(widget: Widget) -> bool:
    """Tell whether every choice is set by Django's own template."""
    groups = widget.get("optgroups", ())
    return all(option["template_name"] == OPTION for _name, options, _index in groups for option in options)
