"""A voice from the box to the sender's own word; what is kept of the sender; who may do what."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from kexie.kit.clock import DAY_MAX, day_of, today
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access.models import Account
from kexie.records.files.models import Attachment
from kexie.records.history.models import HistoryEvent
from kexie.records.ledger.models import Entry
from kexie.records.matters import joining
from kexie.records.matters.actions import take_step
from kexie.records.matters.extending import ask_extension, decide_extension
from kexie.records.matters.models import Matter
from kexie.records.matters.queries import light_of
from kexie.records.matters.rules import Given
from kexie.records.structure.surgery import merge as merge_units
from kexie.records.units.models import Unit
from kexie.records.voices import box, collecting, digests, following, hearings, publishing
from kexie.records.voices.box import Letter
from kexie.records.voices.codes import Code, new_code
from kexie.records.voices.models import Digest, PublishedAnswer, Voice, VoiceWord
from kexie.records.voices.papers import Paper
from tests.building import cast, value
from tests.figures.days import at
from tests.opened import everything

Tree = dict[str, Unit]
START = date(today().year + 1, 6, 7)
"""After the tree was planted: what was known earlier knows no unit."""
YEAR = str(START.year)


def letter(tree: Tree, **more: Any) -> Letter:
    told: dict[str, Any] = {"sort": "suggestion", "topic": "talent", "title": "职称评审", "text": "周期太长"}
    return Letter(unit=tree["root"], **(told | more))


def dropped(tree: Tree, **more: Any) -> Code:
    return box.drop(letter(tree, **more), new_code())


def matter_of(code: Code) -> Matter:
    matter = following.followed(following.by_code(code)).matter
    assert matter is not None
    return matter


def step(code: Code, slug: str, by: Account, **given: Any) -> Matter:
    matter = matter_of(code)
    return take_step(matter, slug, by=by, version=matter.version, given=Given(**given))


def answered(code: Code, tree: Tree, chair: Account, clerk: Account) -> None:
    collecting.collect(by=chair)
    step(code, "route", chair, lead=tree["c1"].pk)
    step(code, "sign", clerk)
    step(code, "adopt", clerk, answer="改为每年两次")


def test_from_the_box_to_the_senders_own_word(chair: Account, clerk: Account, tree: Tree) -> None:
    """Anonymous, routed, answered, not solved, answered again, solved; each step told, each number right."""
    with at(START):
        code = dropped(tree)
        assert following.followed(following.by_code(code)).stage == "在信箱里"
        assert Matter.objects.knowing("test").count() == 0, "nothing is written where somebody spoke"
        answered(code, tree, chair, clerk)
        seen = following.followed(following.by_code(code))
        assert seen.asked
        assert [one.said for one in seen.news][-1] == "已答复，采纳："
        assert seen.news[-1].text == "改为每年两次"
    with at(START + timedelta(days=2)):
        box.say_more(following.by_code(code), says="not_solved", text="还是一年一次", rating="bad")
        assert matter_of(code).stage == "answered", "it lies in the box"
        assert collecting.collect(by=chair).words == 1
        again = matter_of(code)
        assert (again.stage, again.waits) == ("working", "lead")
        assert value("voices_rated", tree["root"], YEAR)[0] == 1
        assert value("voices_content", tree["root"], YEAR)[0] == 0
        step(code, "answer", clerk, answer="已发通知，今年起执行")
        box.say_more(following.by_code(code), says="solved", text="", rating="good")
        collecting.collect(by=chair)
        done = matter_of(code)
        assert (done.end, done.state, light_of(done)) == ("closed", "solved", "done")
        for slug in ("matters_closed", "matters_confirmed", "voices_rated", "voices_content"):
            assert value(slug, tree["root"], YEAR)[0] == 1, slug
        assert value("matters_closed", tree["root"], YEAR, where=["kind=voice"])[0] == 1


def test_nothing_of_an_anonymous_sender_is_kept_and_no_time_but_the_day(chair: Account, tree: Tree) -> None:
    """No account, no name, no instant but a midnight, no secret; the book is silent until the box is emptied."""
    before = (HistoryEvent.objects.count(), Entry.objects.count())
    code = dropped(tree, papers=(Paper("张三的信.pdf", b"%PDF-x"),))
    box.say_more(following.by_code(code), says="more", text="还有一点")
    assert (HistoryEvent.objects.count(), Entry.objects.count()) == before
    voice = Voice.objects.knowing("test").get()
    assert (voice.person, voice.name, voice.contact, voice.on) == (None, "", "", today())
    kept = Attachment.objects.get()
    assert (kept.by, (kept.at + timedelta(hours=8)).strftime("%H:%M:%S")) == (0, "00:00:00")
    assert kept.pk < 0, "no number in the order in which files of known people were stored"
    assert voice.files.get().attachment.key.name == "附件1.pdf"
    with connection.cursor() as cursor:
        for table in ("records_voice", "records_voiceword", "records_voicefile", "records_attachmentkey"):
            cursor.execute(f"SELECT * FROM {table}")
            text = repr(cursor.fetchall())
            assert code.secret not in text
            assert "张三" not in text
    collecting.collect(by=chair)
    matter = matter_of(code)
    assert [one.who for one in matter.steps.all()] == [0]
    assert matter.opened_on == voice.on
    assert day_of(matter.steps.get().at) == today()
    assert Voice.objects.knowing("test").get().text == "", "said once, in the matter"


def test_the_same_code_again_is_the_same_letter_and_a_foreign_handle_gets_another(tree: Tree) -> None:
    code = dropped(tree)
    assert box.drop(letter(tree), code) == code
    other = box.drop(letter(tree, title="另一件"), Code(code.handle, new_code().secret))
    assert other.handle != code.handle
    assert Voice.objects.knowing("test").count() == 2
    with pytest.raises(Refused, match="没有这个回执码"):
        following.by_code(Code(code.handle, new_code().secret))


def test_only_whoever_issues_collects_and_a_stranger_changes_nothing(
    chair: Account, clerk: Account, stranger: Account, member: Account, auditor: Account, tree: Tree
) -> None:
    code = dropped(tree)
    before = everything()
    for who in (stranger, member, auditor, clerk):
        assert collecting.waiting(who).count == 0
        assert collecting.collect(by=who).count == 0
    assert everything() == before
    collecting.collect(by=chair)
    matter = matter_of(code)
    before = everything()
    for who in (stranger, member, clerk):
        with pytest.raises(Forbidden):
            take_step(matter, "route", by=who, version=matter.version, given=Given(lead=tree["c1"].pk))
        with pytest.raises(Forbidden):
            publishing.ask_sender(matter, "哪一年？", by=who)
        with pytest.raises(Forbidden):
            publishing.publish(matter, title="a", question="b", answer="c", by=who)
        with pytest.raises(Refused):
            digests.begin(unit=tree["root"], title="专报", matters=[matter], by=who)
        with pytest.raises(Refused):
            hearings.open_desk(tree["root"], names_required=True, note="", by=who)
    assert everything() == before


def test_nobody_ends_a_voice_in_the_senders_time_and_never_who_answered(
    chair: Account, clerk: Account, tree: Tree
) -> None:
    """Only after fifteen workdays, by another; and the sender may still say that it is not solved."""
    with at(START):
        code = dropped(tree)
        answered(code, tree, chair, clerk)
        until = matter_of(code).stage_due
        with pytest.raises(Refused, match="时限"):
            step(code, "close", chair)
        assert matter_of(code).due >= until
    with at(until + timedelta(days=1)):
        with pytest.raises(Refused):
            step(code, "close", clerk)
        step(code, "close", chair)
        ended = matter_of(code)
        assert (ended.end, ended.state, ended.confirmed_on) == ("closed", "adopted", None)
        box.say_more(following.by_code(code), says="not_solved", text="没有改")
        collecting.collect(by=chair)
        assert matter_of(code).end == "open"
        assert value("matters_closed", tree["root"], YEAR)[0] == 0


def test_late_stays_late_whatever_is_answered(chair: Account, clerk: Account, tree: Tree) -> None:
    with at(START):
        code = dropped(tree)
        collecting.collect(by=chair)
        step(code, "route", chair, lead=tree["c1"].pk)
        step(code, "sign", clerk)
        due = matter_of(code).due
        assert due < DAY_MAX
    with at(due + timedelta(days=3)):
        step(code, "answer", clerk, answer="晚了")
        assert matter_of(code).due == due
        assert matter_of(code).stage_due > due


def test_an_extension_is_told_to_the_sender_with_its_reason(chair: Account, clerk: Account, tree: Tree) -> None:
    code = dropped(tree)
    collecting.collect(by=chair)
    step(code, "route", chair, lead=tree["c1"].pk)
    step(code, "sign", clerk)
    matter = matter_of(code)
    later = matter.due + timedelta(days=9)
    asked = ask_extension(matter, new_due=later, reason="要与人社部门商量", by=clerk, version=matter.version)
    decide_extension(asked, grant=True, note_text="", by=chair, version=matter_of(code).version)
    said = following.followed(following.by_code(code)).news[-1].said
    assert str(later) in said
    assert "要与人社部门商量" in said


def test_those_that_say_the_same_go_on_as_one_and_both_senders_follow(
    chair: Account, clerk: Account, tree: Tree
) -> None:
    one = dropped(tree)
    two = dropped(tree, title="职称评审太慢", text="周期太长了")
    collecting.collect(by=chair)
    first, second = matter_of(one), matter_of(two)
    joining.merge(second, first, by=chair, version=second.version)
    step(one, "route", chair, lead=tree["c1"].pk)
    step(one, "sign", clerk)
    step(one, "answer", clerk, answer="改为每年两次")
    both = [following.followed(following.by_code(code)) for code in (one, two)]
    assert both[0].matter == both[1].matter == first
    assert both[1].title == "职称评审太慢"
    assert both[1].news[-1].text == "改为每年两次"
    box.say_more(following.by_code(two), says="not_solved", text="没有改")
    box.say_more(following.by_code(one), says="solved", text="")
    collecting.collect(by=chair)
    assert matter_of(one).stage == "working", "who says it is not solved is heard; the other came too late"


def test_names_stay_with_the_unit_that_received_it_and_are_never_published(
    chair: Account, clerk: Account, owner: Account, tree: Tree
) -> None:
    """The answer is published with consent only, by another than who gave it, and with no name in it."""
    code = dropped(tree, name="示例李四", contact="1380000", joint="示例王五\n示例赵六", consent=True)
    answered(code, tree, chair, clerk)
    matter = matter_of(code)
    assert publishing.may_know(chair, matter)
    assert not publishing.may_know(clerk, matter)
    told = {"title": "职称评审周期", "question": "太长", "answer": "改为每年两次"}
    with pytest.raises(Refused, match="示例王五"):
        publishing.publish(matter, **{**told, "question": "示例王五等提出"}, by=chair)
    publishing.publish(matter, **told, by=chair)
    assert PublishedAnswer.objects.get().answer == "改为每年两次"
    silent = dropped(tree)
    answered(silent, tree, chair, clerk)
    with pytest.raises(Refused, match="没有同意公开"):
        publishing.publish(matter_of(silent), **told, by=chair)
    publishing.withdraw(matter, by=chair)
    assert not PublishedAnswer.objects.exists()


def test_bad_letters_are_refused_in_sentences_and_leave_nothing(chair: Account, tree: Tree) -> None:
    hearings.open_desk(tree["root"], names_required=True, note="请署名", by=chair)
    before = everything()
    for bad in (
        {"title": ""},
        {"topic": "x"},
        {"text": "a" * 5_001},
        {"title": "a\x00b", "name": "示例李四"},
        {},
        {"name": "示例李四", "papers": (Paper("x.html", b"<html>"),)},
        {"unit": tree["c1"], "name": "示例李四"},
    ):
        with pytest.raises(Refused):
            box.drop(
                letter(tree, **bad) if "unit" not in bad else Letter(**{**vars_of(letter(tree)), **bad}), new_code()
            )
    assert everything() == before


def vars_of(one: Letter) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Letter.__slots__}


def test_a_flood_is_stopped_at_the_box(chair: Account, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(box, "A_DAY", 2)
    code = dropped(tree)
    dropped(tree)
    with pytest.raises(Refused, match="太多"):
        dropped(tree)
    monkeypatch.setattr(box, "WORDS_A_DAY", 1)
    box.say_more(following.by_code(code), says="more", text="一")
    box.say_more(following.by_code(code), says="more", text="一")
    with pytest.raises(Refused, match="太多"):
        box.say_more(following.by_code(code), says="more", text="二")
    assert VoiceWord.objects.count() == 1


def test_the_box_moves_along_when_a_unit_goes_up_in_another(chair: Account, owner: Account, tree: Tree) -> None:
    hearings.open_desk(tree["c1"], names_required=False, note="", by=chair)
    hearings.set_route(tree["root"], "talent", tree["c1"], by=chair)
    box.drop(Letter(tree["c1"], "request", "other", "标题", "内容"), new_code())
    merge_units(unit=tree["c1"], into=tree["c2"], on=today(), by=owner)
    heir = cast("clerk", tree["c2"], "heir")
    assert collecting.waiting(heir).letters == 1
    assert [desk.unit.code for desk in hearings.desks()] == ["c2"]
    assert hearings.route_of(tree["root"], "talent") == tree["c2"]


def test_a_signed_sender_is_told_what_moved(chair: Account, member: Account, tree: Tree) -> None:
    code = dropped(tree, person=member.person)
    assert following.unseen(member) == 0
    collecting.collect(by=chair)
    assert following.unseen(member) == 1
    mine = following.of_sender(member)[0]
    following.mark_seen(mine)
    assert following.unseen(member) == 0
    publishing.ask_sender(matter_of(code), "哪一年？", by=chair)
    assert following.followed(mine).news[-1].text == "哪一年？"


def test_a_digest_is_edited_until_it_is_sent_and_then_followed(chair: Account, auditor: Account, tree: Tree) -> None:
    code = dropped(tree, name="示例李四")
    collecting.collect(by=chair)
    digest = digests.begin(unit=tree["root"], title="职称评审专报", matters=[matter_of(code)], by=chair)
    assert "周期太长" in digest.text
    assert "李四" not in digest.text
    digests.edit(digest, title="职称评审", text="建议每年两次", by=chair, version=1)
    with pytest.raises(Refused, match="别人改过"):
        digests.edit(digest, title="x", text="y", by=chair, version=1)
    with pytest.raises(Refused, match="先记报送"):
        digests.mark(digest, "printed", note="", by=chair)
    for deed in ("sent", "valid", "printed", "instructed", "replied"):
        digests.mark(digest, deed, note="第 3 期", by=chair)
    before = everything()
    with pytest.raises(Refused, match="已经报送"):
        digests.edit(digest, title="x", text="y", by=chair, version=2)
    with pytest.raises(Refused):
        digests.mark(digest, "sent", note="", by=chair)
    with pytest.raises(Refused):
        digests.mark(digest, "replied", note="", by=auditor)
    assert everything() == before
    assert Digest.objects.knowing("test").get().marks.count() == 5
