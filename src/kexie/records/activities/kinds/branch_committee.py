"""Meeting of a branch's committee (支委会)."""

from django.utils.translation import gettext_lazy as _

from kexie.records.activities.kinds.base import Kind

BRANCH_COMMITTEE = Kind("branch_committee", _("支委会"), ("支部委员会", "支部委员会会议"))
