"""Party lecture in a branch (党课)."""

from django.utils.translation import gettext_lazy as _

from kexie.records.activities.kinds.base import Kind

BRANCH_CLASS = Kind("branch_class", _("党课"))
