"""E-mail against a mail server of the test's own, on this machine."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar

import pytest
from pytest_django import Settings

from kexie.kit.refusal import Refused
from kexie.records.notices.channel import Channel, UndeliveredError
from kexie.records.notices.channels import CHANNELS
from tests.docs.pages import ROOT, blocks


class Sink(socketserver.StreamRequestHandler):
    """A mail server that keeps what it gets, and knows no mailbox called nobody."""

    got: ClassVar[list[bytes]] = []

    def handle(self) -> None:
        self.wfile.write(b"220 sink\r\n")
        while line := self.rfile.readline():
            word = line.split(b" ")[0].strip().upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = []
                while (text := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(text)
                self.got.append(b"".join(lines))
            if word == b"RCPT" and b"nobody" in line:
                self.wfile.write(b"550 no such user\r\n")
            else:
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")


@pytest.fixture
def sink(settings: Settings) -> Iterator[list[bytes]]:
    """Run the mail server, and set the house up to send there."""
    Sink.got.clear()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Sink) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.server_address[1]
        settings.DEFAULT_FROM_EMAIL = "office@example.org"
        yield Sink.got
        server.shutdown()


def test_a_message_arrives_as_it_was_written(sink: list[bytes]) -> None:
    CHANNELS["email"].send("me@example.org", "提醒：学习", "2026-03-04 09:00 会堂\n")
    told = message_from_bytes(sink[0])
    assert str(make_header(decode_header(str(told["Subject"])))) == "提醒：学习"
    assert (told["To"], told["From"]) == ("me@example.org", "office@example.org")
    assert told["Auto-Submitted"] == "auto-generated"
    body = told.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert "09:00 会堂" in body.decode()


def test_a_mailbox_that_is_not_there_is_told_with_its_reason(sink: list[bytes]) -> None:
    with pytest.raises(UndeliveredError, match="550 no such user"):
        CHANNELS["email"].send("nobody@example.org", "x", "x")
    assert sink == []


def test_a_server_that_is_away_is_no_traceback(sink: list[bytes], settings: Settings) -> None:
    settings.EMAIL_PORT = 1
    with pytest.raises(UndeliveredError, match="没有收下"):
        CHANNELS["email"].send("me@example.org", "x", "x")


@pytest.mark.parametrize("text", ["", "me", "me@", "a@b\nBcc: c@d.e", "a" * 300 + "@example.org"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="不是电子邮件地址"):
        CHANNELS["email"].read(text)


class Gateway(BaseHTTPRequestHandler):
    """An office's gateway that keeps what it gets, and knows nobody called nobody."""

    got: ClassVar[list[Any]] = []

    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        known = told["touser"] != "nobody"
        self.got.extend([told] if known else [])
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"errcode": 0} if known else {"errcode": 81013, "errmsg": "no such user"}).encode())

    def log_message(self, *_words: Any) -> None:
        """Keep quiet."""


def test_the_way_that_the_documentation_adds_is_a_channel_that_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    (block,) = (one for one in blocks((ROOT / "docs/deploy.md").read_text()) if one.info == "python")
    names: dict[str, Any] = {}
    exec("\n".join(block.lines), names)  # noqa: S102 - what the page shows is what must work
    channel: Channel = names["WeCom"]()
    Gateway.got.clear()
    assert not channel.ready()
    with pytest.raises(Refused, match="成员帐号"):
        channel.read("a b")
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Gateway) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("KEXIE_WECOM", f"http://127.0.0.1:{server.server_address[1]}/")
        assert channel.ready()
        channel.send(channel.read(" zhang3 "), "提醒：学习", "会堂")
        with pytest.raises(UndeliveredError, match="no such user"):
            channel.send("nobody", "x", "x")
        server.shutdown()
    assert [(told["touser"], told["text"]["content"]) for told in Gateway.got] == [("zhang3", "提醒：学习\n会堂")]
    with pytest.raises(UndeliveredError, match="没有收下"):
        channel.send("zhang3", "x", "x")  # the gateway is gone
