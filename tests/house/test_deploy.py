"""The files of ``deploy/`` are what they say: nginx takes its own, and tells nobody who wrote an anonymous voice."""

from __future__ import annotations

import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from kexie.cli import COMMANDS
from kexie.cli.testing.machine import administrators_path
from tests.docs.pages import ROOT

DEPLOY = ROOT / "deploy"
NGINX = shutil.which("nginx", path=administrators_path())
OPENSSL = shutil.which("openssl")
PERSONAL = ("/settings/people/", "/activities/feeds/", "/activities/classes/certificates/")
"""What follows these names a person, or is itself a key."""
needs_nginx = pytest.mark.skipif(not (NGINX and OPENSSL), reason="needs nginx and openssl")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as line:
        return int(line.getsockname()[1])


class Site(BaseHTTPRequestHandler):
    """Stands in for the site: remembers what it was told of a visitor."""

    heard: ClassVar[list[tuple[str, str | None]]] = []

    def do_GET(self) -> None:
        self.heard.append((self.path, self.headers.get("X-Forwarded-For")))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


def configured(folder: Path, site: int, tls: int) -> Path:
    """Write our configuration with this test's paths and ports into a whole one."""
    words = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    files = [
        "-keyout",
        str(folder / "key.pem"),
        "-out",
        str(folder / "fullchain.pem"),
        "-subj",
        "/CN=kexie.example.org",
    ]
    subprocess.run([str(OPENSSL), *words, *files], check=True, capture_output=True)
    ours = (DEPLOY / "nginx" / "kexie.conf").read_text()
    ours = ours.replace("/etc/kexie/tls/", f"{folder}/").replace("/var/log/nginx/", f"{folder}/")
    ours = ours.replace("127.0.0.1:8000", f"127.0.0.1:{site}").replace("listen 443 ssl", f"listen 127.0.0.1:{tls} ssl")
    ours = re.sub(r"\n    listen \[::\]:\d+[^;]*;", "", ours).replace("listen 80;", f"listen 127.0.0.1:{free_port()};")
    kept = "".join(
        f"{word}_temp_path {folder}/{word};\n" for word in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = f"pid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\nhttp {{\n{kept}{ours}}}\n"
    (folder / "nginx.conf").write_text(whole)
    return folder / "nginx.conf"


@contextmanager
def running(conf: Path) -> Iterator[None]:
    process = subprocess.Popen([str(NGINX), "-c", str(conf), "-g", "daemon off; master_process off;"])
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def asked(port: int, path: str, **headers: str) -> int:
    for _try in range(100):
        try:
            with closing(HTTPSConnection("127.0.0.1", port, context=ssl._create_unverified_context())) as line:  # noqa: S323 - a certificate of this test
                line.request("GET", path, headers={"Host": "kexie.example.org"} | headers)
                return line.getresponse().status
        except ConnectionRefusedError:
            time.sleep(0.05)
    raise AssertionError(path)


@needs_nginx
def test_nginx_takes_our_configuration(tmp_path: Path) -> None:
    conf = configured(tmp_path, free_port(), free_port())
    done = subprocess.run([str(NGINX), "-t", "-c", str(conf)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


@needs_nginx
def test_a_voice_leaves_no_line_and_no_address_and_a_query_is_never_logged(tmp_path: Path) -> None:
    Site.heard.clear()
    site = HTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    tls = free_port()
    try:
        with running(configured(tmp_path, site.server_port, tls)):
            assert asked(tls, "/units/?code=S0001", **{"X-Forwarded-For": "10.9.9.9"}) == 200
            assert asked(tls, "/voices/new/?code=S0002", **{"X-Forwarded-For": "10.9.9.9"}) == 200
            assert asked(tls, "/api/v1/voices/answers?after=7", **{"X-Forwarded-For": "10.9.9.9"}) == 200
            assert asked(tls, "/healthz") == 200
            for path in PERSONAL:
                assert asked(tls, path + "S0003/") == 200
    finally:
        site.shutdown()
        site.server_close()
    log = (tmp_path / "kexie.log").read_text()
    assert "/units/" in log
    assert not re.search("S000|voices|healthz", log)
    assert all(f" {path}- 200 " in log for path in PERSONAL)
    assert not re.search("S000|voices", (tmp_path / "error.log").read_text())
    assert dict(Site.heard) == {
        "/units/?code=S0001": "127.0.0.1",
        "/voices/new/?code=S0002": None,
        "/api/v1/voices/answers?after=7": None,
        "/healthz": "127.0.0.1",
        **{f"{path}S0003/": "127.0.0.1" for path in PERSONAL},
    }


@pytest.mark.parametrize("unit", sorted((DEPLOY / "systemd").glob("*.service")), ids=lambda path: path.name)
def test_a_unit_runs_a_command_that_there_is_under_a_user_of_its_own(unit: Path) -> None:
    text = unit.read_text()
    run = re.findall(r"/srv/kexie/kexie (\w+)", text)
    assert run
    assert set(run) <= set(COMMANDS)
    for line in ("User=kexie", "UMask=0077", "NoNewPrivileges=yes", "ProtectSystem=strict"):
        assert line in text


def test_every_setting_that_a_file_of_deploy_names_is_described() -> None:
    described = set(re.findall(r"`(\w+)`", (ROOT / "docs" / "settings.md").read_text()))
    described |= set(re.findall(r"`(KEXIE_\w+)`", (ROOT / "docs" / "deploy.md").read_text()))
    texts = [path.read_text() for path in DEPLOY.rglob("*") if path.is_file()]
    named = {name for text in texts for name in re.findall(r"\bKEXIE_[A-Z_]+", text)}
    assert named <= described


def test_the_container_is_made_of_files_that_there_are() -> None:
    text = (DEPLOY / "container" / "Containerfile").read_text()
    for line in re.findall(r"^COPY (.+) \./", text, re.MULTILINE):
        assert all((ROOT / name).exists() for name in line.split())
    assert "USER kexie" in text
