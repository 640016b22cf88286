"""Training class (培训)."""

from django.utils.translation import gettext_lazy as _

from kexie.records.activities.kinds.base import Kind

TRAINING = Kind("training", _("培训"), ("培训班", "专题培训班", "研修班"), days=True)
