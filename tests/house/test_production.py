"""In the setting of a real deployment Django finds nothing to say, and every cookie and header is as it should be."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from kexie.records.access.models import Account
from kexie.web.account.address import client_address
from tests.cli.calling import clean

CHECK = """
import django
from django.core.management import call_command
django.setup()
call_command("check", "--deploy", "--fail-level", "DEBUG")
from django.conf import settings
assert settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE and settings.SECURE_SSL_REDIRECT
assert settings.CSRF_TRUSTED_ORIGINS == ["https://kexie.example.org"] and not settings.DEBUG
assert len(settings.SILENCED_SYSTEM_CHECKS) == 2
"""


def test_the_check_for_deployments_is_clean(tmp_path: Path) -> None:
    more = {"KEXIE_TLS": "true", "KEXIE_HOSTS": "kexie.example.org", "DJANGO_SETTINGS_MODULE": "kexie.settings"}
    words = [sys.executable, "-W", "error", "-c", CHECK]
    home = tmp_path / "home"
    done = subprocess.run(words, cwd=tmp_path, env=clean(home, **more), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(client: Client, owner: Account) -> None:
    owner.set_password("a-password-long")
    owner.save()
    client.get("/sign-in/")
    client.post("/sign-in/", {"username": "owner", "password": "a-password-long"})
    assert {"sessionid", "csrftoken"} <= set(client.cookies)
    for name in ("sessionid", "csrftoken"):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"


@pytest.mark.parametrize(("tls", "address"), [(False, "127.0.0.1"), (True, "10.1.2.3")])
def test_the_address_is_believed_only_behind_our_web_server(
    client: Client, settings: Settings, tls: bool, address: str
) -> None:
    settings.BEHIND_TLS = tls
    request = client.get("/help/", headers={"X-Forwarded-For": "10.9.9.9, 10.1.2.3"}).wsgi_request
    assert client_address(request) == address
