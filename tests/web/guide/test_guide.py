"""The guide in the house: every task in both languages, each picture small and there, nothing else handed out."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from kexie.web.desk.helping import TOPICS
from kexie.web.guide.marking import body_of, title_of
from kexie.web.guide.pages import TASKS, folder
from kexie.web.kit.rooms import ROOMS
from tests.docs.pages import ROOT

MOST = 60 * 1024
HAN = re.compile(r"[\u4e00-\u9fff]")
pytestmark = pytest.mark.django_db


def texts() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder().glob("*.md")}


def test_every_task_is_told_in_both_languages_and_nothing_else_lies_there() -> None:
    assert folder() == ROOT / "docs" / "guide"
    assert set(texts()) == {f"{slug}.{lang}.md" for slug in TASKS for lang in ("zh", "en")} | {"README.md"}


def test_both_languages_tell_the_same_steps_and_pictures() -> None:
    told = texts()
    for slug in TASKS:
        zh, en = told[f"{slug}.zh.md"], told[f"{slug}.en.md"]
        steps = [len(re.findall(r"(?m)^\d+\. ", text)) for text in (zh, en)]
        assert steps[0] == steps[1] > 1, slug
        pictures = [re.findall(r"images/([\w-]+)\.", text) for text in (zh, en)]
        assert pictures[0] == pictures[1], slug


def test_each_picture_is_there_small_and_used() -> None:
    used = {name for text in texts().values() for name in re.findall(r"images/([\w.-]+)", text)}
    there = {path.name: path.stat().st_size for path in (folder() / "images").iterdir()}
    assert set(there) == used
    assert [name for name, size in there.items() if size > MOST] == []


@pytest.mark.parametrize("slug", TASKS)
def test_a_task_is_a_page_in_the_readers_language(client: Client, slug: str) -> None:
    zh = client.get(f"/guide/{slug}/").content.decode()
    assert f'<h1 class="phr">{title_of(texts()[f"{slug}.zh.md"])}</h1>' in zh
    client.get("/preferences/?lang=en&next=/")
    en = client.get(f"/guide/{slug}/").content.decode()
    assert title_of(texts()[f"{slug}.en.md"]) in en
    for name in re.findall(r'src="(/guide/images/[^"]+)"', zh + en):
        assert client.get(name).status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/guide/nothing/", "/guide/images/x.zh.png", "/guide/images/..%2Ftree.zh.md", "/guide/images/tree.zh.md"],
)
def test_nothing_else_is_handed_out(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_every_room_has_its_help_and_every_help_its_tasks(client: Client) -> None:
    assert set(TOPICS) >= {room.slug for room in ROOMS}
    for slug, topic in TOPICS.items():
        text = client.get(f"/help/?of={slug}").content.decode()
        assert str(topic.question) in text
        assert set(topic.tasks) <= set(TASKS)
    assert client.get("/help/?of=%00").status_code == 200
    assert "记号与按键" in client.get("/help/?of=nothing").content.decode()


def test_the_key_of_each_room_is_its_own() -> None:
    keys = [room.key for room in ROOMS]
    assert len(set(keys)) == len(keys)
    assert "" not in keys


@given(st.text(alphabet="<>&\"'*`[]()!#- 1.\nax", max_size=80))
def test_no_text_becomes_markup(text: str) -> None:
    body = re.sub(r"</?(?:p|h2|ul|ol|li|b|code|img|a)(?: [a-z]+=\"[^\"<>]*\")*>", "", body_of(text, str, lambda _: "/"))
    assert "<" not in body
    assert ">" not in body
