"""Why somebody may or may not, and who looked at personal data: each told to those whom it concerns."""

from __future__ import annotations

from datetime import date

from kexie.records.access.models import Account, Post
from kexie.records.history.models import Look
from kexie.records.units.models import Unit
from tests.building import cast, held, present, someone
from tests.web.visiting import queries, visit, words

Tree = dict[str, Unit]


def test_why_is_told_right_by_right_with_the_posts(clerk: Account) -> None:
    text = words(visit(clerk), "/settings/rights/why/?unit=c1")
    assert "我在“示例c1”能做什么？" in text
    assert "在“示例c1”任“经办”，含“登记活动与名册”，及于“示例c1”。" in text
    assert "没有任何在任岗位含“授予任职”。" in text
    other = words(visit(clerk), "/settings/rights/why/?unit=c2")
    assert "含“登记活动与名册”，但不及于“示例c2”。" in other


def test_anothers_rights_are_explained_to_who_reads_people_there(
    chair: Account, clerk: Account, member: Account, tree: Tree, owner: Account
) -> None:
    assert clerk.person is not None
    someone("plain", owner, tree["c1"])
    text = words(visit(chair), "/settings/rights/why/?unit=c2&person=plain")
    assert "示例plain 在“示例c2”能做什么？" in text
    assert "能做的0项" in text
    refused = words(visit(member), "/settings/rights/why/?unit=c2&person=plain", 400)
    assert "示例plain" not in refused
    assert "您无权查看" in refused


def test_a_page_out_of_reach_leads_to_why(clerk: Account) -> None:
    answer = visit(clerk).get("/units/nowhere/")
    assert answer.status_code == 404
    assert "/settings/rights/why/" in answer.content.decode()


def test_looking_at_people_and_rosters_is_told_to_log_readers_without_names(
    clerk: Account, auditor: Account, member: Account, tree: Tree, owner: Account
) -> None:
    activity = held(owner, tree["c1"], date(2018, 3, 1), title="看过名册的会")
    present(owner, activity, someone("n1", owner, tree["c1"]))
    reading = visit(clerk)
    for _twice in range(2):
        reading.get(f"/activities/{activity.code}/")
        reading.get("/settings/people/?unit=c1")
        reading.get("/settings/people/n1/")
    assert sorted(Look.objects.values_list("noun", flat=True)) == ["people", "person", "roster"]
    text = words(visit(auditor), "/settings/log/looks/")
    assert "活动名册 看过名册的会" in text
    assert "示例n1" not in text
    assert visit(member).get("/settings/log/looks/").status_code == 404
    assert "没有符合的记录" in words(visit(auditor), "/settings/log/looks/?account=nobody")


def test_log_readers_of_one_unit_see_no_looks_of_another(tree: Tree, owner: Account, clerk: Account) -> None:
    someone("n1", owner, tree["c1"])
    visit(clerk).get("/settings/people/n1/")
    far = cast("auditor", tree["p2"], "far")
    assert "没有符合的记录" in words(visit(far), "/settings/log/looks/")


def test_ones_own_data_are_no_look(clerk: Account) -> None:
    visit(clerk).get("/settings/people/clerk/")
    assert not Look.objects.filter(noun="person").exists()


def test_names_on_the_partys_line_are_a_look_of_their_own(tree: Tree, chair: Account, owner: Account) -> None:
    Post.objects.create(person=someone("pm", owner, tree["c1"]), unit=tree["c1"], role="member", line="party")
    visit(chair).get("/units/c1/")
    assert Look.objects.filter(noun="party", unit=tree["c1"].pk).count() == 1


def test_more_looks_ask_no_more_questions(auditor: Account, tree: Tree, owner: Account, clerk: Account) -> None:
    people = [someone(f"n{n}", owner, tree["c1"]) for n in range(3)]
    reading, client = visit(clerk), visit(auditor)
    reading.get(f"/settings/people/{people[0].code}/")
    one = queries(client, "/settings/log/looks/")
    for person in people[1:]:
        reading.get(f"/settings/people/{person.code}/")
    assert queries(client, "/settings/log/looks/") == one
