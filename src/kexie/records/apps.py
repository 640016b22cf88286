"""The one Django app of the records floor."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """All nouns live in one app, so that moving a model between them needs no migration."""

    name = "kexie.records"
    label = "records"
