"""Inspections on pages: a term and its coverage, a round, an inspection with its findings, lists, public version."""

from __future__ import annotations

import io
import re

import docx
import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from kexie.kit.clock import today
from kexie.records.access.models import Account
from kexie.records.history.models import Look
from kexie.records.inspections.models import BodyDecision, Inspection, InspectionTerm, PublicVersion, Round
from kexie.records.matters.models import Matter, MatterMeasure
from kexie.records.units.models import Unit
from tests.building import cast
from tests.opened import everything
from tests.web.visiting import queries, visit, words

Tree = dict[str, Unit]
TERMS = {"feedback": "20个工作日", "plan": "1个月", "progress": "2个月", "final": "6个月", "relook": "12个月"}
FINDING = {"title": "固定资产台账不全", "basis": "内控制度第三章", "severity": "middle", "text": "差三件"}


def sent(client: Client, path: str, **typed: object) -> str:
    """Send a form that leads on; return where to."""
    answer = client.post(f"/inspections/{path}", typed)
    assert answer.status_code == 302, re.sub(r"<[^>]+>|\s+", " ", answer.content.decode())[-1500:]
    return str(answer["Location"])


def under_way(chair: Account, tree: Tree) -> Inspection:
    """Go by pages from the term to the first day on site; ``leader`` leads the team."""
    cast("clerk", tree["root"], "leader")
    top, day = visit(chair), today()
    span = {"since": day.isoformat(), "until": day.replace(year=day.year + 4, day=1).isoformat()}
    sent(top, "term/new/", name="第一届", unit="root", scope="c1\nc2\nc3\ncity", **span)
    term = InspectionTerm.objects.knowing("test").get()
    sent(top, f"term/{term.pk}/round/", name="第一轮", kind="regular", recusal_years="3", **span, **TERMS)
    turn = Round.objects.knowing("test").get()
    sent(top, f"round/{turn.pk}/team/", person="leader", role="leader", document="示例〔2026〕1号")
    sent(top, f"round/{turn.pk}/items/", lines="固定资产账实相符；内控制度第三章；财务\n会议记录齐全")
    sent(top, f"round/{turn.pk}/units/", unit="c1")
    for stage in ("noticed", "on_site"):
        step(top, stage)
    return only()


def only() -> Inspection:
    return Inspection.objects.knowing("test").get()


def step(client: Client, stage: str, **typed: object) -> None:
    row = only()
    sent(client, f"{row.pk}/do/{stage}/", version=row.version, on=today().isoformat(), note="示例", **typed)


def leading() -> Client:
    return visit(Account.objects.get(username="leader"))


def test_from_the_term_to_the_lists(chair: Account, clerk: Account, tree: Tree) -> None:
    """The unit sees nothing of a finding before its feedback; afterwards it is theirs, and in all four lists."""
    row = under_way(chair, tree)
    county, lead = visit(clerk), leading()
    item = row.round.items.first()
    assert item is not None
    sent(lead, f"{row.pk}/check/{item.pk}/", verdict="finding")
    sent(lead, f"{row.pk}/find/?item={item.pk}", **FINDING)
    page = f"/inspections/{row.pk}/"
    assert "固定资产台账不全" in words(lead, page)
    assert "固定资产台账不全" not in words(county, page)
    assert "检查单" not in words(county, page)
    step(lead, "reported")
    sent(lead, f"{row.pk}/feedback/", version=only().version, on=today().isoformat())
    assert "固定资产台账不全" in words(county, page)
    assert "已巡察1家共 4 家" in words(visit(chair), f"/inspections/term/{row.round.term_id}/")
    matter = Matter.objects.knowing("test").get()
    typed = {"version": matter.version, "text": "补账", "person": "示例clerk", "due": ""}
    assert county.post(f"/matters/{matter.code}/measures/", typed).status_code == 302
    assert MatterMeasure.objects.get().person == clerk.person.pseudonym  # type: ignore[union-attr]
    base = f"/inspections/round/{row.round_id}"
    assert "示例clerk" in words(visit(chair), f"{base}/duties/")
    assert "补账" in words(visit(chair), f"{base}/tasks/")
    assert "还没有内容" in words(visit(chair), f"{base}/results/")
    told = docx.Document(io.BytesIO(visit(chair).get(f"{base}/problems.docx").content))
    assert [cell.text for cell in told.tables[0].rows[1].cells][:4] == [
        "固定资产台账不全",
        "示例c1",
        "内控制度第三章",
        "较重",
    ]
    book = CalamineWorkbook.from_filelike(io.BytesIO(visit(chair).get(f"{base}/problems.xlsx").content))
    assert book.get_sheet_by_index(0).to_python()[3][0] == "固定资产台账不全"
    assert visit(clerk).get(f"{base}/problems/").status_code == 404


def test_whoever_opens_what_only_some_may_read_is_written_down(chair: Account, tree: Tree) -> None:
    """Once a day, in the log of the unit that inspects."""
    row = under_way(chair, tree)
    sent(leading(), f"{row.pk}/find/", **FINDING)
    matter = Matter.objects.knowing("test").get()
    for _time in range(2):
        words(leading(), f"/matters/{matter.code}/")
    assert visit(chair).get(f"/matters/{matter.code}/").status_code == 404
    assert [(one.noun, one.thing, one.unit) for one in Look.objects.all()] == [("matter", matter.pk, tree["root"].pk)]


def test_the_public_version_is_read_without_a_sign_in_once_another_looked_it_over(chair: Account, tree: Tree) -> None:
    """Drafted from the findings; a name in it is refused, and what was typed stays."""
    row = under_way(chair, tree)
    lead, top = leading(), visit(chair)
    sent(lead, f"{row.pk}/find/", **FINDING)
    step(lead, "reported")
    sent(lead, f"{row.pk}/feedback/", version=only().version, on=today().isoformat())
    assert "固定资产台账不全" in words(lead, f"/inspections/{row.pk}/public/")
    refused = lead.post(f"/inspections/{row.pk}/public/", {"title": "通报", "text": "示例leader同志"})
    assert (refused.status_code, "示例leader同志" in refused.content.decode()) == (400, True)
    sent(lead, f"{row.pk}/public/", title="巡察整改情况", text="台账不全一项，正在整改。")
    public = PublicVersion.objects.get()
    out = Client()
    addresses = [f"/inspections/public/{public.pk}/{end}" for end in ("", "file.docx", "file.pdf")]
    assert [out.get(one).status_code for one in addresses] == [404, 404, 404]
    assert lead.post(f"/inspections/{row.pk}/public/look/", {"version": public.version}).status_code == 400
    sent(top, f"{row.pk}/public/look/", version=public.version)
    sent(top, f"{row.pk}/public/publish/", version=PublicVersion.objects.get().version)
    assert "台账不全一项" in words(out, f"/inspections/public/{public.pk}/")
    assert "巡察整改情况" in words(out, "/inspections/public/")
    printed = docx.Document(io.BytesIO(out.get(addresses[1]).content))
    assert [line.text for line in printed.paragraphs][3:] == ["台账不全一项，正在整改。"]
    assert out.get(addresses[2]).content[:4] == b"%PDF"


def test_a_decision_is_kept_and_replaced(chair: Account, tree: Tree) -> None:
    """With who kept out and what was asked into the minutes; the old one says that it was replaced."""
    top = visit(chair)
    numbers = {"expected": 9, "present": 7, "votes_for": 5, "votes_against": 1, "abstained": 0}
    typed = {
        "unit": "root",
        "body": "党组会",
        "held_on": today().isoformat(),
        "title": "年度预算",
        "resolution": "同意",
    }
    more = {"recused": "chair；亲属为供应商", "minuted": "示例chair；建议压缩会议费"}
    where = sent(top, "decisions/new/", **typed, **numbers, **more)
    assert "建议压缩会议费" in words(top, where)
    one = BodyDecision.objects.knowing("test").get()
    sent(top, f"decisions/new/?replaces={one.pk}", **typed, **(numbers | {"votes_for": 4}))
    assert "这份记录已被替换" in words(top, where)
    assert "未通过" in words(top, "/inspections/decisions/")


@pytest.mark.parametrize("who", ["stranger", "member", "auditor", "clerk"])
def test_whoever_has_no_part_sees_and_does_nothing(
    who: str, request: pytest.FixtureRequest, chair: Account, tree: Tree
) -> None:
    """Plans, rounds, lists and drafts are the inspecting side's; nothing has changed."""
    by: Account = request.getfixturevalue(who)
    row = under_way(chair, tree)
    client = visit(by)
    paths = [f"term/{row.round.term_id}/", f"round/{row.round_id}/", f"round/{row.round_id}/problems/"]
    paths += [f"round/{row.round_id}/problems.docx", f"{row.pk}/public/"]
    before = everything()
    for path in paths:
        assert client.get(f"/inspections/{path}").status_code in {403, 404}, path
    for path in ("term/new/", f"{row.pk}/do/reported/", f"{row.pk}/find/", f"round/{row.round_id}/units/"):
        given = {"version": row.version, "on": today().isoformat(), "note": "x", "unit": "c2", **FINDING}
        assert client.post(f"/inspections/{path}", given).status_code in {400, 403, 404}, path
    assert everything() == before


def test_a_list_of_one_asks_as_much_as_a_list_of_three(chair: Account, tree: Tree) -> None:
    """Of inspections, and of findings."""
    row = under_way(chair, tree)
    sent(leading(), f"{row.pk}/find/", **FINDING)
    paths = ("/inspections/", f"/inspections/round/{row.round_id}/", f"/inspections/round/{row.round_id}/problems/")
    first = [queries(leading(), path) for path in paths]
    sent(visit(chair), f"round/{row.round_id}/units/", unit=["c2", "c3"])
    for title in ("会议记录缺页", "制度没有修订"):
        sent(leading(), f"{row.pk}/find/", **(FINDING | {"title": title}))
    assert [queries(leading(), path) for path in paths] == first  # a fourth unit still waits both times
