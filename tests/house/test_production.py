"""In the setting of a real deployment Django's own check finds nothing to say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

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
