"""Starting the site: static files gathered when they changed, then gunicorn in this process."""

from __future__ import annotations

import argparse
import atexit
import errno
import gc
import socket
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.utils.translation import gettext as _
from gunicorn.app.base import BaseApplication

import kexie
from kexie.cli.beside import Beside, Minding
from kexie.cli.in_use import together
from kexie.kit.refusal import Refused

THREADS = 4


def gather() -> None:
    """Gather the static files, unless those of this version are there already."""
    mark = settings.STATIC_ROOT / "version"
    newest = max(
        (file.stat().st_mtime_ns for file in (settings.PACKAGE / "web" / "static").rglob("*") if file.is_file()),
        default=0,
    )
    said = f"{kexie.__version__} {newest}"
    if mark.exists() and mark.read_text() == said:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    mark.write_text(said)


def demand_free(host: str, port: int) -> None:
    """Raise ``Refused``, saying why, unless the port of this host can be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except socket.gaierror as error:
            raise Refused(_("没有名为“%(host)s”的主机地址；请核对 --host。") % {"host": host[:60]}) from error
        except PermissionError as error:
            raise Refused(_("没有权限使用端口 %(port)s；请用 --port 换一个 1024 以上的。") % {"port": port}) from error
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                said = {"host": host[:60]}
                raise Refused(_("这台机器没有地址 %(host)s；请核对 --host。") % said) from error
            raise Refused(_("端口 %(port)s 已被占用；请用 --port 换一个。") % {"port": port}) from error


GARBAGE: Final = 20_000
"""New objects until circles among them are looked for: a page makes thousands that go by themselves, and was looked
through dozens of times."""


def port_number(text: str) -> int:
    """Read a port of the command line, 1 … 65535; raises ``argparse.ArgumentTypeError`` otherwise."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 2**16):
        raise argparse.ArgumentTypeError(_("“%(text)s”不是 1 到 65535 的端口号") % {"text": text[:20]})
    return int(text)


class Site(BaseApplication):
    """gunicorn with our options and no configuration file."""

    def __init__(self, options: dict[str, Any]) -> None:
        """Keep the options until gunicorn asks for them."""
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Hand the options over."""
        for key, value in self.options.items():
            self.cfg.set(key, value)

    def load(self) -> Callable[..., Any]:
        """Return the application, in each worker with connections of its own."""
        connections.close_all()
        application = get_wsgi_application()
        import_module(settings.ROOT_URLCONF)  # every page's module is loaded now, not by the first who asks
        gc.collect()
        gc.freeze()  # what is loaded stays: going through all of it again took 100 ms of a page now and then
        gc.set_threshold(GARBAGE, 10, 10)
        atexit.register(gc.unfreeze)  # at the end libraries look whether all was given back
        return application


def start(host: str, port: int, workers: int, *, figures: bool = True) -> int:
    """Serve until stopped, with a worker for the figures beside it. Raises ``Refused`` if the port is taken."""
    demand_free(host, port)
    with together():
        return _serve(host, port, workers, figures=figures)


def _serve(host: str, port: int, workers: int, *, figures: bool) -> int:
    gather()
    connections.close_all()
    line = _("网站：http://%(host)s:%(port)s/　（Ctrl+C 停止）") % {"host": host, "port": port}

    def ready(_server: object) -> None:  # said once it is true: who waits for the line may open the page
        print(line, file=sys.stderr, flush=True)

    options = {"bind": f"{host}:{port}", "workers": workers, "threads": THREADS, "worker_class": "gthread"}
    site = Site(
        options | {"loglevel": "warning", "preload_app": False, "control_socket_disable": True, "when_ready": ready}
    )
    if not figures:
        site.run()
        return 0
    minding = Minding(site)
    minding.beside = Beside()
    minding.run()
    return 0
