"""How a form's field is set: label, box, help and errors, wired for readers. Written in Python: a page has many."""

from __future__ import annotations

from django.forms import BoundField, CheckboxInput
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kexie.web.kit.markup import format_html, format_html_join
from kexie.web.kit.sprite import shape

NOTHING = SafeString()


def written(field: BoundField, *, optional: bool) -> SafeString:
    """Return a field as HTML; ``optional``: it says that it may be left out."""
    if field.is_hidden:
        return field.as_widget()
    wrong = " field-err" if field.errors else ""
    label = format_html('{}<span class="opt">{}</span>', field.label, _("选填")) if optional else field.label
    if field.use_fieldset:
        return _group(field, wrong, label)
    box, notes = field.as_widget(), _notes(field)
    if isinstance(field.field.widget, CheckboxInput):
        told = '<div class="field field-tick{}">{}<label for="{}">{}</label>{}</div>\n'
        return format_html(told, wrong, box, field.id_for_label, field.label, notes)
    told = '<div class="field{}">\n<label for="{}">{}</label>{}\n{}</div>\n'
    return format_html(told, wrong, field.id_for_label, label, box, notes)


def _group(field: BoundField, wrong: str, label: object) -> SafeString:
    by = field.aria_describedby
    ticks = ((one.id_for_label, one.tag(), one.choice_label) for one in field)
    return format_html(
        '<fieldset class="field{}"{}>\n<legend>{}</legend>\n<div class="ticks">{}</div>\n{}</fieldset>\n',
        wrong,
        format_html(' aria-describedby="{}"', by) if by else "",
        label,
        format_html_join("", '<label for="{}">{}{}</label>', ticks),
        _notes(field),
    )


def _notes(field: BoundField) -> SafeString:
    wrong = help_ = NOTHING
    if field.errors:
        lines = format_html_join(SafeString("<br>"), "{}", ((line,) for line in field.errors))
        wrong = format_html(
            '<div class="wrong" id="{}_error">{}<span>{}</span></div>', field.auto_id, shape("late"), lines
        )
    if field.help_text:
        help_ = format_html('<div class="help" id="{}_helptext">{}</div>', field.auto_id, field.help_text)
    return wrong + help_
