"""Running the examples of a page: each ```console block, in order, in one folder and one KEXIE_HOME.

A line ``$ ./kexie …`` is run; the lines below it are what must come out, in this order, stdout and stderr together.
``…`` in a line stands for anything, a line ``…`` for any number of lines, and what follows the last line given is free.
A command that must be refused ends with ``# exit 1``. A block ```csv NAME is written to that file first.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.cli.calling import Session
from tests.docs.pages import blocks


@dataclass(frozen=True)
class Example:
    """A command with what it must print and its exit code; or a file (``name``) to be written."""

    line: int
    words: tuple[str, ...] = ()
    expected: tuple[str, ...] = ()
    code: int = 0
    name: str = ""


def examples(text: str) -> Iterator[Example]:
    """Yield the examples of a page, in order. Raises ValueError for a command that is not ours."""
    for block in blocks(text):
        kind, _, name = block.info.partition(" ")
        if kind == "csv" and name:
            yield Example(block.line, expected=block.lines, name=name)
        elif kind == "console":
            yield from _commands(block.lines, block.line)


def _commands(lines: Sequence[str], first: int) -> Iterator[Example]:
    starts = [number for number, line in enumerate(lines) if line.startswith("$ ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        last = start
        while lines[last].endswith("\\"):
            last += 1
        said = " ".join(line.removesuffix("\\").strip() for line in lines[start : last + 1]).removeprefix("$ ")
        command, _, code = said.partition("# exit ")
        words = shlex.split(command)
        if not words or words[0] != "./kexie":
            raise ValueError(said)
        yield Example(first + start + 1, tuple(words[1:]), tuple(lines[last + 1 : end]), int(code or 0))


def matches(printed: Sequence[str], expected: Sequence[str]) -> bool:
    """Tell whether the lines printed begin with the lines expected."""
    if not expected:
        return True
    if expected[0].strip() == "…":
        return any(matches(printed[skipped:], expected[1:]) for skipped in range(len(printed) + 1))
    if not expected[0].strip():
        return matches(printed, expected[1:])
    filled = [line for line in printed if line.strip()]
    pattern = ".*".join(re.escape(part) for part in expected[0].rstrip().split("…"))
    return bool(filled) and re.fullmatch(pattern, filled[0].rstrip()) is not None and matches(filled[1:], expected[1:])


def run_page(page: Path, folder: Path) -> list[str]:
    """Run every example of a page in a folder; return a sentence for each that does not do what the page says."""
    ask = Session(folder / "var")
    try:
        return [wrong for example in examples(page.read_text()) if (wrong := _run(example, page, folder, ask))]
    finally:
        ask.close()


def _run(example: Example, page: Path, folder: Path, ask: Session) -> str:
    if example.name:
        (folder / example.name).write_text("\n".join(example.expected) + "\n")
        return ""
    said = ask(*example.words)
    if said.code == example.code and matches(said.both.splitlines(), example.expected):
        return ""
    return f"{page.name}:{example.line}: {shlex.join(example.words)}: exit {said.code}\n{said.both[:2000]}"
