"""One file that holds many: a zip with a manifest of hashes, that takes its name only once it is whole.

The zip is plain, so that anybody can look inside without us. Times inside are fixed: same content, same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

from django.utils.translation import gettext as _

from kexie.kit.refusal import Refused
from kexie.kit.text import clipped

MANIFEST: Final = "manifest.json"
VERSION: Final = 1
BLOCK: Final = 1 << 20
_BEGINNING: Final = (1980, 1, 1, 0, 0, 0)
_MOST: Final = 1 << 22


class Writer:
    """A file being written. Use as a context: when the block raises, what was there before stays."""

    def __init__(self, out: Path, form: str) -> None:
        """Begin a draft beside ``out``; ``form`` is what the file calls itself (``kexie-export``)."""
        self.out, self.form = out, form
        self._draft = out.with_name(f".{out.name}.{secrets.token_hex(4)}.part")
        self.files: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> Self:
        """Open the draft, readable by its owner alone; raise ``Refused`` where none can be written."""
        if self.out.is_dir() or not self.out.parent.is_dir() or not os.access(self.out.parent, os.W_OK):
            raise Refused(_("%(file)s：写不到这里；请换一个已有的、可写的文件夹。") % {"file": _named(self.out)})
        self._draft.touch(mode=0o600)
        self._zip = zipfile.ZipFile(self._draft, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the draft its name, or take it away."""
        try:
            if kind is None:
                self._zip.close()
                with self._draft.open("rb+") as written:
                    os.fsync(written.fileno())
                self._draft.replace(self.out)
            else:
                self._zip.close()
        except OSError as trouble:
            said = {"file": _named(self.out), "why": trouble.strerror or ""}
            raise Refused(_("写不了 %(file)s：%(why)s") % said) from trouble
        finally:
            self._draft.unlink(missing_ok=True)
        if isinstance(error, OSError):
            said = {"file": _named(self.out), "why": error.strerror or ""}
            raise Refused(_("写不了 %(file)s：%(why)s") % said) from error

    def put(self, name: str, chunks: Iterable[bytes], *, packed: bool = False, **told: object) -> None:
        """Add a file; ``told`` goes beside its hash in the manifest, ``packed`` content is not packed again."""
        info = zipfile.ZipInfo(name, _BEGINNING)
        info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        seal, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as into:
            for chunk in chunks:
                seal.update(chunk)
                size += len(chunk)
                into.write(chunk)
        self.files[name] = {"sha256": seal.hexdigest(), "bytes": size} | told

    def seal(self, **told: object) -> None:
        """Add the manifest, last; ``told`` is what it says beside the hashes."""
        manifest = {"form": self.form, "version": VERSION} | told | {"files": self.files}
        text = json.dumps(manifest, ensure_ascii=False, indent=1, default=str)
        info = zipfile.ZipInfo(MANIFEST, _BEGINNING)
        info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
        self._zip.writestr(info, text)


class Sealed:
    """A file that was written by ``Writer``, opened and proved to be whole. Use as a context."""

    def __init__(self, file: Path, form: str) -> None:
        """Open a file; raise ``Refused`` if it is missing, torn, foreign, changed, or of a newer form."""
        self.file, self.form = file, form
        if not file.is_file():
            raise Refused(_("%(file)s：没有这个文件；请检查路径和文件名。") % {"file": _named(file)})
        try:
            self._zip = zipfile.ZipFile(file)
            self.manifest = self._read_manifest()
            self._prove()
        except (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
            raise Refused(_("%(file)s：文件不完整或已损坏；请换一份完好的。") % {"file": _named(file)}) from error

    def __enter__(self) -> Self:
        """Return the file."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close it."""
        self._zip.close()

    @property
    def files(self) -> dict[str, dict[str, Any]]:
        """Return what the manifest says of each file."""
        files: dict[str, dict[str, Any]] = self.manifest["files"]
        return files

    def open(self, name: str) -> IO[bytes]:
        """Open one of the files."""
        return self._zip.open(name)

    def _read_manifest(self) -> dict[str, Any]:
        foreign = Refused(_("%(file)s：不是 Kexie 写出的这种文件。") % {"file": _named(self.file)})
        try:
            if self._zip.getinfo(MANIFEST).file_size > _MOST * 16:
                raise foreign
            told = json.loads(self._zip.read(MANIFEST))
        except (KeyError, ValueError) as error:
            raise foreign from error
        if not isinstance(told, dict) or told.get("form") != self.form or not isinstance(told.get("files"), dict):
            raise foreign
        version = told.get("version")
        if not isinstance(version, int) or version > VERSION:
            raise Refused(_("%(file)s：由更新的版本写成；请先升级本程序。") % {"file": _named(self.file)})
        return told

    def _prove(self) -> None:
        """Raise ``Refused`` unless the files are those of the manifest, byte for byte."""
        changed = Refused(_("%(file)s：内容与其清单不符，已损坏或被改动。") % {"file": _named(self.file)})
        there = [info.filename for info in self._zip.infolist()]
        if sorted(there) != sorted([*self.files, MANIFEST]) or not all(map(_harmless, there)):
            raise changed
        for name, told in self.files.items():
            if not isinstance(told, dict) or self._digest(name, told.get("bytes")) != told.get("sha256"):
                raise changed

    def _digest(self, name: str, size: object) -> str:
        if self._zip.getinfo(name).file_size != size:
            return ""
        seal = hashlib.sha256()
        with self.open(name) as content:
            for block in blocks(content):
                seal.update(block)
        return seal.hexdigest()


def _harmless(name: str) -> bool:
    """Tell whether a name stays below the folder that it is put in."""
    parts = name.split("/")
    return not ({"", ".", ".."} & set(parts) or "\\" in name or "\0" in name)


def blocks(content: IO[bytes]) -> Iterator[bytes]:
    """Yield an open file in blocks."""
    while block := content.read(BLOCK):
        yield block


def _named(file: Path) -> str:
    return clipped(str(file), 200)
