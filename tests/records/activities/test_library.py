"""The library of materials: kept once, used often."""

from __future__ import annotations

import hashlib

import pytest

from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.activities import library
from kexie.records.activities.models import Activity, Used
from kexie.records.units.models import Unit
from tests.building import cast, held
from tests.opened import everything

Tree = dict[str, Unit]
VTT = b"WEBVTT\n\n00:00.000 --> 00:01.000\nx\n"


def test_a_file_is_kept_with_its_hash_once_a_library(clerk: Account, owner: Account, tree: Tree) -> None:
    kept = library.keep_file(unit=tree["c1"], title="", name="通知.pdf", content=b"x", by=clerk)
    assert (kept.title, kept.kind, kept.digest) == ("通知.pdf", "file", hashlib.sha256(b"x").hexdigest())
    with pytest.raises(Refused, match="已有同样的文件"):
        library.keep_file(unit=tree["c1"], title="又一份", name="b.pdf", content=b"x", by=clerk)
    library.keep_file(unit=tree["c3"], title="别家的", name="b.pdf", content=b"x", by=owner)


def test_a_video_comes_with_subtitles_or_without(clerk: Account, tree: Tree) -> None:
    kept = library.keep_file(unit=tree["c1"], title="片", name="a.MP4", content=b"v", subtitles=VTT, by=clerk)
    assert kept.kind == "video"
    assert kept.subtitles is not None
    before = everything()
    for name, subtitles, why in (("a.pdf", VTT, "字幕只配"), ("b.mp4", b"1\n00:00:00,000", "WebVTT")):
        with pytest.raises(Refused, match=why):
            library.keep_file(unit=tree["c1"], title="x", name=name, content=b"w", subtitles=subtitles, by=clerk)
    assert everything() == before


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "ftp://a/b", "http://", "https://a b", "http://u:p@a/", "https://[", "x" * 600]
)
def test_a_link_is_the_address_of_a_page(url: str, clerk: Account, tree: Tree) -> None:
    before = everything()
    with pytest.raises(Refused, match="网址"):
        library.keep_link(unit=tree["c1"], title="x", url=url, by=clerk)
    assert everything() == before


def test_used_in_an_activity_and_put_back(clerk: Account, tree: Tree) -> None:
    link = library.keep_link(unit=tree["c1"], title="", url="https://example.org/a", by=clerk)
    one = held(clerk, tree["c1"])
    library.use(one, link, by=clerk)
    library.use(one, link, by=clerk)
    assert Used.objects.count() == 1
    library.withdraw(link, by=clerk)
    link.refresh_from_db()
    with pytest.raises(Refused, match="已停用"):
        library.use(held(clerk, tree["c1"]), link, by=clerk)
    assert Used.objects.count() == 1  # where it was used it stays
    library.put_back(one, link, by=clerk)
    assert Used.objects.count() == 0
    assert Activity.objects.knowing("test").get(pk=one.pk).version == 3


def test_elsewhere_nothing_is_kept_used_or_withdrawn(clerk: Account, owner: Account, tree: Tree) -> None:
    link = library.keep_link(unit=tree["c1"], title="", url="https://example.org/a", by=clerk)
    theirs = held(owner, tree["c3"])
    other = cast("clerk", tree["c3"], "other")
    before = everything()
    for deed in (
        lambda: library.keep_link(unit=tree["c1"], title="", url="https://example.org/b", by=other),
        lambda: library.keep_file(unit=tree["c1"], title="", name="a", content=b"x", by=other),
        lambda: library.use(theirs, link, by=other),
        lambda: library.withdraw(link, by=other),
        lambda: library.use(theirs, link, by=clerk),
    ):
        with pytest.raises(Refused):
            deed()
    assert everything() == before
