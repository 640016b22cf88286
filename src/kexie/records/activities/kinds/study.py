"""Study session (学习)."""

from django.utils.translation import gettext_lazy as _

from kexie.records.activities.kinds.base import Kind

STUDY = Kind("study", _("学习"), ("学习活动", "学习会", "集中学习", "中心组学习"))
