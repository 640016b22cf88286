"""Ways to reach people. Each is a few lines behind one small interface; e-mail is the first.

DingTalk and WeCom fit behind ``Channel`` too: one class here that posts ``subject`` and ``body`` to their work
message, one line in ``CHANNELS``, and their address (a user number) in ``Contact``.
"""

from __future__ import annotations

import smtplib
from typing import Final, Protocol

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import EmailValidator, MaxLengthValidator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.kit.refusal import Refused

LONGEST: Final = 254
"""The longest address that mail servers know (RFC 5321)."""


class UndeliveredError(Exception):
    """Raised where the channel said that a message was not taken; the text says why."""


class Channel(Protocol):
    """A way to reach somebody."""

    @property
    def slug(self) -> str:
        """Return its name in the database."""
        ...

    @property
    def title(self) -> str | Promise:
        """Return its name on screen."""
        ...

    def ready(self) -> bool:
        """Tell whether this deployment is set up to send this way."""
        ...

    def read(self, address: str) -> str:
        """Return an address as it is kept; raise ``Refused`` for what is none."""
        ...

    def send(self, address: str, subject: str, body: str) -> None:
        """Hand over one message; raise ``UndeliveredError`` with the reason if it was not taken."""
        ...


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


CHANNELS: Final[dict[str, Channel]] = {channel.slug: channel for channel in (Email(),)}
