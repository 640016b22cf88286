"""What is committed names no machine it was made on, no place it was fetched from, and fits on a screen."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = "tests/house/test_committed.py"

MACHINE = re.compile(r"(?<![\w.$}])/(?:home/\w|root/|Users/\w|work/|mnt/|opt/\w+/simple|tmp/(?!kexie)\w)")
"""Paths of one machine. System paths that every Debian has are no such thing."""
REGISTRY = re.compile(
    r"https?://[\w.:-]*(?:pypi|pythonhosted|npmjs|npmmirror|registry|artifactory|nexus|devpi|proxy)[\w.:/-]*"
    r"|--(?:extra-)?index-url|--find-links",
    re.IGNORECASE,
)


@cache
def committed() -> tuple[str, ...]:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git clone")
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return tuple(name for name in done.stdout.split("\0") if name and (ROOT / name).is_file())


def texts() -> list[tuple[str, str]]:
    found = []
    for name in committed():
        data = (ROOT / name).read_bytes()
        if b"\0" not in data[:4096] and name != HERE:
            found.append((name, data.decode("utf-8", errors="replace")))
    return found


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {match[0]}"
        for name, text in texts()
        if pattern.search(text)
        for number, line in enumerate(text.splitlines(), 1)
        for match in [pattern.search(line)]
        if match and not line.lstrip().startswith("#    uv pip compile")
    ]


def test_no_file_names_a_path_of_one_machine() -> None:
    assert lines_with(MACHINE) == []


def test_no_file_names_a_registry() -> None:
    assert lines_with(REGISTRY) == []


@pytest.mark.parametrize("words", ["in /home/anna/x", "cd /root/kexie", "'/tmp/x'", "file:///Users/a"])
def test_a_path_of_one_machine_is_seen(words: str) -> None:
    assert MACHINE.search(words)


@pytest.mark.parametrize("words", ["/usr/bin/chromium", "src/home/x", "./work/x", "$HOME/root/x", "/var/lib/kexie"])
def test_other_paths_are_let_be(words: str) -> None:
    assert not MACHINE.search(words)


@pytest.mark.parametrize("words", ["https://pypi.org/simple", "--index-url x", "http://registry.npmjs.org/a"])
def test_a_registry_is_seen(words: str) -> None:
    assert REGISTRY.search(words)


def test_no_module_outgrows_the_house() -> None:
    """STYLE: no file over 500 lines (the aim is far below); migrations are Django's."""
    long = [
        f"{name}: {text.count(chr(10))}"
        for name, text in texts()
        if name.endswith(".py") and "/migrations/" not in name and text.count("\n") > 500
    ]
    assert long == []


def test_no_function_outgrows_a_screen() -> None:
    """STYLE: no function over 60 lines."""
    long = [
        f"{name}:{node.lineno}: {node.name}"
        for name, text in texts()
        if name.startswith("src/") and name.endswith(".py") and "/migrations/" not in name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 60
    ]
    assert long == []


def test_every_python_file_starts_with_a_docstring_or_is_empty() -> None:
    bare = [
        name
        for name, text in texts()
        if name.startswith("src/") and name.endswith(".py") and "/migrations/" not in name
        if text.strip() and not text.lstrip().startswith(('"""', 'r"""'))
    ]
    assert bare == []


def test_requirements_are_pinned_by_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text(), flags=re.IGNORECASE)
        pins = [block for block in blocks if re.match(r"[a-z0-9][\w.\[\],-]*==", block, re.IGNORECASE)]
        assert len(pins) > 10
        assert [block.split("==")[0] for block in pins if "--hash=sha256:" not in block] == []


def test_users_and_developers_run_the_same_versions() -> None:
    pins = [
        dict(re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==(\S+)", (ROOT / name).read_text(), re.MULTILINE))
        for name in ("requirements.txt", "requirements-dev.txt")
    ]
    assert pins[0].items() <= pins[1].items()
