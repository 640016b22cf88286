"""Ceremony (仪式)."""

from django.utils.translation import gettext_lazy as _

from kexie.records.activities.kinds.base import Kind

CEREMONY = Kind("ceremony", _("仪式"), ("颁奖", "启动仪式"))
