"""News goes to whoever asked for it and may know of it, signed, again until it arrives, and never into the house."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import ssl
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pytest_django import Settings

from kexie.kit.clock import now
from kexie.kit.refusal import Refused
from kexie.records.access.models import Account
from kexie.records.inspections.actions import plan_units
from kexie.records.machines import hooks, sending
from kexie.records.machines.models import Delivery, Hook
from kexie.records.matters.opening import NewMatter, open_matter
from kexie.records.units.models import Unit
from tests.building import cast, held, someone
from tests.opened import everything
from tests.records.inspections.story import begun, go, opened


class Listener:
    """A machine that takes news, or answers as it is told to."""

    def __init__(self, folder: Path) -> None:
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.taken.append((dict(self.headers), body))
                self.send_response(listener.status)
                self.send_header("Location", "https://elsewhere.example/")
                self.end_headers()

            def log_message(self, *words: Any) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.trusted = folder / "own.pem"
        line = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        line.load_cert_chain(_certificate(self.trusted))
        self.server.socket = line.wrap_socket(self.server.socket, server_side=True)
        self.address = f"https://localhost:{self.server.server_port}/news?x=1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def _certificate(path: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    day = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(day - timedelta(days=1))
        .not_valid_after(day + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def listener(tmp_path: Path, settings: Settings) -> Iterator[Listener]:
    """Run a machine that listens, in our own network and named as allowed."""
    made = Listener(tmp_path)
    settings.HOOKS_INSIDE = ["localhost"]
    settings.HOOKS_TRUST = str(made.trusted)
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_a_deed_is_told_once_signed_and_without_what_it_says(
    listener: Listener, tree: dict[str, Unit], clerk: Account, owner: Account
) -> None:
    held(clerk, tree["c1"])
    _hook, secret = hooks.open_hook(address=listener.address, nouns=(), by=clerk)
    code = held(clerk, tree["c1"], title="不外传").code
    someone("X", owner)
    assert hooks.collect() == 1
    assert hooks.collect() == 0
    assert sending.send_due().done == 1
    assert sending.send_due() == sending.Sent()
    [(headers, body)] = listener.taken
    told = json.loads(body)
    assert (told["noun"], told["deed"], told["code"], told["unit"]) == ("activity", "record", code, "c1")
    assert "不外传" not in body.decode()
    at, signed = (part.split("=")[1] for part in headers["Kexie-Signature"].split(","))
    assert signed == hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers["Kexie-Event"] == str(told["event"])


def test_nobody_is_told_of_what_they_may_not_see(
    listener: Listener, tree: dict[str, Unit], owner: Account, clerk: Account, stranger: Account
) -> None:
    for who in (clerk, stranger):
        hooks.open_hook(address=listener.address, nouns=(), by=who)
    held(owner, tree["p2"])
    secret = NewMatter("decision", "示例", tree["root"], tree["c1"], confidential=True)
    open_matter(secret, by=owner)
    hooks.collect()
    assert not Delivery.objects.exists()


def test_only_what_was_asked_for_is_told(
    listener: Listener, tree: dict[str, Unit], chair: Account, owner: Account
) -> None:
    hooks.open_hook(address=listener.address, nouns=("matter",), by=chair)
    held(owner, tree["c1"])
    assert hooks.collect() == 0
    open_matter(NewMatter("decision", "示例", tree["root"], tree["c1"]), by=chair)
    assert hooks.collect() == 1


def test_a_planned_inspection_is_no_news_to_the_unit_until_it_has_notice(
    listener: Listener, tree: dict[str, Unit], chair: Account, clerk: Account
) -> None:
    """What the inspecting side does is news to it at once; the unit hears of it with the notice."""
    for who in (chair, clerk):
        hooks.open_hook(address=listener.address, nouns=("inspection", "round", "inspection_term"), by=who)
    turn = opened(begun(chair, tree, "c1"), chair, cast("clerk", tree["c3"], "leader"))
    (row,) = plan_units(turn, [tree["c1"]], by=chair)
    hooks.collect()
    assert not Delivery.objects.filter(hook__account=clerk).exists()
    told = [json.loads(one.body) for one in Delivery.objects.filter(hook__account=chair)]
    assert {(one["noun"], one["deed"]) for one in told} >= {("inspection", "plan"), ("round", "open")}
    go(row, "noticed", chair)
    hooks.collect()
    news = [json.loads(one.body) for one in Delivery.objects.filter(hook__account=clerk)]
    assert {(one["deed"], one["code"]) for one in news} == {("step", str(row.pk))}


def test_what_does_not_arrive_is_tried_again_given_up_and_started_again(
    listener: Listener, tree: dict[str, Unit], clerk: Account
) -> None:
    hook, _secret = hooks.open_hook(address=listener.address, nouns=(), by=clerk)
    for _each in range(sending.IN_A_ROW):
        held(clerk, tree["c1"])
    hooks.collect()
    listener.status = 302
    at = now()
    for pause in (timedelta(), *sending.AGAIN):
        at += pause
        sending.send_due(at - timedelta(seconds=1)) if pause else None
        sending.send_due(at + timedelta(seconds=1))
    assert {one.state for one in Delivery.objects.all()} == {"given_up"}
    assert len(listener.taken) == sending.IN_A_ROW * (len(sending.AGAIN) + 1)
    assert Hook.objects.get(pk=hook.pk).stopped == "HTTP 302"
    held(clerk, tree["c1"])
    assert hooks.collect() == 0
    listener.status = 200
    hooks.start_again(hook.pk, by=clerk)
    assert hooks.collect() == 1
    assert sending.send_due(now() + timedelta(seconds=1)).done == sending.IN_A_ROW + 1


def test_no_news_goes_into_the_house_and_none_without_tls(
    listener: Listener, settings: Settings, tree: dict[str, Unit], clerk: Account
) -> None:
    for address in ("http://example.org/", "https://", "ftp://x/", "https://a@b/", "x", "https://b/#c"):
        with pytest.raises(Refused):
            hooks.open_hook(address=address, nouns=(), by=clerk)
    settings.HOOKS_INSIDE = []
    for host in ("localhost", "127.0.0.1", "[::1]", "10.0.0.1", "169.254.169.254"):
        hooks.open_hook(address=f"https://{host}:{listener.server.server_port}/", nouns=(), by=clerk)
    held(clerk, tree["c1"])
    hooks.collect()
    assert sending.send_due().later == 5
    assert listener.taken == []
    assert all("KEXIE_HOOKS_INSIDE" in one.answered for one in Delivery.objects.all())


def test_an_address_is_its_makers_alone(listener: Listener, clerk: Account, stranger: Account) -> None:
    hook, _secret = hooks.open_hook(address=listener.address, nouns=(), by=clerk)
    before = everything()
    for deed in (hooks.close_hook, hooks.start_again):
        with pytest.raises(Refused):
            deed(hook.pk, by=stranger)
    with pytest.raises(Refused):
        hooks.open_hook(address=listener.address, nouns=("person",), by=clerk)
    assert everything() == before
    hooks.close_hook(hook.pk, by=clerk)
    assert not hooks.live(clerk).exists()
