"""The tree of 示例科学技术协会: about 3 400 units on the real divisions, under codes of its own."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from typing import Final

from kexie.data import divisions
from kexie.data.sample.rows import Unit

ROOT: Final = "DEMO"
STUDY_GROUP: Final = "DEMO-ZXZ"
COUNTIES: Final = 2696
"""County associations (published, March 2018): fewer than counties, so that "no association here" is normal."""
SOCIETIES: Final = 210

PROVINCES: Final = {
    "11": ("BJ", "北京", "east"),
    "12": ("TJ", "天津", "east"),
    "13": ("HE", "河北", "east"),
    "14": ("SX", "山西", "central"),
    "15": ("NM", "内蒙古", "west"),
    "21": ("LN", "辽宁", "northeast"),
    "22": ("JL", "吉林", "northeast"),
    "23": ("HL", "黑龙江", "northeast"),
    "31": ("SH", "上海", "east"),
    "32": ("JS", "江苏", "east"),
    "33": ("ZJ", "浙江", "east"),
    "34": ("AH", "安徽", "central"),
    "35": ("FJ", "福建", "east"),
    "36": ("JX", "江西", "central"),
    "37": ("SD", "山东", "east"),
    "41": ("HA", "河南", "central"),
    "42": ("HB", "湖北", "central"),
    "43": ("HN", "湖南", "central"),
    "44": ("GD", "广东", "east"),
    "45": ("GX", "广西", "west"),
    "46": ("HI", "海南", "east"),
    "50": ("CQ", "重庆", "west"),
    "51": ("SC", "四川", "west"),
    "52": ("GZ", "贵州", "west"),
    "53": ("YN", "云南", "west"),
    "54": ("XZ", "西藏", "west"),
    "61": ("SN", "陕西", "west"),
    "62": ("GS", "甘肃", "west"),
    "63": ("QH", "青海", "west"),
    "64": ("NX", "宁夏", "west"),
    "65": ("XJ", "新疆", "west"),
}
"""By division code: the unit's code, the short name, and the region it is grouped in."""
CORPS: Final = ("BT", "新疆生产建设兵团", "west")
"""The 32nd association of province level; its cities are counted under 新疆 in the divisions (659…), here under it."""

KEPT_COUNTIES: Final = ("320106", "320102", "330106", "419001")
"""Counties that must have an association whatever is drawn: the demo's clerk, and the joint activities, sit there."""

DEPARTMENTS: Final = (
    "办公厅",
    "组织人事部",
    "调研宣传部",
    "学会学术部",
    "科学技术普及部",
    "企业工作部",
    "国际联络部",
    "计划财务部",
    "机关服务局",
)
DIRECT: Final = (
    "科技馆",
    "科技会堂",
    "学会服务中心",
    "信息中心",
    "青少年科技中心",
    "农村专业技术服务中心",
    "科普研究所",
    "战略研究院",
    "国际科技交流中心",
    "培训中心",
    "科技传播中心",
    "科技出版社",
    "期刊社",
    "人才服务中心",
    "机关服务中心",
    "企业创新服务中心",
    "学术会议中心",
    "老科技工作者服务中心",
    "科普基金办公室",
    "档案馆",
)
DISCIPLINES: Final = (
    ("science", 45),
    ("engineering", 78),
    ("agriculture", 16),
    ("medicine", 28),
    ("interdisciplinary", 43),
)
"""The five groups of societies and how many of the 210 fall in each."""


@dataclass(slots=True)
class Tree:
    """The units in order (parents first), the codes by kind or level, and the unit of each division that has one."""

    units: list[Unit] = field(default_factory=list)
    of: dict[str, list[str]] = field(default_factory=dict)
    by_division: dict[str, str] = field(default_factory=dict)

    def add(self, unit: Unit, *, division: str = "") -> None:
        """Add a unit, filed under its level if it is an association and under its kind otherwise."""
        self.units.append(unit)
        self.of.setdefault(unit.level or unit.kind, []).append(unit.code)
        if division:
            self.by_division[division] = unit.code


def short(name: str) -> str:
    """Return a prefecture's name as an association bears it: 南京市 → 南京; 吉林市 stays: there is a province 吉林."""
    stem = name.removesuffix("市")
    taken = {known for _code, known, _region in PROVINCES.values()}
    return name if len(stem) < 2 or stem in taken else stem  # noqa: PLR2004


def _provinces(tree: Tree) -> None:
    rows = [*((code, *row) for code, row in PROVINCES.items()), ("", *CORPS)]
    for division, code, name, region in rows:
        unit = Unit(code, f"{name}示例科协", ROOT, "association", "province", groups=f"region={region}")
        tree.add(unit, division=division)


def _prefectures(tree: Tree) -> None:
    for division, (code, _name, _region) in PROVINCES.items():
        below = [one for one in divisions.children(division) if one.level == "prefecture"]
        for place, one in enumerate(below, start=1):
            unit = Unit(f"{code}-{place:02d}", f"{short(one.name)}示例科协", code, "association", "prefecture")
            tree.add(unit, division=one.code)


def _counties(tree: Tree, rng: random.Random) -> None:
    every = [one for one in divisions.load().values() if one.level == "county" and not one.flag]
    free = [one.code for one in every if one.code not in KEPT_COUNTIES]
    drawn = {*KEPT_COUNTIES, *rng.sample(free, COUNTIES - len(KEPT_COUNTIES))}
    places: dict[str, int] = {}
    for one in every:
        if one.code not in drawn:
            continue
        parent = CORPS[0] if one.code.startswith("659") else tree.by_division[one.parent]
        places[parent] = places.get(parent, 0) + 1
        stem = parent if "-" in parent else f"{parent}-00"
        unit = Unit(f"{stem}-{places[parent]:02d}", f"{one.name}示例科协", parent, "association", "county")
        tree.add(unit, division=one.code)


def _organs(tree: Tree) -> None:
    for place, name in enumerate(DEPARTMENTS, start=1):
        tree.add(Unit(f"BM-{place:02d}", f"示例科协{name}", ROOT, "department"))
    tree.add(Unit(STUDY_GROUP, "示例科协党组理论学习中心组", ROOT, "office"))
    tree.add(Unit("DEMO-XSB", "示例科协党组巡视工作办公室", ROOT, "office"))
    for place, name in enumerate(DIRECT, start=1):
        tree.add(Unit(f"ZS-{place:02d}", f"示例{name}", ROOT, "direct"))


def _societies(tree: Tree) -> None:
    disciplines = [slug for slug, many in DISCIPLINES for _ in range(many)]
    for place, discipline in enumerate(disciplines, start=1):
        name = f"示例全国学会（第{place:03d}号）"
        tree.add(Unit(f"XH-{place:03d}", name, ROOT, "society", groups=f"discipline={discipline}"))


def _grassroots(tree: Tree) -> None:
    for place, parent in enumerate(tree.of["prefecture"][::6], start=1):
        body = ("高校", "企业", "园区", "乡镇")[place % 4]
        tree.add(Unit(f"JC-{place:03d}", f"示例{body}科协（第{place:03d}号）", parent, "grassroots"))


def _branches(tree: Tree) -> None:
    """Add the branches: each below its department or direct unit, and on the party's line below the committee."""
    committee = Unit("DEMO-JGDW", "示例科协机关党委", ROOT, "office")
    tree.add(committee)
    tree.units.append(replace(committee, line="party"))
    for place, parent in enumerate((*tree.of["department"], *tree.of["direct"]), start=1):
        branch = Unit(f"ZB-{place:02d}", f"示例科协第{place:02d}党支部", parent, "branch")
        tree.add(branch)
        tree.units.append(replace(branch, parent=committee.code, line="party"))


def grow(rng: random.Random) -> Tree:
    """Return the whole tree; which counties have an association is drawn from ``rng``, everything else is fixed."""
    tree = Tree()
    tree.add(Unit(ROOT, "示例科学技术协会", "", "association", "national"))
    _provinces(tree)
    _prefectures(tree)
    _counties(tree, rng)
    _organs(tree)
    _societies(tree)
    _grassroots(tree)
    _branches(tree)
    return tree
