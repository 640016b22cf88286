"""Digests for decision makers (建议专报): select, edit, send up, and follow what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.book.actions import lock
from kexie.records.history.actions import Deed, write
from kexie.records.matters.models import Matter
from kexie.records.matters.workflows.voice import VOICE
from kexie.records.units.models import Unit
from kexie.records.voices.models import Digest, DigestItem, DigestMark

NUMBERING: Final = "numbers are unique for everyone"
LONGEST: Final = 20_000
FIRST: Final = DigestMark.Deed.SENT.value


def begin(*, unit: Unit, title: str, matters: Sequence[Matter], by: Account, origin: str = "live") -> Digest:
    """Begin a digest from chosen voices that one may see; its text starts from theirs, without who sent them."""
    door.demand(by, Right.MATTER_ISSUE, unit)
    if not title.strip() or len(title.strip()) > 100:  # noqa: PLR2004 - the column's own
        raise Refused(_("请写专报的标题，最多 100 字。"))
    seen = door.seen(by, Right.MATTER_READ, Matter).filter(pk__in=[one.pk for one in matters], workflow=VOICE.slug)
    chosen = list(seen.order_by("pk"))
    if not chosen:
        raise Refused(_("请至少选一件心声。"))
    with transaction.atomic():
        lock()
        head = f"digest-{today().year}-"
        used = Digest.objects.knowing(NUMBERING).filter(code__startswith=head).values_list("code", flat=True)
        number = max((int(code[len(head) :]) for code in used), default=0) + 1
        made = Digest.objects.create(
            unit=unit,
            code=f"{head}{number:03d}",
            title=title.strip(),
            text="\n\n".join(f"{place}. {one.title}\n{one.text}" for place, one in enumerate(chosen, 1))[:LONGEST],
            on=today(),
            origin=origin,
        )
        DigestItem.objects.bulk_create([DigestItem(digest=made, matter=one) for one in chosen])
        write([Deed("digest", "digest", str(made.pk), unit=unit.pk, body={"voices": len(chosen)})], by=by.pk)
    return made


def _fresh(digest: Digest, by: Account) -> Digest:
    found = door.get(by, Right.MATTER_READ, Digest, pk=digest.pk)
    door.demand(by, Right.MATTER_ISSUE, found.unit)
    return found


def edit(digest: Digest, *, title: str, text: str, by: Account, version: int) -> Digest:
    """Change the words of a digest that was not sent yet."""
    if not title.strip() or not text.strip() or len(title.strip()) > 100 or len(text) > LONGEST:  # noqa: PLR2004
        raise Refused(_("标题（最多 100 字）和正文（最多 %(n)s 字）都要写。") % {"n": LONGEST})
    with transaction.atomic():
        lock()
        current = _fresh(digest, by)
        if current.marks.exists():
            raise Refused(_("专报已经报送，不能再改；要更正请另写一份。"))
        if current.version != version:
            raise Refused(_("专报刚被别人改过；您的改动没有存，请核对后再改。"))
        current.title, current.text, current.version = title.strip(), text.strip(), version + 1
        current.save(force_update=True)
        write([Deed("digest_edit", "digest", str(current.pk), unit=current.unit_id)], by=by.pk)
    return current


def mark(digest: Digest, deed: str, *, note: str, by: Account) -> DigestMark:
    """Write down what came of a digest: it is sent first; each further thing once."""
    if deed not in DigestMark.Deed.values:
        raise Refused(_("请选报送、采用、刊印、批示或反馈。"))
    if deed == DigestMark.Deed.INSTRUCTED and not note.strip():
        raise Refused(_("请写批示的内容。"))
    with transaction.atomic():
        lock()
        current = _fresh(digest, by)
        had = set(current.marks.values_list("deed", flat=True))
        if deed in had:
            raise Refused(_("“%(deed)s”已经记过。") % {"deed": DigestMark.Deed(deed).label})
        if deed != FIRST and FIRST not in had:
            raise Refused(_("还没有报送；请先记报送。"))
        made = DigestMark.objects.create(digest=current, deed=deed, on=today(), note=note.strip()[:500])
        write([Deed(f"digest_{deed}", "digest", str(current.pk), unit=current.unit_id)], by=by.pk)
    return made
