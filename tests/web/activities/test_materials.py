"""The library of materials on the site."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from kexie.records.access.models import Account
from kexie.records.activities import library
from kexie.records.activities.models import Material, Used
from kexie.records.units.models import Unit
from tests.building import cast, held
from tests.web.visiting import queries, visit, words

Tree = dict[str, Unit]
VTT = b"WEBVTT\n\n00:00.000 --> 00:01.000\nx\n"


def test_a_video_is_kept_played_and_read_by_who_cannot_hear(clerk: Account, tree: Tree) -> None:
    client = visit(clerk)
    given = {
        "title": "开班录像",
        "unit": "c1",
        "file": SimpleUploadedFile("a.mp4", b"film"),
        "subtitles": SimpleUploadedFile("a.vtt", VTT),
    }
    client.post("/activities/materials/", given)
    kept = Material.objects.knowing("test").get()
    page = client.get(f"/activities/materials/{kept.pk}/").content.decode()
    assert "<video" in page
    assert f'src="/activities/materials/{kept.pk}/subtitles/"' in page
    film = client.get(f"/activities/materials/{kept.pk}/content/")
    assert (film.content, film["Content-Type"]) == (b"film", "video/mp4")
    assert film["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert client.get(f"/activities/materials/{kept.pk}/subtitles/").content == VTT


def test_what_is_no_video_is_only_handed_out_to_be_saved(clerk: Account, tree: Tree) -> None:
    client = visit(clerk)
    page = SimpleUploadedFile("a.html", b"<script>1</script>")
    client.post("/activities/materials/", {"unit": "c1", "file": page})
    kept = Material.objects.knowing("test").get()
    answer = client.get(f"/activities/materials/{kept.pk}/content/")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_one_of_the_two_is_wanted_and_what_was_typed_stays(clerk: Account, tree: Tree) -> None:
    client = visit(clerk)
    for given in ({}, {"url": "https://example.org", "file": SimpleUploadedFile("a", b"x")}, {"url": "javascript:1"}):
        answer = client.post("/activities/materials/", {"title": "课件", "unit": "c1", **given})
        assert answer.status_code == 400
        assert "课件" in answer.content.decode()
    assert not Material.objects.knowing("test").exists()


def test_materials_are_chosen_and_put_back(clerk: Account, owner: Account, tree: Tree) -> None:
    held(clerk, tree["c1"], code="A1")
    link = library.keep_link(unit=tree["c1"], title="课件", url="https://example.org/a", by=clerk)
    client = visit(clerk)
    client.post("/activities/A1/materials/", {"use": [link.pk]})
    assert Used.objects.count() == 1
    assert "课件" in words(client, "/activities/A1/")
    client.post("/activities/A1/materials/", {})
    assert Used.objects.count() == 0
    theirs = library.keep_link(unit=tree["c3"], title="别家的", url="https://example.org/b", by=owner)
    client.post("/activities/A1/materials/", {"use": [theirs.pk]})
    assert Used.objects.count() == 0


def test_a_co_host_sees_what_an_activity_uses_and_a_stranger_nothing(
    clerk: Account, owner: Account, stranger: Account, member: Account, tree: Tree
) -> None:
    one = held(owner, tree["c1"], code="A1", co_hosts=(tree["c3"],))
    link = library.keep_link(unit=tree["c1"], title="课件", url="https://example.org/a", by=clerk)
    address = f"/activities/materials/{link.pk}/"
    joined = visit(cast("clerk", tree["c3"], "joined"))
    assert joined.get(address).status_code == 404
    library.use(one, link, by=clerk)
    assert joined.get(address).status_code == 200
    assert joined.post(address).status_code == 404  # it is not theirs to withdraw
    assert visit(member).get(address).status_code == 404
    assert visit(stranger).get(address).status_code == 403
    visit(clerk).post(address)
    assert Material.objects.knowing("test").get().withdrawn


def test_a_longer_library_asks_no_more_questions(clerk: Account, tree: Tree) -> None:
    client = visit(clerk)
    library.keep_link(unit=tree["c1"], title="一", url="https://example.org/0", by=clerk)
    one = queries(client, "/activities/materials/")
    for n in (1, 2):
        library.keep_link(unit=tree["c1"], title="又一", url=f"https://example.org/{n}", by=clerk)
    assert queries(client, "/activities/materials/") == one
