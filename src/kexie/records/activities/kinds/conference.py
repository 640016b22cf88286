"""Conference or working meeting (会议)."""

from django.utils.translation import gettext_lazy as _

from kexie.records.activities.kinds.base import Kind

CONFERENCE = Kind("conference", _("会议"), ("大会", "工作会议", "学术会议"))
