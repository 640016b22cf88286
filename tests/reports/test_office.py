"""An office's own template: its fields are figures; a bomb, a macro or a link out of the file is not taken."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import docx as word
import pytest
from docx.document import Document as WordDocument

from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.units.models import Unit
from kexie.reports import office
from kexie.reports.office import Asked
from tests.building import held

Tree = dict[str, Unit]


def saved(file: WordDocument) -> bytes:
    kept = io.BytesIO()
    file.save(kept)
    return kept.getvalue()


def template(*lines: str) -> bytes:
    file = word.Document()
    for line in lines:
        file.add_paragraph(line)
    return saved(file)


def packed(content: bytes, **more: bytes) -> bytes:
    """Return the file with parts added or replaced; ``/`` is written as ``__`` in a name."""
    kept = io.BytesIO()
    named = {name.replace("__", "/"): part for name, part in more.items()}
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            if one.filename not in named:
                new.writestr(one, old.read(one))
        for name, part in named.items():
            new.writestr(name, part)
    return kept.getvalue()


def words(content: bytes) -> list[str]:
    return [line.text for line in word.Document(io.BytesIO(content)).paragraphs]


@pytest.fixture
def story(owner: Account, tree: Tree) -> Tree:
    held(owner, tree["c1"], date(2018, 3, 1), headcount=1030, bound="at_least")
    held(owner, tree["c3"], date(2018, 9, 1), headcount=50, kind="training")
    return tree


@pytest.mark.parametrize(
    ("field", "asked"),
    [
        ("activities", Asked("activities")),
        ("activities.R.2018H1", Asked("activities", "R", "2018H1")),
        ("attendances kind=study bare", Asked("attendances", where=("kind=study",), bare=True)),
        ("attendances unit=R period=2018", Asked("attendances", "R", "2018")),
        ("attendances 只数", Asked("attendances", bare=True)),
    ],
)
def test_a_field_is_read_as_on_the_command_line(field: str, asked: Asked) -> None:
    assert office.read(field) == asked


def test_fields_are_filled_and_every_other_word_stays(chair: Account, story: Tree) -> None:
    content = template(
        "{{单位}}{{ 期间 }}办了{{ activities }}，{{ attendances kind=study bare }}人次。",
        "上半年{{ activities.root.2018H1 }}，截至{{ 截至 }}。",
        "没有字段的一行 { } }}",
    )
    assert len(office.check(content)) == 6
    made = words(office.fill(content, unit=story["root"], period="2018", as_of=date(2100, 1, 1), reader=chair))
    assert made == [
        "示例root2018年办了2场，1000余人次。",
        "上半年1场，截至2100年1月1日。",
        "没有字段的一行 { } }}",
    ]


def test_a_field_that_word_has_parted_is_found_and_keeps_the_face_of_its_first_sign(
    chair: Account, story: Tree
) -> None:
    file = word.Document()
    line = file.add_paragraph("共")
    for part, bold in (
        ("{", True),
        ("{ acti", False),
        ("vities }", False),
        ("}。又{{ activities", True),
        (" }}", False),
    ):
        line.add_run(part).bold = bool(bold)
    file.sections[0].header.paragraphs[0].text = "{{ 期间 }}"
    file.add_table(1, 1).cell(0, 0).text = "{{ attendances }}"
    content = saved(file)
    assert set(office.check(content)) == {"activities", "attendances", "期间"}
    made = word.Document(io.BytesIO(office.fill(content, unit=story["root"], period="2018", as_of=None, reader=chair)))
    assert made.paragraphs[0].text == "共2场。又2场"
    assert [run.text for run in made.paragraphs[0].runs if run.bold] == ["2场", "。又2场"]
    assert made.sections[0].header.paragraphs[0].text == "2018年"
    assert made.tables[0].cell(0, 0).text == "1000余人次"


def test_every_unknown_field_is_named_in_a_sentence_of_its_own(owner: Account, tree: Tree) -> None:
    with pytest.raises(Refused) as told:
        office.check(template("{{ mood }} {{ activities }} {{ belief.R }}", "{{ activities x=1 }} {{ }}"))
    assert len(told.value.lines) == 4
    assert all(name in "\n".join(told.value.lines) for name in ("mood", "belief.R", "x=1"))


def test_a_field_that_cannot_be_answered_fills_nothing(chair: Account, story: Tree) -> None:
    content = template("{{ activities }} {{ activities.nope }} {{ activities.root.soon }}")
    with pytest.raises(Refused) as told:
        office.fill(content, unit=story["root"], period="2018", as_of=None, reader=chair)
    assert len(told.value.lines) == 2


def test_who_may_not_see_the_figures_gets_none(stranger: Account, story: Tree) -> None:
    with pytest.raises(Refused):
        office.fill(template("{{ activities }}"), unit=story["root"], period="2018", as_of=None, reader=stranger)


@pytest.mark.parametrize("line", ["{% for x in y %}", "{# x #}", "{{ activities }}{% if 1 %}"])
def test_nothing_in_a_template_is_ever_executed(line: str, owner: Account) -> None:
    with pytest.raises(Refused, match="只能写"):
        office.check(template(line))


@pytest.mark.parametrize("field", ["''.__class__", "activities|x", "self._x", "x" * 500, "1/0"])
def test_what_looks_like_code_is_just_an_unknown_field(field: str, owner: Account) -> None:
    with pytest.raises(Refused, match="字段"):
        office.check(template(f"{{{{ {field} }}}}"))


def test_bombs_macros_and_what_reaches_out_are_not_taken(owner: Account) -> None:
    good = template("{{ activities }}")
    rels = (
        b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="r1" TargetMode="External" Target="http://x.example/t.dotm" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/></Relationships>'
    )
    bad = {
        "炸弹": packed(good, word__media__x=b"\0" * (101 * 2**20)),
        "宏": packed(good, word__vbaProject=b"x"),
        "文件以外": packed(good, **{"word___rels__settings.xml.rels": rels}),
        "DTD": packed(good, **{"word__footnotes.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}),
        "10 MB": b"\0" * (10 * 2**20 + 1),
        "完好": good[: len(good) // 2],
        "Word": packed(template("x"), **{"word__header1.xml": b"<a><b></a>"}),
    }
    for why, content in bad.items():
        with pytest.raises(Refused, match=why):
            office.check(content)
    for junk in (b"", b"PK", b"%PDF-1.7", b"x" * 1000):
        with pytest.raises(Refused, match="Word"):
            office.check(junk)


def test_made_up_data_is_marked_at_the_head_of_every_page(chair: Account, owner: Account, story: Tree) -> None:
    content = template("{{ activities }}")
    held(owner, story["c1"], date(2018, 3, 2), origin="made_up")
    made = office.fill(content, unit=story["root"], period="2018", as_of=None, reader=chair)
    section = word.Document(io.BytesIO(made)).sections[0]
    for head in (section.header, section.even_page_header, section.first_page_header):
        assert "示例·数据虚构" in "".join(line.text for line in head.paragraphs)
