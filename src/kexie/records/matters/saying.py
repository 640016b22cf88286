"""How a step of a matter is said, on every page and in every document."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from kexie.records.matters.workflow import Workflow

BESIDE: Final[dict[str, str | Promise]] = {
    "open": gettext_lazy("立项"),
    "extension": gettext_lazy("申请延期"),
    "extension_granted": gettext_lazy("同意延期"),
    "extension_refused": gettext_lazy("不同意延期"),
    "countersign": gettext_lazy("会签"),
    "concern": gettext_lazy("增加单位"),
    "merge": gettext_lazy("并入另一件"),
    "merged_in": gettext_lazy("并入了另一件"),
    "inherited": gettext_lazy("随单位合并转来"),
    "describe": gettext_lazy("更新基本情况"),
    "review": gettext_lazy("检查"),
    "confirm": gettext_lazy("服务对象确认"),
    "reader": gettext_lazy("指定知悉人"),
    "remind": gettext_lazy("临期提醒"),
}
"""The words of what is written down beside the steps of a workflow."""


def step_words(workflow: Workflow, step: str) -> str:
    """Return a step in words, of a workflow or beside it."""
    return str(workflow.by_step[step].title if step in workflow.by_step else BESIDE.get(step, step))
