"""The library of materials (材料库): files, links and videos kept once in a unit and used in its activities."""

from __future__ import annotations

import hashlib
from typing import Final
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kexie.kit.clock import now
from kexie.kit.refusal import Refused
from kexie.kit.text import clipped, joined, one_line
from kexie.records.access import door
from kexie.records.access.models import Account
from kexie.records.access.rights import Right
from kexie.records.activities.models import Activity, Material, Used
from kexie.records.files.actions import store
from kexie.records.history.actions import Deed, write
from kexie.records.units.models import Unit

WHY = "keeping the library"
VIDEOS: Final = (".mp4", ".webm", ".m4v")


def keep_link(*, unit: Unit, title: str, url: str, by: Account) -> Material:
    """Keep a link; raise ``Refused`` for what is no address of a page (http or https)."""
    door.demand(by, Right.ACTIVITY_RECORD, unit)
    address = url.strip()
    try:
        parts = urlsplit(address)
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
    except ValueError:
        right = False
    if not right or len(address) > 500 or any(sign.isspace() for sign in address):  # noqa: PLR2004 - the column
        raise Refused(_("网址“%(url)s”要以 http:// 或 https:// 开头，并且完整。") % {"url": clipped(address)})
    return _keep(Material(unit=unit, kind="link", title=_title(title or address), url=address), by)


def keep_file(*, unit: Unit, title: str, name: str, content: bytes, subtitles: bytes = b"", by: Account) -> Material:
    """Keep a file, or a video with its subtitles (WebVTT); the same content is kept once a library.

    Raises ``Refused`` for an empty or too large file, subtitles that are none, and for what is there already.
    """
    door.demand(by, Right.ACTIVITY_RECORD, unit)
    video = name.lower().endswith(VIDEOS)
    if subtitles and not video:
        raise Refused(_("字幕只配视频（%(kinds)s）。") % {"kinds": joined(VIDEOS)})
    if subtitles and not subtitles.lstrip(b"\xef\xbb\xbf").startswith(b"WEBVTT"):
        raise Refused(_("字幕要是 WebVTT（.vtt）文件，第一行写 WEBVTT。"))
    digest = hashlib.sha256(content).hexdigest()
    twin = Material.objects.knowing(WHY).filter(unit=unit, digest=digest).first()
    if twin is not None:
        raise Refused(_("材料库里已有同样的文件“%(title)s”，直接选用就好。") % {"title": twin.title})
    with transaction.atomic():
        kept = Material(unit=unit, kind="video" if video else "file", title=_title(title or name), digest=digest)
        kept.attachment = store(name=name, content=content, by=by)
        if subtitles:
            kept.subtitles = store(name=f"{name}.vtt", content=subtitles, by=by)
        return _keep(kept, by)


def _title(text: str) -> str:
    title = one_line(text)[:200]
    if not title:
        raise Refused(_("请给材料写个名称。"))
    return title


def _keep(material: Material, by: Account) -> Material:
    material.at, material.by = now(), by.pk
    try:
        with transaction.atomic():
            material.save()
            write([Deed("keep", "material", str(material.pk), unit=material.unit_id)], by=by.pk)
    except IntegrityError as error:  # two clerks with one file in the same instant
        raise Refused(_("材料库里刚刚存进同样的文件，直接选用就好。")) from error
    return material


def withdraw(material: Material, *, by: Account) -> None:
    """Offer a material no more; where it was used it stays."""
    door.demand(by, Right.ACTIVITY_RECORD, material.unit)
    with transaction.atomic():
        Material.objects.knowing(WHY).filter(pk=material.pk).update(withdrawn=True)
        write([Deed("retire", "material", str(material.pk), unit=material.unit_id)], by=by.pk)


def use(activity: Activity, material: Material, *, by: Account) -> None:
    """Use a material in an activity; it must be one that the actor can open. Using it twice changes nothing."""
    door.demand(by, Right.ACTIVITY_RECORD, activity.unit)
    door.get(by, Right.RECORD_READ, Material, pk=material.pk)
    if material.withdrawn:
        raise Refused(_("“%(title)s”已停用；请选别的材料。") % {"title": material.title})
    with transaction.atomic():
        _one, made = Used.objects.get_or_create(activity=activity, material=material)
        if made:
            _touched("use", activity, material, by)


def put_back(activity: Activity, material: Material, *, by: Account) -> None:
    """Take a material out of an activity; it stays in the library."""
    door.demand(by, Right.ACTIVITY_RECORD, activity.unit)
    with transaction.atomic():
        gone, _kinds = Used.objects.filter(activity=activity, material=material).delete()
        if gone:
            _touched("put_back", activity, material, by)


def _touched(deed: str, activity: Activity, material: Material, by: Account) -> None:
    Activity.objects.knowing(WHY).filter(pk=activity.pk).update(version=F("version") + 1)
    body = {"material": material.pk}
    write([Deed(deed, "activity", str(activity.pk), unit=activity.unit_id, body=body)], by=by.pk)
