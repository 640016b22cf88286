"""The layout drawn: every goal a stone with a figure that opens, its target with the rule, nothing counted twice."""

from __future__ import annotations

import re
from datetime import date

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kexie.records.access.models import Account
from tests.building import cast, held
from tests.web.plan.conftest import MAY, As, Tree


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def stone(page: str, name: str) -> str:
    found = re.search(rf'<li class="(?:cell|pillar)"><h3><a [^>]*>{name}</a></h3>(.*?)</li>', page, re.DOTALL)
    assert found is not None, name
    return re.sub(r"\s+", " ", re.sub(r"<(?!/?a)[^>]+>", " ", found[1]))


def test_the_house_has_a_beam_nine_stones_six_pillars_and_a_base(spring: Tree, as_: As, chair: Account) -> None:
    page = text(as_(chair), f"/plan/?{MAY}")
    assert page.count('class="cell"') == 9
    assert page.count('class="pillar"') == 6
    assert 'class="beam"' in page
    assert page.count('class="plinth"') == 1
    for name in ("坚持一条主线", "智库", "网络活跃", "凝心聚力", "数字科协", "办好一批实事"):
        assert name in page


def test_a_stone_shows_figure_rate_time_and_word_and_leads_on(spring: Tree, as_: As, chair: Account) -> None:
    page = text(as_(chair), f"/plan/?{MAY}")
    told = stone(page, "科普品牌")
    assert "25%" in told
    assert "偏慢" in told
    assert "/figures/activities/?" in told
    assert "goal%3Dsix.popsci" in told
    assert "没有任务" in stone(page, "智库")
    assert "完成 ≥60%，序时 41.3%，如期" in page


def test_the_whole_counts_a_record_of_two_goals_once(spring: Tree, as_: As, chair: Account) -> None:
    page = text(as_(chair), "/plan/?period=2018")
    head = re.search(r'<p class="answer">(.*?)</p>', page, re.DOTALL)
    assert head is not None
    assert re.sub(r"<[^>]+>", "", head[1]).strip().startswith("归到布局7余场")
    assert "2" in stone(page, "科普品牌")


def test_each_unit_has_a_house_of_its_own(spring: Tree, as_: As, owner: Account) -> None:
    page = text(as_(owner), f"/plan/?unit=p2&{MAY}")
    assert "示例p2" in page
    assert "没有下达指标任务" in page
    assert "没有任务" in stone(page, "科普品牌")


def test_a_goal_lists_targets_units_months_and_the_records_the_reader_may_open(
    spring: Tree, as_: As, clerk: Account, chair: Account
) -> None:
    page = text(as_(chair), f"/plan/goal/line/?{MAY}")
    assert "共 3 条，您能看 3 条" in page
    assert "不少于任务数 × 序时（10 × 41.3% = 4.1），为如期。" in page
    assert "示例p1" in page
    page = text(as_(clerk), f"/plan/goal/line/?unit=root&{MAY}")
    assert "共 3 条，您能看 1 条" in page
    assert "另有 2 条不显示" in page


def test_a_goal_that_is_in_no_layout_reads_as_not_there(spring: Tree, as_: As, chair: Account) -> None:
    text(as_(chair), "/plan/goal/no.such/", 404)


def test_the_table_says_the_same_as_the_house(spring: Tree, as_: As, chair: Account) -> None:
    page = text(as_(chair), f"/plan/table/?{MAY}")
    assert page.count("/plan/goal/") == 22
    assert "归到布局的全部" in page
    assert "25%" in page


def test_strangers_read_that_they_hold_no_post_and_members_see_numbers(
    spring: Tree, as_: As, stranger: Account, member: Account
) -> None:
    for address in ("/plan/", "/plan/table/", "/plan/goal/line/", "/plan/targets/", "/plan/versions/"):
        text(as_(stranger), address, 403)
        text(as_(member), address)
    page = text(as_(member), f"/plan/goal/line/?unit=root&{MAY}")
    assert "您能看 0 条" in page


def test_a_unit_nobody_knows_and_a_period_nobody_can_read_are_said(spring: Tree, as_: As, chair: Account) -> None:
    text(as_(chair), "/plan/?unit=nowhere", 404)
    text(as_(chair), "/plan/?period=2018-13", 400)


def test_without_a_layout_or_a_unit_the_page_says_what_comes_first(tree: Tree, as_: As, chair: Account) -> None:
    assert "还没有布局" in text(as_(chair), "/plan/")


def test_the_house_of_more_goals_with_records_asks_no_more_queries(
    spring: Tree, as_: As, owner: Account, chair: Account
) -> None:
    browser = as_(chair)

    def queries() -> int:
        with CaptureQueriesContext(connection) as told:
            text(browser, f"/plan/?{MAY}")
        return len(told)

    queries()
    before = queries()
    for goal in ("six.cohesion", "six.academic", "nine.reach.across", "deeds"):
        held(owner, spring["c1"], date(2018, 3, 3), goals=(goal,))
    queries()
    assert queries() <= before


def test_in_english_the_goals_bear_their_english_names(spring: Tree, as_: As, chair: Account) -> None:
    browser = as_(chair)
    browser.get("/preferences/?lang=en&next=/")
    page = text(browser, f"/plan/?{MAY}")
    assert "Popular-science brands" in page
    assert "One main line" in page


def test_who_else_holds_a_post_elsewhere_sees_the_same_numbers(spring: Tree, as_: As) -> None:
    auditor = cast("auditor", spring["c3"], "elsewhere")
    assert "25%" in stone(text(as_(auditor), f"/plan/?unit=root&{MAY}"), "科普品牌")
