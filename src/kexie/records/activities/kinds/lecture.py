"""Lecture or report (报告)."""

from django.utils.translation import gettext_lazy as _

from kexie.records.activities.kinds.base import Kind

LECTURE = Kind("lecture", _("报告"), ("报告会", "讲座", "宣讲"))
