"""Make the fonts that documents are set in: subsets of free fonts, under names of our own.

Run it with fonttools at hand (Debian: python3-fonttools, fonts-noto-cjk, fonts-lxgw-wenkai):

    python3 scripts/fonts.py [FOLDER]

``FOLDER`` (default: the system's root) is where the two packages are unpacked. What goes in: the 6 763 characters and
the signs of GB 2312, ASCII, and characters that names are written with. The Open Font License reserves the names
"LXGW" and "霞鹜", so every subset gets a name of ours; the licences lie beside the fonts.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

TARGET: Final = Path(__file__).resolve().parents[1] / "src/kexie/reports/fonts"
NOTO: Final = "usr/share/fonts/opentype/noto"
KAI: Final = "usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf"
FACES: Final = (
    ("KexieSerif-Regular.otf", f"{NOTO}/NotoSerifCJK-Regular.ttc", "Noto Serif CJK SC", "Kexie Serif", "Regular"),
    ("KexieSerif-Bold.otf", f"{NOTO}/NotoSerifCJK-Bold.ttc", "Noto Serif CJK SC", "Kexie Serif", "Bold"),
    ("KexieSans-Bold.otf", f"{NOTO}/NotoSansCJK-Bold.ttc", "Noto Sans CJK SC", "Kexie Sans", "Bold"),
    ("KexieKai-Regular.ttf", KAI, "", "Kexie Kai", "Regular"),
)
"""File, source, the face inside a collection, and the family and style under which it is known afterwards."""
ENGLISH: Final = 0x409
GB_ROWS: Final = range(0xA1, 0xF8)
"""First bytes of GB 2312: signs from A1, characters of the first level from B0, of the second to F7."""
SIGNS: Final = (
    "—–‘’“”…·•‰′″℃№ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ←↑→↓≈≠≤≥×÷±∑√①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳●○■□▲△▼▽◆◇★☆〇〔〕【】《》〈〉「」『』￥／＜＞＝＋－％　"
)
NAMES: Final = (
    "喆堃珺璟镕昇囍瑄珅玥琤璠璞璘璐琦琨琬瑗瑾璇璨璟瓒珮珩珣珞珲琇琏琎琪琰瑀瑭璜璟曦晟昱昀昊旻晖晞晗暄暐暠曈"
    "彧彣翀翯翾羿旸旼玢玠玘玙玞玟珉珖珝珵琯瑢瑨瑱璆璈璋璎璕璥璪璟堉堃垚垕垲埕培埗塬墉圳峣峤峥崟崧嵘嵩嶙巍"
    "淏淯淼渲湜湉湲溁溦滢滟漪潇潆澍澔濛瀚灏焜焱煊煜煦煒燊燚爔烨炘炜炆烜烺烔焓熠熳燏甯甦睿祎祺祾禛禤禹穎竑竣"
    "筠箐篪粲綦纮绂绡绮缇缦翊翥耘聿胤芃芊芮苒苡茗茜荃荇莀莙莨菡菁菀萱萩葳蒨蓁蓥蔺蕙薇薏藜蘅衎衡袆裎褀詠誉谌"
    "贇赟赜跃跹轩轶辂辰迪迺逄逯邈邗邱郗郅郦郯鄢鄞酆釗釮鉴鋆錡鍈鎏鑫钇钊钰钲铄铖铠铱铧铨铿锟锴锶镁镠镡镱闫闳闿阗"
    "陟隽雯雱霁霂霄霈霏霖霨韡韫頔頫颀颉颋颖飏飐飔馡馨骁骅骆骐骞骢骥髙魁鸣鸾鹍鹏麒麟黎黛龑龢禕彀嫚嫣婳婧娅妤姝姞"
    "媞嬅孃孜宓宥宸寔屾岍岑峪帧庠庹廙弢彤徕怡恺惇惟惠慜懋戈扆捷敉敔昉昕晙晧晳晸朏杺枞柘栎栩桉桢梓梃椤楠楷榕槿樾檀"
    "歆毓氤沄沅沆沚沛沣泓泠泱泷洄洵洺浠浥浔涂涵淙淞湘溥珈琊祜祐禧秾稷竺笙筱粟綺罡羲翰臧芷茹菲葭蓓蕊蕾蘭虔蜀衍裕襄"
)


def characters() -> Iterator[int]:
    """Yield the code points that every face keeps, as far as it has them."""
    yield from range(0x20, 0x7F)
    yield from (0xA0, 0xB7, 0xD7, 0xF7)
    for row in GB_ROWS:
        for cell in range(0xA1, 0xFF):
            try:
                yield ord(bytes([row, cell]).decode("gb2312"))
            except UnicodeDecodeError:
                continue  # a place that the standard leaves empty
    yield from map(ord, SIGNS + NAMES)


def opened(path: Path, face: str) -> TTFont:
    """Open a font, or the face of a name out of a collection."""
    if not face:
        return TTFont(path)
    return next(font for font in TTCollection(path).fonts if font["name"].getDebugName(1) == face)


def renamed(font: TTFont, family: str, style: str) -> None:
    """Give a font its new name everywhere that it says one, and keep who made it and under what licence."""
    table = font["name"]
    kept = [record for record in table.names if record.nameID in (0, 13, 14) and record.langID == ENGLISH]
    table.names = kept
    plain = f"{family} {style}"
    for number, text in ((1, family), (2, style), (3, plain), (4, plain), (5, "1.0"), (6, plain.replace(" ", "-"))):
        table.setName(text, number, 3, 1, ENGLISH)
    if "CFF " in font:
        inner = font["CFF "].cff
        inner.fontNames = [plain.replace(" ", "-")]
        top = inner.topDictIndex[0]
        for name in ("FullName", "FamilyName", "Notice"):
            if hasattr(top, name):
                setattr(top, name, family)


def make(root: Path) -> None:
    """Write every face."""
    options = Options()
    options.layout_features = ["kern"]
    options.hinting = False
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "DSIG", "STAT", "meta"]
    TARGET.mkdir(exist_ok=True)
    for name, source, face, family, style in FACES:
        font = opened(root / source, face)
        cutter = Subsetter(options)
        cutter.populate(unicodes=sorted(set(characters())))
        cutter.subset(font)
        renamed(font, family, style)
        font["head"].created = font["head"].modified = 0
        font.recalcTimestamp = False
        font.save(TARGET / name)
        sys.stderr.write(f"{name}: {(TARGET / name).stat().st_size} bytes, {len(font.getBestCmap())} characters\n")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("/"))
