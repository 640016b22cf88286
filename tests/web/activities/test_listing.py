from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kexie.records.access.models import Account
from kexie.records.units.models import Unit
from tests.building import held, present, someone
from tests.opened import everything
from tests.web.visiting import visit, words

Tree = dict[str, Unit]


@pytest.mark.parametrize("address", ["/activities/", "/activities/new/", "/activities/A1/", "/activities/A1/roster/"])
def test_a_stranger_is_told_that_a_post_is_missing(stranger: Account, tree: Tree, owner: Account, address: str) -> None:
    held(owner, tree["c1"], code="A1", title="内部学习")
    client = visit(stranger)
    before = everything()
    text = words(client, address, 403)
    assert "您还没有任职" in text
    assert "内部学习" not in text
    assert everything() == before


def test_the_list_opens_with_ones_own_unit_newest_first_and_sums_that_open(
    clerk: Account, owner: Account, tree: Tree
) -> None:
    held(owner, tree["c1"], date(2018, 3, 1), title="早的", headcount=300, bound="at_least")
    held(owner, tree["c1"], date(2018, 5, 1), title="晚的", headcount=20)
    held(owner, tree["c3"], date(2018, 4, 1), title="别家的")
    client = visit(clerk)
    text = words(client, "/activities/?period=2018")
    assert text.index("晚的") < text.index("早的")
    assert "别家的" not in text
    page = client.get("/activities/?period=2018").content.decode()
    assert "/figures/activities/?unit=c1&amp;period=2018" in page
    assert "/figures/attendances/?unit=c1" in page


def test_filters_narrow_and_what_cannot_be_read_is_said_and_kept(clerk: Account, owner: Account, tree: Tree) -> None:
    held(owner, tree["c1"], kind="training", title="班")
    held(owner, tree["c1"], kind="study", title="学")
    client = visit(clerk)
    text = words(client, "/activities/?period=2018&kind=training")
    assert "列出 1 项" in text
    wrong = client.get("/activities/?period=2018年13月")
    assert wrong.status_code == 400
    assert 'value="2018年13月"' in wrong.content.decode()
    assert "没有“nowhere”这个单位" in words(client, "/activities/?unit=nowhere", 400)


def test_a_joint_activity_stands_in_the_lists_of_both_hosts_once(
    chair: Account, clerk: Account, owner: Account, tree: Tree
) -> None:
    held(owner, tree["p2"], title="联办", co_hosts=(tree["c1"],), headcount=300)
    for account in (chair, clerk):
        text = words(visit(account), "/activities/?period=2018")
        assert "列出 1 项" in text
        assert "等 2 家" in text


def test_a_member_reads_why_the_list_is_not_theirs(member: Account, owner: Account, tree: Tree) -> None:
    held(owner, tree["c1"], title="内部学习")
    text = words(visit(member), "/activities/?period=2018")
    assert "不看一项项活动的记录" in text
    assert "内部学习" not in text


def test_an_empty_list_says_what_to_do_first(clerk: Account) -> None:
    assert "从表格导入最快" in words(visit(clerk), "/activities/?period=2018")


def test_a_name_with_markup_is_text(clerk: Account, owner: Account, tree: Tree) -> None:
    held(owner, tree["c1"], title="<script>x</script>")
    assert "<script>x" not in visit(clerk).get("/activities/?period=2018").content.decode()


def test_more_rows_ask_no_more_questions(clerk: Account, owner: Account, tree: Tree) -> None:
    client = visit(clerk)

    def asked() -> int:
        client.get("/activities/?period=2018")  # what is remembered until the book changes is asked for here
        with CaptureQueriesContext(
            connection,
        ) as questions:
            client.get("/activities/?period=2018")
        return len(questions)

    person = someone("x1", owner, tree["c1"])
    present(owner, held(owner, tree["c1"]), person)
    one = asked()
    for _more in range(2):
        present(owner, held(owner, tree["c1"], co_hosts=(tree["c2"],)), person)
    assert asked() == one
