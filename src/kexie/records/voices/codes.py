"""Receipt codes (回执码): whoever holds one is the sender. Only a slow hash of it is kept."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from kexie.kit.refusal import Refused

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U, which read like others when written down by hand."""
HANDLE, SECRET, GROUP = 8, 16, 4
_ALIKE: Final = str.maketrans("ILO", "110")
_COST: Final = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}


class Code(NamedTuple):
    """A receipt code: ``handle`` finds the row, ``secret`` (80 random bits) proves the sender and is never kept."""

    handle: str
    secret: str

    @property
    def written(self) -> str:
        """Return the code in groups of four, as it is copied down."""
        whole = self.handle + self.secret
        return "-".join(whole[at : at + GROUP] for at in range(0, len(whole), GROUP))


def new_code() -> Code:
    """Return a fresh random code."""
    drawn = "".join(secrets.choice(LETTERS) for _place in range(HANDLE + SECRET))
    return Code(drawn[:HANDLE], drawn[HANDLE:])


def read_code(text: str) -> Code:
    """Read a code as people type it back: any case, any signs between. Raise ``Refused`` for what is none."""
    plain = re.sub(r"[\W_]", "", text.upper()).translate(_ALIKE)
    if len(plain) != HANDLE + SECRET or any(letter not in LETTERS for letter in plain):
        raise Refused(_("回执码是六组、每组四个字母或数字；请照抄收据上的。"))
    return Code(plain[:HANDLE], plain[HANDLE:])


def sealed(code: Code) -> str:
    """Return the slow hash (scrypt, with a salt of its own) that is kept in place of a code's secret."""
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}${_hash(code.secret, salt)}"


def opens(code: Code, kept: str) -> bool:
    """Tell whether a code is the one of which a hash was kept; as slow for an unknown code (``kept`` empty)."""
    salt, _sign, digest = (kept or NOBODY).partition("$")
    same = hmac.compare_digest(_hash(code.secret, bytes.fromhex(salt)), digest)
    return same and bool(kept)


NOBODY: Final = f"{'00' * 16}${'0' * 64}"


def _hash(secret: str, salt: bytes) -> str:
    return hashlib.scrypt(secret.encode(), salt=salt, maxmem=64 * 2**20, **_COST).hex()
