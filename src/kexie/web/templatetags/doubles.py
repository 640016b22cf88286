"""What a merged activity's page says first: which record stands for it, and where that can be undone."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from kexie.records.activities.models import Activity, Merging

register = template.Library()


@register.inclusion_tag("doubles/merged.html")
def merged_into(activity: Activity) -> dict[str, Any]:
    """Say which record stands for a merged one; nothing for any other."""
    if activity.status != Activity.Status.MERGED:
        return {}
    merging = Merging.objects.filter(other=activity, undone=False).select_related("kept").first()
    if merging is None:
        return {}
    both = {"one": merging.kept.code, "other": activity.code}
    return {"kept": merging.kept, "beside": reverse("activities:beside", query=both)}
