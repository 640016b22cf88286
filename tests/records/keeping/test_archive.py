"""A file is whole or it is refused with one sentence; a file that could not be finished leaves what was there."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kexie.kit.refusal import Refused
from kexie.records.keeping.archive import MANIFEST, VERSION, Sealed, Writer

CONTENT = {"tables/a.csv": b"one\n" * 1000, "files/b": bytes(range(256)) * 40}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    with Writer(tmp_path / "x.zip", "kexie-test") as into:
        for name, content in CONTENT.items():
            into.put(name, [content[:10], content[10:]], rows=1000)
        into.seal(of="test")
    return tmp_path / "x.zip"


def opened(file: Path, form: str = "kexie-test") -> dict[str, bytes]:
    with Sealed(file, form) as sealed:
        found = {}
        for name in sealed.files:
            with sealed.open(name) as content:
                found[name] = content.read()
        return found


def test_what_was_put_in_comes_out(file: Path) -> None:
    assert opened(file) == CONTENT
    assert file.stat().st_mode & 0o077 == 0


def test_nobody_needs_us_to_look_inside(file: Path) -> None:
    with zipfile.ZipFile(file) as plain:
        assert plain.read("tables/a.csv") == CONTENT["tables/a.csv"]
        assert json.loads(plain.read(MANIFEST))["files"]["tables/a.csv"]["rows"] == 1000


@given(where=st.floats(0, 1))
def test_a_torn_file_is_refused_wherever_it_was_torn(file: Path, where: float) -> None:
    whole = file.read_bytes()
    torn = file.with_name("torn.zip")
    torn.write_bytes(whole[: int(where * (len(whole) - 1))])
    with pytest.raises(Refused) as refusal:
        Sealed(torn, "kexie-test")
    assert len(refusal.value.lines) == 1


@given(where=st.floats(0, 1), flip=st.integers(1, 255))
def test_one_changed_byte_is_refused_or_changes_nothing(file: Path, where: float, flip: int) -> None:
    content = bytearray(file.read_bytes())
    content[int(where * (len(content) - 1))] ^= flip
    changed = file.with_name("changed.zip")
    changed.write_bytes(content)
    found = None
    with suppress(Refused):
        found = opened(changed)
    assert found in (None, CONTENT)  # the same where a date or a permission of the zip itself was changed


@pytest.mark.parametrize("content", [b"", b"not a zip", b"SQLite format 3\0" + b"\0" * 100])
def test_a_foreign_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "foreign").write_bytes(content)
    with pytest.raises(Refused):
        Sealed(tmp_path / "foreign", "kexie-test")


def test_a_file_of_another_sort_or_a_zip_of_somebody_else_is_refused(file: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="不是 Kexie"):
        Sealed(file, "kexie-other")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("a.txt", "a")
    with pytest.raises(Refused, match="不是 Kexie"):
        Sealed(tmp_path / "other.zip", "kexie-test")
    with pytest.raises(Refused, match="没有这个文件"):
        Sealed(tmp_path / "nothing.zip", "kexie-test")


def remade(file: Path, manifest: Mapping[str, object] | None = None, more: dict[str, bytes] | None = None) -> Path:
    out = file.with_name("remade.zip")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name != MANIFEST:
                new.writestr(name, old.read(name))
        for name, content in (more or {}).items():
            new.writestr(name, content)
        new.writestr(MANIFEST, json.dumps(json.loads(old.read(MANIFEST)) | (manifest or {})))
    return out


def test_a_newer_form_is_refused_by_name(file: Path) -> None:
    with pytest.raises(Refused, match="更新的版本"):
        Sealed(remade(file, {"version": VERSION + 1}), "kexie-test")


@pytest.mark.parametrize("name", ["../out", "/etc/x", "a/b/c/d", "a b"])
def test_nothing_is_let_in_that_the_manifest_does_not_name(file: Path, name: str) -> None:
    with pytest.raises(Refused, match="不符"):
        Sealed(remade(file, more={name: b"x"}), "kexie-test")
    said: dict[str, object] = {"files": {name: {"sha256": "", "bytes": 1}}}
    with pytest.raises(Refused, match="不符"):
        Sealed(remade(file, said), "kexie-test")


def test_a_failure_halfway_leaves_what_was_there(file: Path) -> None:
    before = file.read_bytes()

    def broken() -> None:
        with Writer(file, "kexie-test") as into:
            into.put("tables/a.csv", [b"half"])
            raise KeyError

    with pytest.raises(KeyError):
        broken()
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == ["x.zip"]


def test_a_place_that_cannot_be_written_is_refused_with_a_sentence(tmp_path: Path) -> None:
    for out in (tmp_path, tmp_path / "no" / "such" / "folder.zip"):
        with pytest.raises(Refused, match="写不到"), Writer(out, "kexie-test"):
            pass
