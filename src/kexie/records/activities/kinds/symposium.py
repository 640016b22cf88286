"""Symposium (座谈)."""

from django.utils.translation import gettext_lazy as _

from kexie.records.activities.kinds.base import Kind

SYMPOSIUM = Kind("symposium", _("座谈"), ("座谈会",))
