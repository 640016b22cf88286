"""Which day a page of units looks at: the one typed, else the day of knowledge chosen in the mast."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from kexie.records.units.rules import TreeOn
from kexie.web.kit.forms import DayField, HouseForm
from kexie.web.reader import lens_of


class OnForm(HouseForm):
    """Which day is looked at."""

    on = DayField(label=gettext_lazy("看哪一天"), required=False)


def tree_on(form: OnForm, as_of: date) -> TreeOn:
    """Return the tree of the day asked for (else of the day of knowledge), as known on the day of knowledge."""
    day: date | None = form.cleaned_data.get("on") if form.is_valid() else None
    return TreeOn(day or as_of, as_of)


def tree_on_of(request: HttpRequest) -> TreeOn:
    """Return the tree that an address asks for; a day that cannot be read counts as not given."""
    return tree_on(OnForm({"on": request.GET.get("on", "")}), lens_of(request).as_of)
