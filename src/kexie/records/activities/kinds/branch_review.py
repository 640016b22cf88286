"""Yearly review of members by their branch (民主评议党员): that it was held, nothing of what was said."""

from django.utils.translation import gettext_lazy as _

from kexie.records.activities.kinds.base import Kind

BRANCH_REVIEW = Kind("branch_review", _("民主评议党员"), ("民主评议",))
