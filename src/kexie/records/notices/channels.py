"""The ways to reach people, a line each; somebody is told by the first that is set up and whose address they gave."""

from __future__ import annotations

from typing import Final

from kexie.records.notices.channel import Channel
from kexie.records.notices.mail import Email

CHANNELS: Final[dict[str, Channel]] = {channel.slug: channel for channel in (Email(),)}
