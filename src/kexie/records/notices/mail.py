"""E-mail, by which people are reached first."""

from __future__ import annotations

import smtplib
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import EmailValidator, MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.refusal import Refused
from kexie.records.notices.channel import UndeliveredError

LONGEST: Final = 254
"""The longest address that mail servers know (RFC 5321)."""


class Email:
    """E-mail through the server that ``KEXIE_MAIL`` names."""

    slug = "email"
    title = gettext_lazy("电子邮件")

    def ready(self) -> bool:
        """Tell whether a mail server and a sender are set."""
        return bool(settings.MAIL_READY)

    def read(self, address: str) -> str:
        """Return an address trimmed; raise ``Refused`` for what is none."""
        text = address.strip()
        try:
            EmailValidator()(text)
            MaxLengthValidator(LONGEST)(text)
        except ValidationError as error:
            raise Refused(_("“%(address)s”不是电子邮件地址。") % {"address": text[:80]}) from error
        return text

    def send(self, address: str, subject: str, body: str) -> None:
        """Hand the message to the mail server."""
        headers = {"Auto-Submitted": "auto-generated", "Precedence": "bulk"}
        message = EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [address], headers=headers)
        try:
            with get_connection() as connection:
                message.connection = connection
                message.send()
        except smtplib.SMTPRecipientsRefused as error:
            raise UndeliveredError(
                _("对方邮箱不收：%(why)s") % {"why": _said(error.recipients.get(address))}
            ) from error
        except (smtplib.SMTPException, OSError) as error:
            raise UndeliveredError(_("邮件服务器没有收下：%(why)s") % {"why": str(error)[:120]}) from error


def _said(answer: tuple[int, bytes] | None) -> str:
    return "" if answer is None else f"{answer[0]} {answer[1].decode(errors='replace')[:100]}"
