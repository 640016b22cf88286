"""Collect the words on screen, and compile their English.

Chinese is the message itself; ``src/kexie/locale/en`` holds the English. Django's own collector needs GNU gettext and
its compiler; this needs only the developers' packages (Babel reads Python, Django's ``templatize`` reads templates).

    python scripts/messages.py            bring django.po up to date, list what has no English yet, write django.mo
    python scripts/messages.py --check    change nothing; exit 1 if anything would change or has no English
"""

from __future__ import annotations

import re
import sys
from io import BytesIO
from pathlib import Path

import polib
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "kexie"
PO = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
METADATA = {
    "Project-Id-Version": "kexie",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}

Key = tuple[str, str, str]
"""Context, message, plural; the last is empty for a message without one."""


def found_in(path: Path) -> set[Key]:
    """Return the messages of one Python file or template."""
    text = path.read_text(encoding="utf-8")
    # what a template indents means nothing to Python, whose reader would stumble over it
    code = text if path.suffix == ".py" else re.sub(r"(?m)^[ \t]+", "", templatize(text, origin=str(path)))
    keys: set[Key] = set()
    for _line, message, _comments, context in extract("python", BytesIO(code.encode()), keywords=KEYWORDS):
        one, many = message if isinstance(message, tuple) else (message, "")
        if one:
            keys.add((context or "", one, many or ""))
    return keys


def collected() -> dict[Key, list[str]]:
    """Return every message with the files it stands in."""
    places: dict[Key, list[str]] = {}
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html"), *SOURCE.rglob("*.txt")]):
        for key in found_in(path):
            places.setdefault(key, []).append(path.relative_to(ROOT).as_posix())
    return places


def catalogue() -> polib.POFile:
    """Return the English catalogue as it should be: what is on screen now, with the English we have."""
    old = polib.pofile(str(PO), encoding="utf-8") if PO.exists() else polib.POFile()
    english = {(e.msgctxt or "", e.msgid, e.msgid_plural or ""): e for e in old if not e.obsolete}
    new = polib.POFile(wrapwidth=110)
    new.metadata = METADATA
    for key, places in sorted(collected().items(), key=lambda item: (item[1][0], item[0])):
        context, one, many = key
        known = english.get(key)
        new.append(
            polib.POEntry(
                msgctxt=context or None,
                msgid=one,
                msgid_plural=many,
                msgstr=known.msgstr if known and not many else "",
                msgstr_plural=(known.msgstr_plural if known else {0: "", 1: ""}) if many else {},
                occurrences=[(place, "") for place in sorted(places)],
                flags=["python-format"] if "%(" in one else [],
            )
        )
    return new


def untranslated(po: polib.POFile) -> list[str]:
    """Return the messages that have no English yet."""
    return [e.msgid for e in po if not (all(e.msgstr_plural.values()) if e.msgid_plural else e.msgstr)]


def compiled(po: polib.POFile) -> bytes:
    """Return the catalogue as gettext reads it."""
    return bytes(po.to_binary())


def out_of_step() -> list[str]:
    """Return one sentence for each thing that is not as it should be; nothing if all is well."""
    po = catalogue()
    wrong = [f"no English yet: {message!r}" for message in untranslated(po)]
    if not PO.exists() or PO.read_text(encoding="utf-8") != str(po) + "\n":
        wrong.append(f"{PO.name} is not what is on screen: run scripts/messages.py")
    if not MO.exists() or MO.read_bytes() != compiled(po):
        wrong.append(f"{MO.name} is not compiled from {PO.name}: run scripts/messages.py")
    return wrong


def main(arguments: list[str]) -> int:
    """Bring the catalogue up to date, or only check it."""
    if "--check" in arguments:
        wrong = out_of_step()
        sys.stderr.write("".join(f"{line}\n" for line in wrong))
        return 1 if wrong else 0
    po = catalogue()
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_text(str(po) + "\n", encoding="utf-8")
    MO.write_bytes(compiled(po))
    missing = untranslated(po)
    sys.stderr.write("".join(f"no English yet: {message}\n" for message in missing))
    sys.stderr.write(f"{len(po)} messages, {len(missing)} without English\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
