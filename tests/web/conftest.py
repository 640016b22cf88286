"""What the tests of pages share: a home of their own, static files without a manifest, and someone signed in."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from kexie.records.access.models import Account

PASSWORD = "invented-password-1"


@pytest.fixture(autouse=True)
def plain_static(settings: Settings, tmp_path: Path) -> None:
    """Name static files as they are: the manifest is written when the site starts. Nothing is published yet.

    What another test published of another book, further on than this one, would be looked at once more on each page.
    """
    settings.STATIC_ROOT = settings.KEXIE_HOME = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def account(db: None) -> Account:
    """Return an account without a post."""
    made = Account(username="stranger")
    made.set_password(PASSWORD)
    made.save()
    return made


@pytest.fixture
def signed_in(client: Client, account: Account) -> Client:
    """Return a browser in which that account is signed in."""
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client
