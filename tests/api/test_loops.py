"""Meetings, inspections, voices and the lives beside activities go their whole way by program, under the same rules."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kexie.kit.clock import today
from kexie.records.access.models import Account
from kexie.records.branches.meetings import Came, NewMeeting, record_meeting
from kexie.records.branches.members import set_up
from kexie.records.branches.minutes import Said, Vote
from kexie.records.branches.models import Branch
from kexie.records.history.models import Look
from kexie.records.machines.models import Once
from kexie.records.structure.actions import NewUnit, open_units
from kexie.records.units.models import Unit
from kexie.records.voices.limits import OPENING, SENDING
from kexie.records.voices.models import Voice
from tests.api.conftest import Program, Speaker
from tests.api.test_nouns import quiet
from tests.building import cast, someone
from tests.opened import everything
from tests.records.branches.conftest import people_of
from tests.web.kit.test_logs import collected

Tree = dict[str, Unit]
SAID = {"unit": "root", "sort": "suggestion", "topic": "talent", "title": "评审周期", "text": "周期太长"}
FINDING = {"title": "台账不全", "details": {"basis": "内控制度第三章", "severity": "middle", "root_cause": "无专人"}}


@pytest.fixture
def office(tree: Tree) -> Account:
    """Seat the clerk at the top who runs things."""
    return cast("clerk", tree["root"], "office")


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    for one in (SENDING, OPENING):
        one.forget()


def done(answered: tuple[int, Any]) -> Any:
    """Return what was answered to a deed that was done."""
    assert answered[0] == 200, answered
    return answered[1]


def refused(before: dict[str, str], *deeds: Callable[[], tuple[int, Any]]) -> None:
    """Hold that none of some deeds is done, and that nothing has changed by trying."""
    for number, deed in enumerate(deeds):
        status, told = deed()
        assert status in {404, 422}, (number, status, told)
        assert told["told"]
    assert quiet(before)


def test_a_meeting_from_its_series_to_its_amended_minutes(
    program: Program, office: Account, clerk: Account, stranger: Account
) -> None:
    leads, comes, outside = program(office), program(clerk), program(stranger)
    series = {"unit": "root", "name": "工作调度会", "day": 5}
    number = done(leads.post("meetings/series", series))["number"]
    calling = {"series": number, "month": today().isoformat(), "on": today().isoformat(), "units": ["c1"]}
    where = f"meetings/{done(leads.post('meetings', calling))['code']}"

    def version() -> int:
        found: int = leads.get(where)[1]["version"]
        return found

    done(comes.post(f"{where}/points", {"unit": "c1", "text": "请求调整展馆预算"}))
    done(leads.post(f"{where}/agenda", {"version": version()}))
    came = [{"unit": "root", "came": "present"}, {"unit": "c1", "came": "excused", "note": "下乡"}]
    sat = {"version": version(), "chaired": "主席", "recorded": "综合处", "came": came}
    outcome = {"version": version(), "outcomes": [{"lead": "c1", "what": "报名册", "due": today().isoformat()}]}
    before = everything()
    refused(
        before,
        lambda: outside.post("meetings/series", series),
        lambda: outside.post("meetings", calling),
        lambda: outside.post(f"{where}/points", {"unit": "c1", "text": "x"}),
        lambda: outside.post(f"{where}/held", sat),
        lambda: comes.post(f"{where}/held", sat),
        lambda: leads.post(f"{where}/outcomes", outcome),
        lambda: leads.post(f"{where}/held", {**sat, "version": 1}),
    )
    assert outside.get(where)[0] == 404
    done(leads.post(f"{where}/held", sat))
    told = done(leads.post(f"{where}/outcomes", {**outcome, "version": version()}, key="o"))
    assert done(leads.post(f"{where}/outcomes", {**outcome, "version": told["version"] - 1}, key="o")) == told
    (matter,) = told["outcomes"]
    assert (matter["lead"], matter["stage"], matter["due"]) == ("c1", "issued", today().isoformat())
    done(leads.post(f"{where}/minutes", {"version": version(), "text": "一、名册"}))
    assert (leads.get(where)[1]["minutes"], comes.get(where)[1]["minutes"]) == ("一、名册", "")  # not sent yet
    paper = f"/api/v1/{where}/papers/brief"
    assert [comes.client.get(f"{paper}{one}").content[:4] for one in (".pdf", ".docx")] == [b"%PDF", b"PK\3\4"]
    assert (outside.client.get(f"{paper}.pdf").status_code, Client().get(f"{paper}.pdf").status_code) == (404, 401)
    done(leads.post(f"{where}/minutes/send", {"version": version()}))
    done(comes.post(f"{where}/amendments", {"unit": "c1", "text": "改为会员名册"}))
    (asked,) = leads.get(where)[1]["amendments"]
    assert comes.post(f"{where}/amendments/{asked['number']}", {"take": True})[0] in {404, 422}
    told = done(leads.post(f"{where}/amendments/{asked['number']}", {"take": True, "text": "一、会员名册"}))
    assert (told["minutes"], told["amendments"][0]["state"]) == ("一、会员名册", "taken")
    done(leads.post(f"meetings/series/{number}/end", {}))
    assert leads.get("meetings/series")[1]["rows"] == []


def test_a_monthly_list_is_filled_split_sent_and_taken_back(
    program: Program, tree: Tree, chair: Account, clerk: Account, stranger: Account
) -> None:
    issues, works, outside = program(chair), program(clerk), program(stranger)
    done(
        issues.post("matters", {"kind": "decision", "title": "示例", "unit": "root", "lead": "c1", "due": str(today())})
    )
    which = {"unit": "c1", "month": str(today())}
    found = done(works.get("month-lists/filled", **which))
    assert [one["source"].partition(":")[0] for one in found["following"]] == ["matter"]
    split = done(works.post("month-lists/split", {"text": "本月完成：\n1.建台账 2.办培训\n下月计划：\n1.迎检"}))
    kept = {**which, "version": 0, "done": [{"text": one} for one in split["done"]], "following": found["following"]}
    before = everything()
    refused(
        before,
        lambda: outside.post("month-lists", kept),
        lambda: works.post("month-lists/send", {**which, "version": 1}),
    )
    version = done(works.post("month-lists", kept))["version"]
    assert works.post("month-lists/send", {**which, "version": version})[0] == 422, "three lines a side, or few said"
    told = done(works.post("month-lists/send", {**which, "version": version, "few": True}))
    assert issues.get("month-lists", unit="c1")[1]["rows"][0]["sent_at"]
    assert done(works.post("month-lists/take_back", {**which, "version": told["version"]}))["sent_at"] is None


def test_an_inspection_keeps_its_findings_to_the_team_until_the_feedback(
    program: Program, tree: Tree, chair: Account, clerk: Account, stranger: Account
) -> None:
    """Term, round, team, notice, finding; the unit sees no plan and no finding; who reads one stands in the log."""
    cast("clerk", tree["c3"], "leader")
    leader = Account.objects.get(username="leader")
    organises, leads, works, outside = program(chair), program(leader), program(clerk), program(stranger)
    day, far = str(today()), str(today() + timedelta(days=900))
    term = {"unit": "root", "name": "第一届", "since": day, "until": far, "scope": ["c1", "c2"]}
    told = done(organises.post("inspections/terms", term))
    assert (told["coverage"]["covered"], told["coverage"]["of"]) == (0, 2)
    rounds = f"inspections/terms/{told['number']}/rounds"
    number = done(organises.post(rounds, {"name": "第一轮", "since": day, "until": far, "terms": {"plan": "20w"}}))[
        "number"
    ]
    where = f"inspections/rounds/{number}"
    member = {"person": "leader", "role": "leader", "document": "示例〔2018〕1号"}
    told = done(organises.post(f"{where}/team", member))
    assert "leader" not in {one for line in told["team"] for one in (line.get("person"), line.get("name"))}
    done(organises.post(f"{where}/items", {"items": [{"text": "看固定资产台账", "basis": "内控制度"}]}))
    told = done(organises.post(f"{where}/units", {"units": ["c1"]}))
    one = f"inspections/{told['inspections'][0]['number']}"
    assert works.get(one)[0] == outside.get(one)[0] == 404, "a plan is no affair of the unit"
    for stage in ("noticed", "on_site"):
        version = organises.get(one)[1]["version"]
        done(organises.post(f"{one}/steps/{stage}", {"version": version, "on": day, "note": "示例"}))
    item = leads.get(one)[1]["checks"][0]["item"]
    before = everything()
    refused(
        before,
        lambda: organises.post(f"{one}/findings", FINDING),
        lambda: works.post(f"{one}/findings", FINDING),
        lambda: works.post(f"{one}/checks", {"item": item, "verdict": "fine"}),
        lambda: outside.post(f"{one}/steps/reported", {"version": 1, "on": day}),
        lambda: outside.post("inspections/terms", term),
        lambda: works.post(f"{where}/units", {"units": ["c2"]}),
    )
    code = done(leads.post(f"{one}/findings", {**FINDING, "item": item}))["finding"]
    assert works.get(one)[1]["findings"] == []
    assert "checks" not in works.get(one)[1]
    assert works.get(f"matters/{code}")[0] == organises.get(f"matters/{code}")[0] == 404
    assert not Look.objects.exists()
    assert leads.get(f"matters/{code}")[0] == 200
    assert Look.objects.filter(noun="matter", by=leader.pk).count() == 1
    done(leads.post(f"{one}/steps/reported", {"version": leads.get(one)[1]["version"], "on": day, "note": "示例"}))
    done(leads.post(f"{one}/feedback", {"version": leads.get(one)[1]["version"], "on": day}))
    assert [row["code"] for row in works.get(one)[1]["findings"]] == [code]
    draft = {"title": "巡察情况", "text": "台账不全，已要求整改。"}
    assert organises.post(f"{one}/public", {**draft, "text": "由示例leader负责"})[0] == 422
    version = done(organises.post(f"{one}/public", draft))["public"]["version"]
    assert organises.post(f"{one}/public/publish", {"version": version})[0] == 422, "nobody looked it over"
    assert organises.post(f"{one}/public/look_over", {"version": version})[0] == 422, "not whoever wrote it"
    other = program(cast("clerk", tree["root"], "other"))
    version = done(other.post(f"{one}/public/look_over", {"version": version}))["public"]["version"]
    done(other.post(f"{one}/public/publish", {"version": version}))
    rows = Client().get("/api/v1/inspections/public").json()["rows"]
    assert [(row["title"], row["unit"]) for row in rows] == [("巡察情况", "c1")]


def test_anybody_speaks_without_a_token_and_nothing_tells_who(program: Program, tree: Tree, chair: Account) -> None:
    """No log, no cookie, no use of a token that is sent along; the same receipt is the same letter."""
    known = program(chair)
    before = everything()
    answers: list[Any] = []
    told = collected(lambda: answers.append(known.client.post("/api/v1/voices", SAID, content_type="application/json")))
    assert told == []
    (answer,) = answers
    assert {name for name, digest in everything().items() if before[name] != digest} == {"records_voice"}
    assert (answer["Cache-Control"], dict(answer.cookies)) == ("no-store", {})
    receipt = answer.json()["receipt"]
    voice = Voice.objects.knowing("test").get()
    kept = repr([getattr(voice, field.attname) for field in voice._meta.concrete_fields])
    assert receipt not in kept
    assert chair.username not in kept
    again = Client().post("/api/v1/voices", {**SAID, "receipt": receipt}, content_type="application/json")
    assert (again.json()["receipt"], Voice.objects.knowing("test").count()) == (receipt, 1)
    wrong = Client().post("/api/v1/voices/followed", {"receipt": "0" * 24}, content_type="application/json")
    assert wrong.status_code == 422
    for box in ("hearings/box", "own-voices"):
        assert Client().get(f"/api/v1/{box}").status_code == 401


def test_a_voice_is_collected_routed_answered_not_solved_and_solved(
    program: Program, tree: Tree, chair: Account, clerk: Account, stranger: Account
) -> None:
    hears, works, outside, nobody = program(chair), program(clerk), program(stranger), Client()

    def speak(address: str, body: Any) -> Any:
        answer = nobody.post(f"/api/v1/voices{address}", body, content_type="application/json")
        assert answer.status_code == 200, answer.content
        return answer.json()

    receipt = speak("", {**SAID, "consent": True})["receipt"]
    assert outside.post("hearings/box/collect", {}) == (200, {"letters": 0, "words": 0})
    assert done(hears.post("hearings/box/collect", {}, key="c")) == {"letters": 1, "words": 0}
    assert done(hears.post("hearings/box/collect", {}, key="c"))["letters"] == 1, "told again, not done again"
    (row,) = hears.get("matters", kind="voice")[1]["rows"]
    where = f"matters/{row['code']}/steps"

    def take(who: Speaker, step: str, **given: Any) -> Any:
        version = hears.get(f"matters/{row['code']}")[1]["version"]
        return who.post(f"{where}/{step}", {"version": version, **given})

    refused(
        everything(),
        lambda: take(outside, "route", lead="c1"),
        lambda: outside.post(f"hearings/{row['code']}/ask", {"text": "?"}),
        lambda: outside.post("hearings/desks", {"unit": "root"}),
        lambda: take(hears, "close"),
    )
    done(take(hears, "route", lead="c1"))
    done(take(works, "sign"))
    done(works.post(f"hearings/{row['code']}/ask", {"text": "哪一年的评审？"}))
    done(take(works, "adopt", answer="改为每年两次"))
    told = speak("/words", {"receipt": receipt, "says": "not_solved", "text": "通知里还没有改", "rating": "bad"})
    assert "哪一年的评审？" in {one["text"] for one in told["news"]}
    done(hears.post("hearings/box/collect", {}))
    assert hears.get(f"matters/{row['code']}")[1]["stage"] == "working"
    done(take(works, "answer", answer="通知已改"))
    speak("/words", {"receipt": receipt, "says": "solved", "rating": "good"})
    done(hears.post("hearings/box/collect", {}))
    told = hears.get(f"hearings/{row['code']}")[1]
    assert (told["end"], told["signed"], told["state"]) == ("closed", False, "solved")
    answer = {"title": "评审周期", "question": "周期太长", "answer": "改为每年两次"}
    done(hears.post(f"hearings/{row['code']}/publish", answer))
    assert nobody.get("/api/v1/voices/answers").json()["rows"][0]["answer"] == "改为每年两次"
    digest = done(hears.post("digests", {"unit": "root", "title": "建议专报", "voices": [row["code"]]}))
    assert outside.get(f"digests/{digest['code']}")[0] == 404
    assert hears.post(f"digests/{digest['code']}/marks", {"deed": "printed"})[0] == 422, "sent first"
    told = done(hears.post(f"digests/{digest['code']}/marks", {"deed": "sent"}))
    assert [one["deed"] for one in told["marks"]] == ["sent"]


def test_a_signed_voice_is_its_senders_alone_and_its_receipt_is_kept_nowhere(
    program: Program, tree: Tree, member: Account, stranger: Account
) -> None:
    mine, other = program(member), program(stranger)
    receipt = done(mine.post("own-voices", SAID, key="k"))["receipt"]
    assert not Once.objects.exists(), "the answer holds a receipt"
    (row,) = mine.get("own-voices")[1]["rows"]
    assert other.get("own-voices")[1]["rows"] == []
    assert other.get(f"own-voices/{row['number']}")[0] == 404
    done(mine.post(f"own-voices/{row['number']}/words", {"says": "more", "text": "还有一点"}))
    followed = Client().post("/api/v1/voices/followed", {"receipt": receipt}, content_type="application/json")
    assert [one["own"] for one in followed.json()["news"]] == [False, True]


def test_what_hangs_on_a_matter_is_done_by_program_too(
    program: Program, tree: Tree, chair: Account, clerk: Account, stranger: Account
) -> None:
    """Evidence in words, a measure struck, a unit more, parts, links, reviews; and the stranger does none of it."""
    issues, works, outside = program(chair), program(clerk), program(stranger)
    asked = next(one for one in issues.get("matters/kinds")[1]["kinds"] if one["kind"] == "cooperation")["details"]
    details = {one["detail"]: "示例" for one in asked if one["required"]}
    new = {"kind": "cooperation", "title": "示例试点", "unit": "root", "lead": "c1", "details": details}
    one, two = (done(issues.post("matters", new))["code"] for _each in range(2))
    where = f"matters/{one}"

    def version() -> int:
        found: int = issues.get(where)[1]["version"]
        return found

    done(works.post(f"{where}/steps/sign", {"version": version()}))
    (measure,) = done(works.post(f"{where}/measures", {"version": version(), "measures": ["选址"]}))["measures"]
    (piece,) = done(works.post(f"{where}/evidence", {"version": version(), "text": "已看过场地"}))["evidence"]
    deeds: dict[str, Any] = {
        f"measures/{measure['number']}/strike": {"version": version(), "reason": "并入另一项"},
        f"evidence/{piece['number']}/take_back": {"version": version(), "reason": "换一份"},
        "units": {"version": version(), "unit": "c2", "role": "assist"},
        "links": {"other": two, "kind": "alike"},
        "reviews": {"version": version(), "on": str(today()), "text": "双方到场，进度正常"},
        "merge": {"version": version(), "into": two},
        "details": {"version": version(), "details": new["details"]},
        "readers": {"version": version(), "readers": ["clerk"]},
        "confirmation": {"version": version(), "text": "示例"},
    }
    refused(everything(), *[lambda at=at, body=body: outside.post(f"{where}/{at}", body) for at, body in deeds.items()])
    for at in list(deeds)[:5]:
        by = works if at.startswith(("measures", "evidence")) else issues
        done(by.post(f"{where}/{at}", {**deeds[at], **({"version": version()} if "version" in deeds[at] else {})}))
    part = done(issues.post("matters", {**new, "title": "第一项", "parent": one}))
    told = issues.get(where)[1]
    assert (told["parts"], told["links"][0]["code"], part["parent"]) == ([part["code"]], two, one)
    assert told["evidence"][0]["taken_back"] == "换一份"


def test_classes_branches_lectures_and_visits_by_program(
    program: Program, owner: Account, office: Account, clerk: Account, stranger: Account
) -> None:
    """Set up, read and moved by those who may; the stranger sees none of it and changes nothing."""
    open_units([NewUnit(code="b1", name="示例第一支部", kind="branch", parent="c1", level="")], by=owner)
    set_up(Unit.objects.get(code="b1"), by=owner)
    leads, works, outside, all_ = program(office), program(clerk), program(stranger), program(owner)
    day, later = today(), today() + timedelta(days=40)
    training = {
        "title": "示例班", "unit": "root", "closes_on": str(day), "places": {"c1": 2},
        "modules": [{"title": "科研诚信", "on": str(later), "hours": 3}],
    }  # fmt: skip
    met = {"kind": "branch_day", "on": str(day), "branches": [{"unit": "b1", "should": 5, "came": 4}]}
    speaker = {
        "code": "示例0001",
        "label": "示例0001　农业专家",
        "unit": "root",
        "fields": ["农业"],
        "consented_on": str(day),
    }
    asked = {
        "unit": "c1", "pool": "root", "title": "种子", "field": "农业",
        "on": str(later), "begins": "09:00", "ends": "11:00",
    }  # fmt: skip
    visit = {
        "code": "V1", "title": "走访示例园区", "unit": "c1", "starts_on": str(day), "purpose": "care",
        "whom": "退休科技工作者 3 人",
        "heard": [{"text": "缺一台显微镜", "by_role": "主席", "unit": "c1", "due": str(later)}],
    }  # fmt: skip
    refused(
        everything(),
        lambda: outside.post("classes", training),
        lambda: outside.post("branches/meetings", met),
        lambda: outside.post("lectures/speakers", speaker),
        lambda: outside.post("lectures", asked),
        lambda: outside.post("visits", visit),
    )
    someone("P1", owner, Unit.objects.get(code="c1"))
    code = done(leads.post("classes", training))["code"]
    assert done(works.post(f"classes/{code}/enrolments", {"unit": "c1", "people": ["P1"]}))["placed"] == 1
    told = works.get(f"classes/{code}")[1]
    assert [(one["unit"], one["state"]) for one in told["enrolments"]] == [("c1", "placed")]
    assert done(works.post(f"classes/{code}/enrolments/{told['enrolments'][0]['number']}/leave", {})) == {"moved_up": 0}
    assert leads.post(f"classes/{code}/completion", {"version": told["version"]})[0] == 422
    done(all_.post("branches/meetings", met))
    (row,) = done(all_.get("branches/meetings", below="c1"))["rows"]
    assert (row["unit"], row["should"], row["came"], row["signed"]) == ("b1", 5, 4, None)
    branch = Branch.objects.knowing("test").get()
    people = people_of(owner, branch, 3)
    text = Said(people[0], people[1], points="计划", votes=(Vote("计划", 3),))
    written = record_meeting(NewMeeting("branch_assembly", day, (Came(branch),), said=text), by=owner).code
    told = done(all_.get(f"branches/meetings/{written}"))["minutes"]
    assert (told["points"], told["votes"][0]["outcome"], told["chair_signed_at"]) == ("计划", "passed", None)
    assert not any(one.name in json.dumps(told, ensure_ascii=False) for one in people)
    assert outside.get(f"branches/meetings/{written}")[0] == outside.get("branches/meetings/x")[0] == 404
    assert "held" in done(all_.get("branches/b1"))["rhythm"]["branch_day"]
    assert done(all_.post("branches/b1/plan", {"year": later.year, "month": later.month}))["planned"]
    done(leads.post("lectures/speakers", speaker))
    lecture = done(works.post("lectures", asked))
    assert works.post(f"lectures/{lecture['code']}/steps/match", {"version": 1, "speaker": "示例0001"})[0] in {404, 422}
    told = done(
        leads.post(f"lectures/{lecture['code']}/steps/match", {"version": lecture["version"], "speaker": "示例0001"})
    )
    assert (told["stage"], told["speaker"]) == ("matched", "示例0001")
    (note,) = done(works.post("visits", visit))["notes"]
    told = done(leads.post(f"visits/V1/notes/{note['number']}/matter", {"lead": "c1", "due": str(later)}))
    assert leads.get(f"matters/{told['notes'][0]['matter']}")[1]["kind"] == "promise"
    for noun in (
        "classes",
        "branches",
        "branches/meetings",
        "lectures",
        "lectures/speakers",
        "visits",
        "meetings",
        "inspections",
        "digests",
    ):
        assert outside.get(noun)[1]["rows"] == [], noun
