"""Words that requests and the pool share: languages."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LANGUAGES: Final[dict[str, str | Promise]] = {
    "zh": _("汉语"),
    "en": _("英语"),
    "bo": _("藏语"),
    "ug": _("维吾尔语"),
    "mn": _("蒙古语"),
    "kk": _("哈萨克语"),
    "ko": _("朝鲜语"),
    "yue": _("粤语"),
    "fr": _("法语"),
    "ru": _("俄语"),
    "es": _("西班牙语"),
    "ja": _("日语"),
    "sign": _("手语"),
}
"""Languages in which people lecture, by slug."""
