"""Meeting of a group within a branch (党小组会)."""

from django.utils.translation import gettext_lazy as _

from kexie.records.activities.kinds.base import Kind

BRANCH_GROUP = Kind("branch_group", _("党小组会"))
