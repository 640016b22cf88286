"""Theme day of a branch (主题党日)."""

from django.utils.translation import gettext_lazy as _

from kexie.records.activities.kinds.base import Kind

BRANCH_DAY = Kind("branch_day", _("主题党日"), ("党日活动",))
