from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from kexie.kit.sheets import read_table
from kexie.kit.sheets.model import ASIDE
from kexie.records.access.models import Account
from kexie.records.activities.models import Activity
from kexie.records.files.models import AttachmentKey
from kexie.records.imports.lists import LISTS
from kexie.records.imports.models import ImportRun
from kexie.records.units.models import Unit
from tests.building import cast, value
from tests.opened import everything
from tests.web.visiting import visit, words

Tree = dict[str, Unit]
HEAD = "编号,种类,名称,主办单位编号,开始日期,人数"
GOOD = "B1,学习,一场,c1,2018-05-03,300余"
BAD = "B2,学习,二场,c1,2018-02-31,12"


def sheet(*lines: str, name: str = "五月.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join([HEAD, *lines]).encode())


def brought(client: Client, *lines: str) -> str:
    """Bring a sheet and return the address of its preview."""
    answer = client.post("/imports/", {"of_list": "activities", "file": sheet(*lines)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def codes() -> set[str]:
    return set(Activity.objects.knowing("test").values_list("code", flat=True))


def test_a_good_sheet_is_looked_at_then_kept_once(clerk: Account, tree: Tree) -> None:
    client = visit(clerk)
    address = brought(client, GOOD)
    assert "1 行都可以收" in words(client, address)
    assert codes() == set()
    client.post(address, {"deed": "all"})
    assert codes() == {"B1"}
    assert value("attendances", tree["root"]) == (300, "at_least")
    again = client.post(address, {"deed": "all"})
    assert again.status_code == 400
    assert "已经导入过了" in again.content.decode()
    assert "已完成" in words(client, address)


def test_what_is_wrong_is_shown_cell_by_cell_and_nothing_is_kept_yet(clerk: Account) -> None:
    client = visit(clerk)
    address = brought(client, GOOD, BAD)
    page = client.get(address).content.decode()
    assert "2 行里有 1 行要改" in page
    assert "现在一行也没有写入" in page
    assert 'class="bad">2018-02-31' in page
    assert "只有 1 到 28 日" in page
    assert codes() == set()
    assert "全部导入" not in page


def test_all_does_not_slip_through_with_a_bad_row_but_the_good_ones_may_be_kept(clerk: Account) -> None:
    client = visit(clerk)
    address = brought(client, GOOD, BAD)
    client.post(address, {"deed": "all"})
    assert codes() == set()
    client.post(address, {"deed": "good"})
    assert codes() == {"B1"}


def test_the_sheet_to_mend_can_be_brought_again(clerk: Account) -> None:
    client = visit(clerk)
    answer = client.get(brought(client, GOOD, BAD) + "errors/")
    assert answer["Content-Disposition"].startswith("attachment")
    table = read_table(BytesIO(answer.content).read(), "errors.xlsx")
    assert [row.cells["编号"] for row in table.rows] == ["B2"]
    again = SimpleUploadedFile("errors.xlsx", answer.content)
    assert client.post("/imports/", {"of_list": "activities", "file": again}).status_code == 302


def test_once_kept_or_left_the_file_is_gone(clerk: Account) -> None:
    client = visit(clerk)
    kept, left = brought(client, GOOD), brought(client, GOOD)
    assert AttachmentKey.objects.count() == 2
    client.post(left + "leave/")
    assert AttachmentKey.objects.count() == 1
    assert client.get(left).status_code == 404
    client.post(kept, {"deed": "all"})


@pytest.mark.django_db(transaction=True)
def test_the_key_goes_when_the_rows_are_committed(clerk: Account) -> None:
    client = visit(clerk)
    client.post(brought(client, GOOD), {"deed": "all"})
    assert AttachmentKey.objects.count() == 0
    assert ImportRun.objects.get().state == "done"


def test_the_records_may_have_changed_since_it_was_looked_at(clerk: Account) -> None:
    client = visit(clerk)
    first, second = brought(client, GOOD), brought(client, GOOD)
    client.post(first, {"deed": "all"})
    assert "完全相同" in words(client, second)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "空的"),
        ("编号,种类\n1,2\n".encode(), "缺少列"),
        (f"{HEAD},工号\n".encode(), "工号"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), ""),
        (b"PK\x03\x04broken", ""),
    ],
)
def test_a_sheet_that_cannot_be_read_is_refused_in_sentences_and_leaves_nothing(
    clerk: Account, content: bytes, sentence: str
) -> None:
    client = visit(clerk)
    before = everything()
    given = {"of_list": "activities", "file": SimpleUploadedFile("坏.csv", content)}
    answer = client.post("/imports/", given)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert everything() == before


def test_one_brings_only_what_one_could_record(clerk: Account, chair: Account, member: Account, tree: Tree) -> None:
    offered = words(visit(clerk), "/imports/")
    assert "活动" in offered
    assert 'value="units"' not in visit(clerk).get("/imports/").content.decode()
    assert visit(clerk).post("/imports/", {"of_list": "units", "file": sheet(GOOD)}).status_code == 400
    assert visit(member).get("/imports/").status_code == 404
    assert visit(chair).get("/imports/template/activities/").status_code == 404
    other = visit(cast("clerk", tree["c3"], "other"))
    page = words(other, brought(other, GOOD))
    assert "没有在主办单位登记活动的权限" in page


def test_anothers_sheet_is_not_there(clerk: Account, owner: Account) -> None:
    address = brought(visit(clerk), GOOD)
    client = visit(owner)
    for path, post in ((address, False), (address, True), (address + "errors/", False), (address + "leave/", True)):
        answer = client.post(path, {"deed": "all"}) if post else client.get(path)
        assert answer.status_code == 404
    assert codes() == set()


def test_a_stranger_brings_nothing(stranger: Account, tree: Tree) -> None:
    client = visit(stranger)
    before = everything()
    assert client.get("/imports/").status_code == 403
    assert client.post("/imports/", {"of_list": "activities", "file": sheet(GOOD)}).status_code == 403
    assert everything() == before


@pytest.mark.parametrize("name", LISTS)
def test_each_list_has_its_empty_sheet(owner: Account, name: str) -> None:
    answer = visit(owner).get(f"/imports/template/{name}/")
    assert answer.content.startswith(b"PK")
    example = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_name(ASIDE[0]).to_python()
    for row in example[1:]:  # what is shown can be read, in the words that the drop-down lists offer
        for column, text in zip(LISTS[name].columns, row, strict=True):
            assert not text or column.parse(str(text)) is not None
            assert not text or not column.choices or text in column.choices.values()
    assert "filename*=UTF-8''" in answer["Content-Disposition"]
