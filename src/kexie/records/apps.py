"""The one Django app of the records floor."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """All nouns live in one app, so that moving a model between them needs no migration."""

    name = "kexie.records"
    label = "records"

    def ready(self) -> None:
        """Tell the structure who hands over open work when a unit goes up in another."""
        from kexie.records.activities import handing  # noqa: PLC0415 - models are there only now
        from kexie.records.matters import joining  # noqa: PLC0415 - the same
        from kexie.records.structure import handover  # noqa: PLC0415 - the same
        from kexie.records.voices import hearings  # noqa: PLC0415 - the same

        handover.register(handing.hand_over)
        handover.register(joining.inherit)
        handover.register(hearings.inherit)
