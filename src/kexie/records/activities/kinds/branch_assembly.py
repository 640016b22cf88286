"""Assembly of the members of a branch (党员大会)."""

from django.utils.translation import gettext_lazy as _

from kexie.records.activities.kinds.base import Kind

BRANCH_ASSEMBLY = Kind("branch_assembly", _("党员大会"), ("支部党员大会", "支部大会"))
