"""The outbox: who is to be told of what, looked over by a clerk, sent in one message a person, each told once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import now, today
from kexie.kit.hours import USUAL, parse_days, parse_quiet
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity, Attendance
from kexie.records.activities.stages import Stage, at
from kexie.records.history.actions import Deed, write
from kexie.records.notices import rules
from kexie.records.notices.channel import UndeliveredError
from kexie.records.notices.channels import CHANNELS
from kexie.records.notices.models import Contact, Message, Notice, Reminder
from kexie.records.notices.noticing import collect_notices, lapse_notices
from kexie.records.notices.writing import body_of, subject_of
from kexie.records.people.models import Person
from kexie.records.structure.association import chosen

WHY = "keeping the outbox"
LOT = 2_000


def chosen_times() -> rules.Times:
    """Return when the association has chosen to write to people."""
    stands = chosen()
    quiet, off = stands["quiet_hours"], stands["days_off"]
    return rules.Times(parse_quiet(quiet) if quiet else USUAL, parse_days(off, today()))


def collect(on: date | None = None) -> int:
    """Put in who is expected at announced activities of the coming weeks, and notices; return how many are new.

    Called as often as one likes: whoever stands in the outbox already, or was told of that day, is not put in again.
    Nothing goes out by this.
    """
    day, times = on or today(), chosen_times()
    made = collect_notices(day, times)
    span = (day + timedelta(days=1), day + timedelta(days=rules.AHEAD))
    coming = Activity.objects.knowing(WHY).filter(at(Stage.ANNOUNCED), starts_on__range=span)
    days = dict(coming.values_list("pk", "starts_on"))
    for number in sorted(days):
        send_on = rules.send_on(days[number], day, times)
        if send_on is None:
            continue
        roster = Attendance.objects.knowing(WHY).filter(activity=number, status=Attendance.Status.EXPECTED)
        people = Person.objects.knowing(WHY).filter(pseudonym__in=roster.values("subject"))
        there = Reminder.objects.knowing(WHY).filter(activity=number, on=days[number]).values("person")
        fresh = list(people.exclude(pk__in=there).values_list("pk", flat=True))
        rows = [Reminder(activity_id=number, person_id=pk, on=days[number], send_on=send_on) for pk in fresh]
        # two collectors at once: the second one's row is the first one's
        Reminder._base_manager.bulk_create(rows, batch_size=500, ignore_conflicts=True)  # noqa: SLF001
        made += len(rows)
    return made


def release(activity: Activity, *, by: Account) -> int:
    """Let the reminders of an activity go when their day comes; return how many that are."""
    return _look_over(activity, Reminder.State.RELEASED, (Reminder.State.WAITING,), by=by)


def hold_back(activity: Activity, *, by: Account) -> int:
    """Keep the reminders of an activity from going; return how many that are."""
    return _look_over(activity, Reminder.State.DROPPED, (Reminder.State.WAITING, Reminder.State.RELEASED), by=by)


def _look_over(activity: Activity, state: Reminder.State, before: Collection[Reminder.State], *, by: Account) -> int:
    door.demand(by, Right.ACTIVITY_RECORD, activity.unit)
    with transaction.atomic():
        rows = Reminder.objects.knowing(WHY).filter(activity=activity, state__in=before)
        changed = rows.update(state=state)
        if changed:
            deed = "release" if state is Reminder.State.RELEASED else "hold_back"
            write([Deed(deed, "activity", str(activity.pk), unit=activity.unit_id, body={"n": changed})], by=by.pk)
    return changed


@dataclass(slots=True)
class Sent:
    """What one round of sending did: messages, and why others did not go."""

    sent: int = 0
    failed: int = 0
    unreachable: int = 0
    lapsed: int = 0


def send_due(*, anyway: bool = False) -> Sent:
    """Send what is released and due, one message a person; in the quiet hours nothing goes, unless ``anyway``.

    What has changed meanwhile is looked at again first: of a cancelled or moved activity, or for somebody taken off
    the roster, nobody is told. Raises ``Refused`` where no channel is set up.
    """
    if not any(channel.ready() for channel in CHANNELS.values()):
        raise Refused(_("还没有设置邮件服务器（KEXIE_MAIL）；提醒留在待发箱里，一封也没有发。"))
    done = Sent()
    if not anyway and not rules.may_send(now(), chosen_times()):
        return done
    done.lapsed = _lapse() + lapse_notices(today())
    due = Reminder.objects.knowing(WHY).filter(state=Reminder.State.RELEASED)
    more = Notice.objects.knowing(WHY).filter(state=Reminder.State.RELEASED)
    if not anyway:
        due, more = due.filter(send_on__lte=today()), more.filter(send_on__lte=today())
    for person in sorted(set(due.values_list("person", flat=True)) | set(more.values_list("person", flat=True))):
        mine = [one.pk for one in due.filter(person=person)], [one.pk for one in more.filter(person=person)]
        _tell(person, *mine, done)
    return done


def _lapse() -> int:
    """Drop what would tell something untrue: the activity is over, cancelled or moved, the person not expected."""
    gone = []
    waiting = Reminder.objects.knowing(WHY).filter(state__in=(Reminder.State.WAITING, Reminder.State.RELEASED))
    for one in waiting.select_related("activity", "person"):
        roster = Attendance.objects.knowing(WHY).filter(activity=one.activity, subject=one.person.pseudonym)
        stands = one.activity.status == Activity.Status.PLANNED and one.activity.announced_at is not None
        right = stands and one.activity.starts_on == one.on > today()
        if not right or not roster.filter(status=Attendance.Status.EXPECTED).exists():
            gone.append(one.pk)
    return Reminder.objects.knowing(WHY).filter(pk__in=gone).update(state=Reminder.State.DROPPED)


def _tell(person: int, reminders: Sequence[int], notices: Sequence[int], done: Sent) -> None:
    """Tell one person of everything due for them, in one message, written down before it goes."""
    contacts = {one.channel: one for one in Contact.objects.filter(person=person)}
    found = ((channel, contacts[slug]) for slug, channel in CHANNELS.items() if channel.ready() and slug in contacts)
    channel, contact = next(found, (None, None))
    if channel is None or contact is None:
        done.unreachable += 1
        return
    with transaction.atomic():
        mine = Reminder.objects.knowing(WHY).filter(pk__in=reminders, state=Reminder.State.RELEASED)
        rows = list(mine.select_for_update().select_related("activity__unit").order_by("on", "pk"))
        ours = Notice.objects.knowing(WHY).filter(pk__in=notices, state=Reminder.State.RELEASED)
        others = list(ours.select_for_update(of=("self",)).select_related("unit").order_by("topic", "pk"))
        if not rows and not others:
            return  # another round was faster
        message = Message.objects.create(
            person_id=person,
            channel=channel.slug,
            address=contact.address,
            subject=subject_of(rows, others),
            body=body_of(rows, others),
            state=Message.State.SENDING,
            at=now(),
        )
        pks = [row.pk for row in rows]
        Reminder.objects.knowing(WHY).filter(pk__in=pks).update(state=Reminder.State.TOLD, message=message)
        told = [one.pk for one in others]
        Notice.objects.knowing(WHY).filter(pk__in=told).update(state=Reminder.State.TOLD, message=message)
    try:
        channel.send(message.address, message.subject, message.body)
    except UndeliveredError as error:
        Message.objects.filter(pk=message.pk).update(state=Message.State.FAILED, error=str(error)[:200])
        done.failed += 1
    else:
        Message.objects.filter(pk=message.pk).update(state=Message.State.SENT)
        done.sent += 1


def try_again(activity: Activity, *, by: Account) -> int:
    """Let go once more what could not be delivered for an activity, or nobody knows whether it was; a person's call."""
    door.demand(by, Right.ACTIVITY_RECORD, activity.unit)
    with transaction.atomic():
        lost = (Message.State.FAILED, Message.State.SENDING)
        rows = Reminder.objects.knowing(WHY).filter(activity=activity, state="told", message__state__in=lost)
        changed = rows.update(state=Reminder.State.RELEASED, message=None)
        if changed:
            body = {"again": changed}
            write([Deed("release", "activity", str(activity.pk), unit=activity.unit_id, body=body)], by=by.pk)
    return changed


def set_contact(*, channel: str, address: str, by: Account) -> None:
    """Set one's own address for a channel; empty takes it away. Nobody sets another person's here."""
    if by.person is None:
        raise Refused(_("这个登录没有对应的人员，不能留地址。"))
    if channel not in CHANNELS:
        raise Refused(_("没有“%(channel)s”这种通知方式。") % {"channel": channel[:40]})
    kept = CHANNELS[channel].read(address) if address.strip() else ""
    with transaction.atomic():
        if kept:
            Contact.objects.update_or_create(person=by.person, channel=channel, defaults={"address": kept})
        else:
            Contact.objects.filter(person=by.person, channel=channel).delete()
        deed = Deed("contact", "person", str(by.person.pk), subject=by.person.pseudonym, body={"channel": channel})
        write([deed], by=by.pk)
