"""Addresses for calendar programmes: what they show is what their account may see."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kexie.kit.clock import today
from kexie.kit.refusal import Refused
from kexie.records.access.models import Account, Post
from kexie.records.activities import feeds
from kexie.records.activities.actions import Row, keep_roster
from kexie.records.activities.models import Feed
from kexie.records.units.models import Unit
from tests.building import held
from tests.opened import everything

Tree = dict[str, Unit]
SOON = today() + timedelta(days=9)


def test_ones_own_feed_shows_where_one_is_expected(clerk: Account, member: Account, tree: Tree) -> None:
    one = held(clerk, tree["c1"], SOON, status="planned", title="要去的")
    held(clerk, tree["c1"], SOON, status="planned", title="别人的")
    assert member.person is not None
    keep_roster(one, [Row(member.person.pseudonym, "expected")], by=clerk)
    feed, secret = feeds.open_feed(by=member)
    assert [a.title for a in feeds.activities(feed)] == ["要去的"]
    assert feeds.of_secret(secret) == feed
    assert secret not in str(Feed.objects.values().get())


def test_a_units_and_a_series_feed_end_with_the_post(clerk: Account, owner: Account, tree: Tree) -> None:
    held(owner, tree["c1"], SOON, status="planned", title="本县", series="百场")
    held(owner, tree["c3"], SOON, status="planned", title="外县", series="百场")
    held(owner, tree["c1"], date(2001, 1, 1), title="很久以前", series="百场")
    unit, _secret = feeds.open_feed(by=clerk, unit=tree["c1"])
    series, _secret = feeds.open_feed(by=clerk, series="百场")
    for feed in (unit, series):
        assert [a.title for a in feeds.activities(feed)] == ["本县"]
    Post.objects.filter(person=clerk.person).delete()
    for feed in (unit, series):
        assert feeds.activities(feed) == []


def test_revoked_and_closed_ones_are_gone(clerk: Account, owner: Account, tree: Tree) -> None:
    feed, secret = feeds.open_feed(by=clerk)
    with pytest.raises(Refused):
        feeds.revoke(feed.pk, by=owner)
    feeds.revoke(feed.pk, by=clerk)
    assert feeds.of_secret(secret) is None
    _feed, secret = feeds.open_feed(by=clerk)
    Account.objects.filter(pk=clerk.pk).update(is_active=False)
    assert feeds.of_secret(secret) is None
    assert feeds.of_secret("") is None


def test_nobody_opens_a_feed_of_what_they_may_not_read(
    member: Account, stranger: Account, owner: Account, tree: Tree
) -> None:
    held(owner, tree["c1"], series="百场")
    before = everything()
    for who in (member, stranger):
        with pytest.raises(Refused):
            feeds.open_feed(by=who, unit=tree["c1"])
        with pytest.raises(Refused):
            feeds.open_feed(by=who, series="百场")
    assert everything() == before


def test_not_more_than_anybody_needs(clerk: Account, tree: Tree) -> None:
    for _turn in range(feeds.FEEDS):
        feeds.open_feed(by=clerk)
    with pytest.raises(Refused, match="最多订阅"):
        feeds.open_feed(by=clerk)
