"""Attachments and the keys that open them."""

from __future__ import annotations

from django.db import models


class Attachment(models.Model):
    """A stored file. ``digest`` is SHA-256 over the ciphertext, so it proves the evidence after the key is gone."""

    digest = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField(help_text="bytes of the file before encryption")
    at = models.DateTimeField()
    by = models.BigIntegerField(help_text="account number")


class AttachmentKey(models.Model):
    """The key and the name of a file: deleted when it is erased, and then nobody can read it."""

    attachment = models.OneToOneField(Attachment, models.PROTECT, primary_key=True, related_name="key")
    key = models.BinaryField()
    name = models.CharField(max_length=200)
