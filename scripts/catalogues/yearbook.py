"""Build the importable yearbook tables of ``src/kexie/data/yearbook/`` from its two ``source_*.csv``.

Run by hand: ``python scripts/catalogues/yearbook.py``. The source files hold the tables as printed; what is written
is in the columns of ``import units|elements|values``. A blank stays blank (not reported), a printed total is a control
value.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parents[2] / "src/kexie/data/yearbook"

UNITS: Final = (
    # code, name, parent, level
    ("agg.cast", "科协系统（中国统计年鉴，统计汇总）", "", "national"),
    ("agg.cast.assoc", "科协组织（统计汇总）", "agg.cast", ""),
    ("agg.cast.assoc.national", "全国级科协（统计汇总）", "agg.cast.assoc", "national"),
    ("agg.cast.assoc.provincial", "省级科协（统计汇总）", "agg.cast.assoc", "province"),
    ("agg.cast.assoc.prefectural", "地市级科协（统计汇总）", "agg.cast.assoc", "prefecture"),
    ("agg.cast.assoc.county", "县级科协（统计汇总）", "agg.cast.assoc", "county"),
    ("agg.cast.society", "学会（统计汇总）", "agg.cast", ""),
    ("agg.cast.society.national", "全国学会（统计汇总）", "agg.cast.society", "national"),
    ("agg.cast.society.provincial", "省级学会（统计汇总）", "agg.cast.society", "province"),
    ("agg.guangzhou", "广州市科协系统（广州统计年鉴，统计汇总）", "", "prefecture"),
    ("agg.guangzhou.city", "市级（统计汇总）", "agg.guangzhou", "prefecture"),
    ("agg.guangzhou.district", "区级（统计汇总）", "agg.guangzhou", "county"),
)

CAST_COLUMNS: Final = {
    "grand_total": "agg.cast",
    "assoc_total": "agg.cast.assoc",
    "assoc_china": "agg.cast.assoc.national",
    "assoc_provincial": "agg.cast.assoc.provincial",
    "assoc_prefectural": "agg.cast.assoc.prefectural",
    "assoc_county": "agg.cast.assoc.county",
    "society_total": "agg.cast.society",
    "society_national": "agg.cast.society.national",
    "society_provincial": "agg.cast.society.provincial",
}
GUANGZHOU_COLUMNS: Final = {
    "total": "agg.guangzhou",
    "city": "agg.guangzhou.city",
    "district": "agg.guangzhou.district",
}
CONTROLS: Final = frozenset({"grand_total", "assoc_total", "society_total", "total"})

CAST_CODES: Final = {
    "机构数": "cast.bodies",
    "从业人员": "cast.staff",
    "学会个人会员": "cast.members",
    "举办国内学术会议": "cast.meetings",
    "学术会议参加人次": "cast.meeting_visits",
    "科普讲座": "cast.lectures",
    "科普讲座参加人次": "cast.lecture_visits",
    "科普展览": "cast.exhibitions",
    "科普展览参观人次": "cast.exhibition_visits",
}
GUANGZHOU_CODES: Final = {
    "机构数": "gz.bodies",
    "机关人数": "gz.staff",
    "在册学会、协会、研究会": "gz.societies",
    "企业科协": "gz.enterprise_bodies",
    "乡镇/街道科协个数": "gz.township_bodies",
    "农技协个数": "gz.rural_bodies",
    "举行国内外学术交流活动": "gz.exchanges",
    "学术交流参加人数": "gz.exchange_visits",
    "举办科普宣讲活动": "gz.popsci",
    "其中:专家科普报告会": "gz.popsci.talks",
    "其中:举办专题展览": "gz.popsci.exhibitions",
    "其中:开展科技咨询": "gz.popsci.consultations",
}
STOCKS: Final = frozenset(
    {
        "cast.bodies",
        "cast.staff",
        "cast.members",
        "gz.bodies",
        "gz.staff",
        "gz.societies",
        "gz.enterprise_bodies",
        "gz.township_bodies",
        "gz.rural_bodies",
    },
)
"""Counted as they stand at the year's end; everything else happened during the year."""

TABLES: Final = (
    # source file, period, codes by item, units by column, what is cited
    ("cast_2004", "2004", CAST_CODES, CAST_COLUMNS, "《中国统计年鉴2005》表21-58"),
    ("guangzhou_2021", "2021", GUANGZHOU_CODES, GUANGZHOU_COLUMNS, "《广州统计年鉴2022》表17-4"),
)


def read(name: str) -> list[dict[str, str]]:
    """Return the rows of a source table as printed."""
    with (FOLDER / f"source_{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def write(name: str, header: list[str], rows: list[list[str]]) -> None:
    """Write one importable file."""
    with (FOLDER / name).open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    sys.stdout.write(f"{name}: {len(rows)} rows\n")


def decimals(row: dict[str, str], columns: dict[str, str]) -> int:
    """Return the most decimals printed in a row."""
    return max(len(row[column].partition(".")[2]) for column in columns)


def main() -> None:
    """Write units, and for each table its elements and values."""
    units = [[code, name, parent, "aggregate", level] for code, name, parent, level in UNITS]
    write("units.csv", ["code", "name", "parent", "kind", "level"], units)
    for name, period, codes, columns, source in TABLES:
        elements, values = [], []
        for row in read(name):
            code = codes[row["item_zh"]]
            title = f"{row['item_zh'].replace(':', '：')}（{row['unit']}）"
            operator = "last" if code in STOCKS else "sum"
            elements.append([code, title, str(decimals(row, columns)), "year", operator, "sum"])
            for column, unit in columns.items():
                role = "control" if column in CONTROLS else "part"
                values.append([code, unit, period, row[column], "exact", role, source])
        write(
            f"elements_{name}.csv",
            ["code", "name", "decimals", "frequency", "time_operator", "unit_operator"],
            elements,
        )
        write(f"values_{name}.csv", ["element", "unit", "period", "value", "bound", "role", "source"], values)


if __name__ == "__main__":
    main()
