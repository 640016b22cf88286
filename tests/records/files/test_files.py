"""Evidence is kept as ciphertext, proves itself, and can be erased for good."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.files import actions
from kexie.records.files.actions import erase, read, store
from kexie.records.files.models import Attachment, AttachmentKey

CONTENT = "会议记录：示例".encode() * 50


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path
    return tmp_path


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_comes_back_as_it_was_and_is_not_readable_at_rest(folder: Path, owner: Account) -> None:
    one = store(name="记录.docx", content=CONTENT, by=owner)
    assert read(one) == ("记录.docx", CONTENT)
    (path,) = kept(folder)
    assert CONTENT[:20] not in path.read_bytes()
    assert "记录" not in str(path)
    assert (one.size, one.by) == (len(CONTENT), owner.pk)


def test_the_same_file_twice_is_two_ciphertexts(folder: Path, owner: Account) -> None:
    one, two = (store(name="a", content=CONTENT, by=owner) for _ in range(2))
    assert one.digest != two.digest
    assert len(kept(folder)) == 2


def test_an_erased_file_leaves_its_fingerprint_only(
    folder: Path, owner: Account, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    one = store(name="记录.docx", content=CONTENT, by=owner)
    copy = kept(folder)[0].read_bytes()
    with django_capture_on_commit_callbacks(execute=True):
        erase(one)
    assert kept(folder) == []
    assert not AttachmentKey.objects.exists()
    assert Attachment.objects.get().digest == one.digest
    with pytest.raises(Refused):
        read(one)
    path = folder / one.digest[:2] / one.digest  # a backup brings the ciphertext back: it stays shut
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(copy)
    with pytest.raises(Refused):
        read(one)


def test_erasing_that_is_undone_leaves_the_file_readable(folder: Path, owner: Account) -> None:
    """The test's own transaction never commits, so the file may not be gone yet."""
    one = store(name="a", content=CONTENT, by=owner)
    erase(one)
    assert len(kept(folder)) == 1


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:]),
        lambda path: path.write_bytes(b""),
        lambda path: path.unlink(),
    ],
)
def test_a_file_that_was_touched_is_refused(folder: Path, owner: Account, harm: Callable[[Path], object]) -> None:
    one = store(name="a", content=CONTENT, by=owner)
    harm(kept(folder)[0])
    with pytest.raises(Refused):
        read(one)


def test_another_files_key_opens_nothing(folder: Path, owner: Account) -> None:
    one, two = (store(name="a", content=CONTENT, by=owner) for _ in range(2))
    AttachmentKey.objects.filter(attachment=one).update(key=bytes(AttachmentKey.objects.get(attachment=two).key))
    with pytest.raises(Refused):
        read(one)


def test_empty_and_too_large_files_are_refused(folder: Path, owner: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "LIMIT", 10)
    for content in (b"", b"x" * 11):
        with pytest.raises(Refused):
            store(name="a", content=content, by=owner)
    assert kept(folder) == []
    assert store(name="a", content=b"x" * 10, by=owner).size == 10


@given(name=st.text(max_size=300), content=st.binary(min_size=1, max_size=50))
def test_any_name_and_any_bytes(folder: Path, owner: Account, name: str, content: bytes) -> None:
    plain, back = read(store(name=name.encode("utf-8", "ignore").decode(), content=content, by=owner))
    assert back == content
    assert plain
    assert not set("/\\\0\n") & set(plain)
    assert len(plain) <= 200
