"""The minutes of a branch meeting: written, amended while the window is open, signed by two, corrected below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kexie.kit.clock import now, today
from kexie.kit.refusal import Forbidden, Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity
from kexie.records.book.actions import lock
from kexie.records.branches.members import members_on
from kexie.records.branches.models import BranchVote, Minutes
from kexie.records.branches.votes import BODY_OF, Body, ballot_faults
from kexie.records.history.actions import Deed, write
from kexie.records.people.models import Person

if TYPE_CHECKING:
    from kexie.records.branches.meetings import Came

OPEN_DAYS: Final = 10
"""How long minutes may be amended after they were written: ours; the rules give no number."""
WHY: Final = "keeping the minutes of a meeting"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided: what, by whom (by role), until when."""

    what: str
    who: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote as numbers; ``election``: 4/5 must be there, and more than half of them elect."""

    question: str
    in_favour: int
    against: int = 0
    abstained: int = 0
    election: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What the minutes say; chair and recorder sign."""

    chair: Person
    recorder: Person
    agenda: str = ""
    points: str = ""
    dissent: str = ""
    decisions: tuple[Decision, ...] = ()
    votes: tuple[Vote, ...] = ()


def body_of(kind: str, vote: Vote) -> Body:
    """Return which rule a vote is counted by."""
    return Body.ELECTION if vote.election else BODY_OF.get(kind, Body.ASSEMBLY)


def faults(said: Said, on: date, counted: Sequence[Came]) -> list[str]:
    """Return what is wrong with minutes, in sentences."""
    wrong = []
    if said.chair.pk == said.recorder.pk:
        wrong.append(_("主持人和记录人要是两个人。"))
    inside = {subject for one in counted if one.branch.listed for subject in members_on(one.branch, on)}
    away = {subject for one in counted for subject, _reason in one.absent}
    if any(one.branch.listed for one in counted):
        for person, role in ((said.chair, _("主持人")), (said.recorder, _("记录人"))):
            if person.pseudonym not in inside:
                wrong.append(
                    _("%(role)s %(name)s 那天不是所列支部的党员；请更正。") % {"role": role, "name": person.name}
                )
            elif person.pseudonym in away:
                wrong.append(_("%(role)s %(name)s 写在了请假的人里。") % {"role": role, "name": person.name})
    voters, came = sum(one.voters for one in counted), sum(one.voters_came for one in counted)
    for vote in said.votes:
        wrong += [
            f"“{vote.question}”：{sentence}"
            for sentence in ballot_faults(voters, came, vote.in_favour, vote.against, vote.abstained)
        ]
    return wrong


def write_down(activity: Activity, said: Said, kind: str, counted: Sequence[Came], *, by: Account) -> Minutes:
    """Keep minutes that were checked, in the caller's transaction."""
    made = Minutes.objects.create(
        activity=activity,
        chair=said.chair.pseudonym,
        recorder=said.recorder.pseudonym,
        written_on=today(),
        open_until=today() + timedelta(days=OPEN_DAYS),
        **_texts(said),
    )
    voters, came = sum(one.voters for one in counted), sum(one.voters_came for one in counted)
    BranchVote.objects.bulk_create(
        BranchVote(
            minutes=made,
            order=n,
            question=vote.question.strip()[:200],
            body=body_of(kind, vote).value,
            should=voters,
            came=came,
            in_favour=vote.in_favour,
            against=vote.against,
            abstained=vote.abstained,
        )
        for n, vote in enumerate(said.votes)
    )
    write([Deed("minutes", "activity", str(activity.pk), unit=activity.unit_id, body=_texts(said))], by=by.pk)
    return made


def _texts(said: Said) -> dict[str, Any]:
    texts = {name: getattr(said, name).strip() for name in ("agenda", "points", "dissent")}
    return texts | {"decisions": [asdict(one) for one in said.decisions if one.what.strip()]}


def amend(
    minutes: Minutes,
    *,
    agenda: str,
    points: str,
    dissent: str,
    decisions: Sequence[Decision],
    by: Account,
    version: int,
) -> None:
    """Change what the minutes say while their window is open; the signatures come off, the text before is kept."""
    _demand(minutes, by)
    if today() > minutes.open_until:
        raise Refused(_("会议记录到 %(day)s 为止可以修改，现在只能在后面加写更正说明。") % {"day": minutes.open_until})
    told: dict[str, Any] = {"agenda": agenda.strip(), "points": points.strip(), "dissent": dissent.strip()}
    told["decisions"] = [asdict(one) for one in decisions if one.what.strip()]
    body = {"before": {name: getattr(minutes, name) for name in told}, "after": told}
    _change(minutes, "minutes", told | {"chair_signed_at": None, "recorder_signed_at": None}, by, version, body)


def correct(minutes: Minutes, text: str, *, by: Account, version: int) -> None:
    """Add a correction below the minutes; nothing above it changes."""
    _demand(minutes, by)
    if not text.strip():
        raise Refused(_("请写明更正什么。"))
    line = {"on": today().isoformat(), "text": text.strip()[:1000]}
    _change(minutes, "correct", {"corrections": [*minutes.corrections, line]}, by, version, {"text": line["text"]})


def sign(minutes: Minutes, *, by: Account, version: int) -> str:
    """Sign as the chair or the recorder, whichever the signer is; return which. Nobody signs for another."""
    person = Person.objects.knowing(WHY).filter(pk=by.person_id or 0).first()
    mine = {minutes.chair: "chair", minutes.recorder: "recorder"}.get(person.pseudonym if person is not None else 0)
    if mine is None or not by.is_active:
        raise Forbidden(_("只有这次会的主持人和记录人本人可以签名。"))
    if getattr(minutes, f"{mine}_signed_at"):
        raise Refused(_("您已经签过名了。"))
    _change(minutes, "sign", {f"{mine}_signed_at": now()}, by, version, {})
    return mine


def _demand(minutes: Minutes, by: Account) -> None:
    door.demand(by, Right.BRANCH_RECORD, minutes.activity.unit)


def _change(
    minutes: Minutes, deed: str, changes: dict[str, Any], by: Account, version: int, body: dict[str, Any]
) -> None:
    with transaction.atomic():
        lock()
        rows = Minutes.objects.knowing(WHY).filter(pk=minutes.pk, version=version)
        if not rows.update(**changes, version=F("version") + 1):
            raise Refused(_("会议记录刚被别人改过；您的改动没有保存，请核对后再存。"))
        activity = minutes.activity
        write([Deed(deed, "activity", str(activity.pk), unit=activity.unit_id, body=body)], by=by.pk)
