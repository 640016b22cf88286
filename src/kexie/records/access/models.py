"""Accounts that sign in, and posts that carry rights."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from kexie.kit.clock import DAY_MAX, DAY_MIN
from kexie.records.people.models import Person
from kexie.records.units.kinds import MAIN
from kexie.records.units.models import Unit


class AccountManager(BaseUserManager["Account"]):
    """Accounts are found by their sign-in name."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """Return the account of a sign-in name."""
        return self.get(username=username)


class Account(AbstractBaseUser):
    """A sign-in. Its number stands in the book and the history in place of a name.

    ``is_owner``: made by ``init``, holds every right on every root (there may be no unit yet to hold a post in).
    """

    username = models.CharField(max_length=64, unique=True)
    person = models.OneToOneField(Person, models.SET_NULL, null=True, related_name="account")
    is_active = models.BooleanField(default=True)
    is_owner = models.BooleanField(default=False)

    USERNAME_FIELD = "username"
    objects = AccountManager()

    def __str__(self) -> str:
        """Return the sign-in name."""
        return self.username


class Post(models.Model):
    """A post (任职): a person in a unit in a role between two days (inclusive); rights reach down ``line``."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20)
    line = models.CharField(max_length=20, default=MAIN)
    since = models.DateField(default=DAY_MIN)
    until = models.DateField(default=DAY_MAX)

    class Meta:
        """One row for a person, unit, role, line and beginning: importing the same twice changes nothing."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "unit", "role", "line", "since"], name="one_post"),
            models.CheckConstraint(condition=models.Q(since__lte=models.F("until")), name="post_span"),
        ]
