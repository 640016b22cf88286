"""Yearly organisational life meeting of a branch (组织生活会)."""

from django.utils.translation import gettext_lazy as _

from kexie.records.activities.kinds.base import Kind

BRANCH_LIFE = Kind("branch_life", _("组织生活会"))
