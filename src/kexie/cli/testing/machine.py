"""The system packages that the whole suite needs, and how to come by them on Debian."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kexie.cli.testing.words import ask, either, on_terminal, say


@dataclass(frozen=True)
class Need:
    """A system package, how to see that it is there, and the step that needs it ("": only single tests do)."""

    package: str
    present: Callable[[], bool]
    for_step: str


def administrators_path() -> str:
    """Return PATH with the folders of administrators' programs, which an ordinary login or ``su`` leaves out."""
    return os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])


def server_program(name: str) -> Path | None:
    """Return PostgreSQL's ``initdb`` or ``postgres``; Debian keeps them off PATH, a folder a version."""
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    if kept:
        return kept[-1]
    found = shutil.which(name)
    return Path(found) if found else None


def chromium() -> Path | None:
    """Return the browser: ``KEXIE_CHROMIUM``, or Debian's."""
    found = os.environ.get("KEXIE_CHROMIUM") or shutil.which("chromium")
    return Path(found) if found else None


def _one_of(*patterns: str) -> bool:
    return any(next(Path("/").glob(pattern), None) for pattern in patterns)


NEEDS: Final = (
    Need("git", lambda: shutil.which("git") is not None, ""),
    Need("gettext", lambda: shutil.which("msgfmt") is not None, ""),
    Need("postgresql", lambda: server_program("initdb") is not None, "postgres"),
    Need("chromium", lambda: chromium() is not None, "browser"),
    # without a Chinese font a page is measured in empty boxes
    Need("fonts-noto-cjk", lambda: _one_of("usr/share/fonts/*/noto*/*CJK*", "usr/share/fonts/*/*/*CJK*"), "browser"),
    # playwright's driver loads it
    Need("libatomic1", lambda: _one_of("usr/lib/*/libatomic.so.1", "usr/lib/libatomic.so.1"), "browser"),
)


def _as_root() -> list[str] | None:
    """Return the words before a command that make it run as root without asking, or None."""
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


def _install(packages: Sequence[str]) -> None:
    root = _as_root()
    if shutil.which("apt-get") is None or root is None:
        say(
            either(
                "没有 apt-get，或没有管理员权限，不能安装：" + " ".join(packages),
                "no apt-get, or no right to use it; not installed: " + " ".join(packages),
            )
        )
        return
    say(either("正在安装：", "installing: ") + " ".join(packages))
    quiet = [
        "env",
        f"PATH={administrators_path()}",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-qq",
        "-o",
        "DPkg::Lock::Timeout=300",
    ]
    for words in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(
            [*root, *quiet, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if done.returncode:
            say(either("安装没有成功：", "not installed: ") + (done.stderr or done.stdout).strip()[-2000:])


def furnish(*, yes: bool) -> list[Need]:
    """Install what is missing, where that is allowed; return what is missing still."""
    missing = [need for need in NEEDS if not need.present()]
    if not missing:
        return []
    packages = [need.package for need in missing]
    line = either("缺少系统软件包：", "system packages missing: ") + " ".join(packages)
    if yes or (on_terminal() and ask(line + either("。现在安装吗？", ". Install them now?"))):
        _install(packages)
    else:
        say(line + either("（--yes 会安装）", " (--yes installs them)"))
    return [need for need in missing if not need.present()]
