"""Splitting a whole number into shares that add up to it exactly. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from django.utils.translation import gettext as _

from kexie.kit.refusal import Refused

K = TypeVar("K")


def shares(total: int, weights: Mapping[K, int]) -> dict[K, int]:
    """Split ``total`` by weights with the method of the largest remainder (Hare quota).

    Each share is its exact part rounded down or up, and the shares add up to ``total``; what is left over goes to the
    largest remainders, in the given order where they are equal. Without any weight everybody gets the same. Whole
    numbers throughout, so nothing is lost at any size. Raises ``ValueError`` for negative numbers or nobody.
    """
    if total < 0 or not weights or any(weight < 0 for weight in weights.values()):
        message = "a total and weights of at least 0 for at least one"
        raise ValueError(message)
    whole = sum(weights.values())
    weighed = dict(weights) if whole else dict.fromkeys(weights, 1)
    whole = whole or len(weighed)
    parts = {key: divmod(total * weight, whole) for key, weight in weighed.items()}
    left = total - sum(share for share, _rest in parts.values())
    first = set(sorted_by_remainder(parts)[:left])
    return {key: share + (key in first) for key, (share, _rest) in parts.items()}


def sorted_by_remainder(parts: Mapping[K, tuple[int, int]]) -> list[K]:
    """Return the keys, largest remainder first; equal ones stay in their order."""
    return sorted(parts, key=lambda key: -parts[key][1])


def shares_with_fixed(total: int, weights: Mapping[K, int], fixed: Mapping[K, int]) -> dict[K, int]:
    """Split ``total`` so that the fixed shares stand and the others share the rest; the order is that of ``weights``.

    Raises ``Refused`` where the fixed shares are more than the total, or less and nobody is left for the rest.
    """
    rest = total - sum(fixed.values())
    free = {key: weight for key, weight in weights.items() if key not in fixed}
    if rest < 0:
        said = {"total": total, "fixed": total - rest}
        raise Refused(_("手工定下的份额共 %(fixed)s，多于要分解的 %(total)s；请调低。") % said)
    if not free and rest:
        said = {"total": total, "fixed": total - rest}
        raise Refused(_("手工定下的份额共 %(fixed)s，少于要分解的 %(total)s，又没有别的单位分担；请补足。") % said)
    split = shares(rest, free) if free else {}
    order = dict.fromkeys([*weights, *fixed])
    return {key: fixed[key] if key in fixed else split[key] for key in order}
