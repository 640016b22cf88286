"""The web floor as a Django app: it has templates, tags and static files, and no models."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages for people."""

    name = "kexie.web"
    label = "web"
