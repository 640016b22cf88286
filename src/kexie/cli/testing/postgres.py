"""A PostgreSQL server of one test run: its own folder, port and password, and gone at the end."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import psycopg

from kexie.cli.testing.machine import administrators_path, server_program

PATIENCE: Final = 60.0
"""Seconds that a server may take to answer, or to stop."""
NEVER_KEPT: Final = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""What makes a server fast that need not survive a power cut."""


class NoServer(Exception):  # noqa: N818 - said to the person who runs the tests
    """The server could not be made; the message holds what it said."""


def _user() -> list[str]:
    """Return the words before a server command: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    runuser = shutil.which("runuser", path=administrators_path())
    with suppress(KeyError):
        if runuser:
            return [runuser, "-u", pwd.getpwnam("postgres").pw_name, "--"]
    raise NoServer("PostgreSQL: no user 'postgres' to run it as, or no runuser")  # noqa: EM101, TRY003 - one place only


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as line:
        return int(line.getsockname()[1])


def _make(folder: Path, password: str) -> None:
    """Lay out the data folder."""
    initdb = server_program("initdb")
    if initdb is None:
        raise NoServer("PostgreSQL: no initdb")  # noqa: EM101, TRY003 - one place only
    secret = folder / "password"
    secret.write_text(password)
    if os.geteuid() == 0:
        for path in (folder, secret):
            shutil.chown(path, "postgres")
    words = ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--username=kexie", "--auth=scram-sha-256"]
    done = subprocess.run(
        [*_user(), str(initdb), *words, f"--pwfile={secret}", "-D", str(folder / "data")],
        cwd=folder,
        env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NoServer(done.stderr)


def _answers(url: str, server: subprocess.Popen[bytes]) -> bool:
    """Wait until the server answers; False if it ended (its port was taken) or stayed silent."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        with suppress(psycopg.OperationalError):
            psycopg.connect(url, connect_timeout=2).close()
            return True
        time.sleep(0.1)
    return False


def _stop(folder: Path, server: subprocess.Popen[bytes]) -> None:
    """Stop the server by the process id that it wrote itself (ours may be that of ``runuser``)."""
    with suppress(OSError, ValueError):
        os.kill(int((folder / "data" / "postmaster.pid").read_text().split("\n", 1)[0]), signal.SIGINT)
    try:
        server.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


@contextmanager
def server(*more: str) -> Iterator[str]:
    """Run a server while the block runs; yield its ``DATABASE_URL``. Raises NoServer with what went wrong.

    ``more``: further settings, each ``name=value``.
    """
    folder = Path(tempfile.mkdtemp(prefix="kexie-postgres-"))
    password = secrets.token_urlsafe(18)
    try:
        _make(folder, password)
        log = folder / "log"
        for _ in range(3):  # somebody else may take the free port first
            port = _free_port()
            settings = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", *NEVER_KEPT, *more]
            words = [word for setting in settings for word in ("-c", setting)]
            with log.open("wb") as output:
                process = subprocess.Popen(
                    [*_user(), str(server_program("postgres")), "-D", str(folder / "data"), *words],
                    cwd=folder,
                    env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"},
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,  # Ctrl-C reaches the tests first; the server is stopped after them
                )
            url = f"postgres://kexie:{password}@127.0.0.1:{port}/postgres"
            try:
                if _answers(url, process):
                    yield url
                    return
            finally:
                _stop(folder, process)
        raise NoServer(log.read_text(errors="replace"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
