"""The sample's voices: one in the box, one being worked on, one answered and published, one ended by its sender."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kexie.records.access.models import Account
from kexie.records.matters.actions import take_step
from kexie.records.matters.models import Matter
from kexie.records.matters.rules import Given
from kexie.records.units.models import Unit
from kexie.records.voices import box, collecting, digests, following, hearings, publishing
from kexie.records.voices.box import Letter
from kexie.records.voices.codes import Code, new_code

ROOT, PROVINCE = "DEMO", "JS"
ORIGIN: Final = "made_up"
SAID: Final = (
    ("suggestion", "talent", "青年人才托举的申报材料能否精简", "同样的表要填三次，建议由系统带出。（示例）"),
    ("request", "popular", "县里科普大篷车的维修经费", "车已停用半年，希望明确由谁出。（示例）"),
    ("suggestion", "academic", "学术会议的论文集请放到网上", "纸本带不走，建议会后一周内上网。（示例）"),
)
IN_THE_BOX: Final = ("difficulty", "service", "异地参会的交通补助", "基层来的同志先垫付，报销要两个月。（示例）")


def speak(by: Mapping[str, Account]) -> None:
    """Let people of the sample say something, and the offices answer; ``by``: the accounts, as for matters."""
    root, province = (Unit.objects.get(code=code) for code in (ROOT, PROVINCE))
    codes = [_drop(root, said) for said in SAID]
    chair, worker = by["chair"], by["province_clerk"]
    hearings.set_route(root, "talent", province, by=chair)
    collecting.collect(by=chair)
    for code in codes[1:]:
        _step(code, "route", chair, Given(lead=province.pk))
        _step(code, "sign", worker)
    _step(codes[2], "adopt", worker, Given(answer="自下次会议起，会后一周内公开论文集。（示例）"))
    public = {"title": SAID[2][2], "question": SAID[2][3], "answer": "自下次会议起，会后一周内公开论文集。（示例）"}
    publishing.publish(_matter(codes[2]), **public, by=chair)
    box.say_more(following.by_code(codes[2]), says="solved", text="", rating="good")
    collecting.collect(by=chair)
    digests.begin(unit=root, title="关于精简申报材料的建议", matters=[_matter(codes[0])], by=chair, origin=ORIGIN)
    _drop(root, IN_THE_BOX)


def _drop(unit: Unit, said: tuple[str, str, str, str]) -> Code:
    sort, topic, title, text = said
    return box.drop(Letter(unit, sort, topic, title, text, consent=True, origin=ORIGIN), new_code())


def _matter(code: Code) -> Matter:
    matter = following.followed(following.by_code(code)).matter
    assert matter is not None  # noqa: S101 - it was collected above
    return matter


def _step(code: Code, step: str, by: Account, given: Given | None = None) -> None:
    matter = _matter(code)
    take_step(matter, step, by=by, version=matter.version, given=given)
