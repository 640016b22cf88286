"""The one Django app of the records floor."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RecordsConfig(AppConfig):
    """All nouns live in one app, so that moving a model between them needs no migration."""

    name = "kexie.records"
    label = "records"

    def ready(self) -> None:
        """Tell the structure who hands over open work, activities what stands beside them, the outbox what to tell."""
        from kexie.records.activities import besides, handing  # noqa: PLC0415 - models are there only now
        from kexie.records.branches import handing as membership  # noqa: PLC0415 - the same
        from kexie.records.branches import reminding as branches  # noqa: PLC0415 - the same
        from kexie.records.classes import posting as classes  # noqa: PLC0415 - the same
        from kexie.records.inspections import actions as inspections  # noqa: PLC0415 - the same
        from kexie.records.matters import joining  # noqa: PLC0415 - the same
        from kexie.records.notices import wanted  # noqa: PLC0415 - the same
        from kexie.records.search import index  # noqa: PLC0415 - the same
        from kexie.records.structure import handover  # noqa: PLC0415 - the same
        from kexie.records.topics import posting as topics  # noqa: PLC0415 - the same
        from kexie.records.voices import hearings  # noqa: PLC0415 - the same

        post_migrate.connect(index.mend, sender=self, dispatch_uid="search")
        handover.register(handing.hand_over)
        handover.register(joining.inherit)
        handover.register(membership.inherit)
        besides.register(classes.follow)
        handover.register(inspections.inherit)
        handover.register(hearings.inherit)
        besides.register(topics.follow)
        for topic in branches.TOPICS:
            wanted.register(topic)
