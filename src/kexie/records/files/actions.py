"""Storing, reading and erasing files."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from datetime import datetime, time
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from kexie.kit.clock import now, today, zone
from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.files.models import Attachment, AttachmentKey
from kexie.records.people.erasures import FILE, Erased, note

LIMIT = 50 * 1024 * 1024
NONCE = 12


def path_of(digest: str) -> Path:
    """Return where the ciphertext of a file lies."""
    return Path(settings.FILES_ROOT) / digest[:2] / digest


def store(*, name: str, content: bytes, by: Account | None) -> Attachment:
    """Encrypt and keep a file of at most 50 MB under a key of its own; return its record.

    ``by`` ``None``: somebody who is not to be known. Then no account is kept, of the time only the day,
    and a number that says nothing of the order.
    Raises ``Refused`` for an empty or too large file.
    """
    if not content:
        raise Refused(_("文件“%(name)s”是空的；请重新选择。") % {"name": name[:60]})
    if len(content) > LIMIT:
        raise Refused(_("文件“%(name)s”超过 50 MB；请压缩或分开上传。") % {"name": name[:60]})
    key, nonce = AESGCM.generate_key(bit_length=256), os.urandom(NONCE)
    sealed = nonce + AESGCM(key).encrypt(nonce, content, None)
    digest = hashlib.sha256(sealed).hexdigest()
    path = path_of(digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    draft.write_bytes(sealed)
    at = now() if by is not None else datetime.combine(today(), time.min, zone())
    if by is None:
        os.utime(draft, (at.timestamp(), at.timestamp()))
    draft.replace(path)
    number = None if by is not None else -1 - secrets.randbelow(2**62)  # in order, it would lie between known instants
    kept = Attachment.objects.create(pk=number, digest=digest, size=len(content), at=at, by=by.pk if by else 0)
    plain = re.sub(r"[\x00-\x1f/\\]", "_", name)[-200:] or "file"
    AttachmentKey.objects.create(attachment=kept, key=key, name=plain)
    return kept


def read(attachment: Attachment) -> tuple[str, bytes]:
    """Return the name and content of a file; raise ``Refused`` if it was erased, is missing or was changed."""
    key = AttachmentKey.objects.filter(attachment=attachment).first()
    if key is None:
        raise Refused(_("这个文件已按规定删除，只留下指纹。"))
    path = path_of(attachment.digest)
    if not path.exists():
        raise Refused(_("文件不在存储里；请管理员从备份恢复。"))
    sealed = path.read_bytes()
    if hashlib.sha256(sealed).hexdigest() != attachment.digest:
        raise Refused(_("文件与入库时的指纹不符，已被改动。"))
    try:
        return key.name, AESGCM(bytes(key.key)).decrypt(sealed[:NONCE], sealed[NONCE:], None)
    except InvalidTag as error:
        raise Refused(_("文件与入库时的指纹不符，已被改动。")) from error


def erase(attachment: Attachment) -> None:
    """Destroy the key and the name; the ciphertext's hash stays as proof that something was there.

    The file itself goes once the transaction has gone through: undone, the key would be back without its file.
    """
    with transaction.atomic():
        note([Erased(FILE, attachment.digest)])
        AttachmentKey.objects.filter(attachment=attachment).delete()
    transaction.on_commit(lambda: path_of(attachment.digest).unlink(missing_ok=True))
