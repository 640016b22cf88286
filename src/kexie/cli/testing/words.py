"""Words for a terminal before Django, and with it the house's translations, is up."""

from __future__ import annotations

import os
import sys


def either(chinese: str, english: str) -> str:
    """Return the sentence in the language that the locale asks for; Chinese if it asks for none."""
    told = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "C")
    return chinese if told.startswith("zh") or told.split(".")[0] in {"C", "POSIX"} else english


def say(line: str) -> None:
    """Print one line at once, so that a log keeps the order in which things happened."""
    print(line, flush=True)


def ask(question: str) -> bool:
    """Ask on the terminal; an empty answer is yes, the end of input is no."""
    try:
        answer = input(question + " [Y/n] ").strip().lower()
    except EOFError:
        return False
    return answer in {"", "y", "yes", "是", "好"}


def on_terminal() -> bool:
    """Tell whether somebody is there to answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()
