"""Visit (走访慰问)."""

from django.utils.translation import gettext_lazy as _

from kexie.records.activities.kinds.base import Kind

VISIT = Kind("visit", _("走访慰问"), ("走访", "慰问", "调研"), heard=True)
