"""Words for a terminal before Django, and with it the house's translations, is up."""

from __future__ import annotations

import os
import sys


def either(chinese: str, english: str) -> str:
    """Return the sentence in English where the locale (or ``KEXIE_LANG``) is English, else in Chinese."""
    names = ("KEXIE_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    told = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return english if told.lower().startswith("en") else chinese


def say(line: str) -> None:
    """Print lines in one piece and at once: steps that end side by side must not run into each other."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


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
