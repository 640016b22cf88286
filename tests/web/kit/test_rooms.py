from __future__ import annotations

import pytest
from django.test import Client
from django.urls import resolve

from kexie.web.kit.rooms import ROOMS

pytestmark = pytest.mark.django_db


def test_every_door_leads_into_its_own_room() -> None:
    for room in ROOMS:
        match = resolve(room.href)
        assert room.slug in {*match.namespaces, match.url_name}


def test_rooms_stand_in_the_order_of_the_plan() -> None:
    order = [
        "home",
        "plan",
        "activities",
        "matters",
        "publicity",
        "branches",
        "units",
        "figures",
        "returns",
        "appraisal",
        "reports",
        "settings",
    ]
    slugs = [room.slug for room in ROOMS]
    assert slugs == [slug for slug in order if slug in slugs]
    assert len(set(slugs)) == len(slugs)


def test_the_room_we_are_in_is_marked_in_rail_and_bar(signed_in: Client) -> None:
    assert signed_in.get("/").content.decode().count('aria-current="page"') == 2


def test_nobody_is_shown_doors_before_signing_in(client: Client) -> None:
    text = client.get("/help/").content.decode()
    assert 'class="rail"' not in text
    assert 'href="/sign-in/"' in text
