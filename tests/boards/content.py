"""Boards to draw: one as printed every day, one with the longest words, one that means harm."""

import base64
import io
from dataclasses import replace
from datetime import date

from PIL import Image

from portal.boards.drawing import BoardContent, PersonOnBoard

OUTLINE = (
    (120.2031, 30.1802),
    (120.2072, 30.1795),
    (120.2088, 30.1821),
    (120.2079, 30.1846),
    (120.2040, 30.1851),
    (120.2026, 30.1829),
    (120.2031, 30.1802),
)
EAST = (
    (120.2072, 30.1795),
    (120.2140, 30.1790),
    (120.2141, 30.1850),
    (120.2079, 30.1846),
    (120.2088, 30.1821),
)
WEST = (
    (120.2031, 30.1802),
    (120.2026, 30.1829),
    (120.2040, 30.1851),
    (120.1960, 30.1853),
    (120.1962, 30.1800),
)

EVERYDAY = BoardContent(
    number="BJ-0047",
    revision=2,
    printed_on=date(2025, 11, 20),
    url="HTTPS://GRID.EXAMPLE.GOV.CN/B/7K3M9Q",
    grid_name="水电社区第三网格",
    grid_name_en="Shuidian Community, Grid 3",
    grid_code="330108001002003",
    community="水电社区",
    street="西兴街道",
    community_en="Shuidian Community",
    street_en="Xixing Sub-district",
    people=(
        PersonOnBoard(
            "专职网格员",
            "陈建芳",
            "0571-8670 1123",
            (
                "每天走访巡查，发现问题当场处理或上报",
                "接收扫码报来的问题，两个工作日内回复",
                "看望独居老人和困难家庭",
            ),
            "Full-time grid worker",
        ),
        PersonOnBoard("网格长", "王国平", "0571-8670 1100", ("统筹网格内各项事务",), "Grid leader"),
        PersonOnBoard("网格指导员", "沈丽", None, ("联系街道和区级部门",), "Grid instructor"),
    ),
    volunteers=("陈 0112", "王 0115", "沈 0120", "李 0133", "郑 0140", "欧阳 0141"),
    scope="东至江陵路，南至滨康路，西至西兴路，北至滨安路。包括水电新村 1 至 18 幢和沿街商铺。",
    facts=(("户数", "412 户"), ("常住人口", "986 人"), ("面积", "0.21 km²")),
    facts_en=(("Households", "412"), ("Residents", "986"), ("Area", "0.21 km²")),
    outline=(OUTLINE,),
    neighbours=(("第 4 网格", (EAST,)), ("第 2 网格", (WEST,))),
    supervision_phone="0571-8782 5678",
)

LONG_TASK = (
    "定期巡查网格内公共设施、消防通道、河道水质、沿街商铺经营秩序和建筑工地扬尘情况并如实记录上报"
)
LONG_NAME = "阿卜杜热合曼·买买提艾力江·吐尔逊"
FAMILY_NAMES = ("欧阳", "王", "陈", "司徒", "李", "𬭎", "阿卜杜热合曼", "䶮")

# As long as any board may become and still say everything: on every large sheet, in two languages.
LONGEST = replace(
    EVERYDAY,
    number="330108-001-002-003",
    grid_name="白马湖生态创意城产业园区东信大道沿线第一百二十三网格",
    grid_name_en="Baima Lake Eco-Creative City Industrial Park, East Avenue, Grid 123",
    community="白马湖生态创意城产业园区联合社区",
    community_en="Baima Lake Industrial Park Joint Community",
    street="长河街道办事处驻白马湖片区",
    street_en="Changhe Sub-district, Baima Lake Office",
    people=(
        PersonOnBoard(
            "专职网格员（社区党支部委员）",
            LONG_NAME,
            "0571-8670 1123 转 80012",
            (LONG_TASK,),
            "Full-time grid worker",
        ),
        PersonOnBoard(
            "网格长（社区党委书记）",
            "欧阳㛃䶮",
            "0571-8670 1100 转 80013",
            (LONG_TASK,),
            "Grid leader",
        ),
        PersonOnBoard(
            "网格指导员（街道下派）",
            "司马相如",
            "0571-8670 1111 转 80014",
            ("联系街道和区级部门", "督查巡查日志和办结质量"),
            "Grid instructor",
        ),
    ),
    volunteers=tuple(f"{FAMILY_NAMES[n % 8]} S{n:05}" for n in range(40)),
    scope=EVERYDAY.scope * 2,
    facts=(
        ("类型", "园区楼宇"),
        ("户数", "12,412 户"),
        ("居民", "112,412 人"),
    ),
    facts_en=(
        ("Kind", "Business park"),
        ("Households", "12,412"),
        ("Residents", "112,412"),
    ),
    supervision_phone="0571-8782 5678 转 8001",
)

# What a registry may hold at most: it can't all stand on a board, and nothing may run over.
OVERLONG = replace(
    LONGEST,
    grid_name=("白马湖生态创意城产业园区东信大道沿线" * 5)[:80],
    grid_name_en="Baima Lake Eco-Creative City Industrial Park " * 4,
    community="白马湖生态创意城产业园区联合社区" * 5,
    street="长河街道办事处驻白马湖片区" * 5,
    people=tuple(
        PersonOnBoard(
            f"{duty}（社区党支部委员）", LONG_NAME, "0571-8670 1123 转 80012", (LONG_TASK,) * 20
        )
        for duty in ("专职网格员", "网格长", "网格指导员") * 3
    ),
    volunteers=tuple(f"阿卜杜热合曼·买买提 S{n:05}" for n in range(400)),
    scope=(EVERYDAY.scope * 25)[:1000],
    facts=tuple((f"很长很长的名目{n}", "12,412 平方公里") for n in range(20)),
)

HOLE, ISLAND = (
    tuple(
        (x + dx * 0.0008, 30.182 + dy * 0.0006)
        for dx, dy in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    )
    for x in (120.2055, 120.2115)
)
PARTED = replace(EVERYDAY, outline=(OUTLINE, HOLE, ISLAND))
IN_WORDS = replace(EVERYDAY, outline=(), neighbours=())
BARE = replace(
    EVERYDAY, people=(), volunteers=(), facts=(), neighbours=(), scope="", supervision_phone=""
)


def a_photo() -> str:
    """Return a portrait as boards hold it: a JPEG in base 64."""
    out = io.BytesIO()
    Image.radial_gradient("L").resize((300, 400)).convert("RGB").save(out, "JPEG")
    return base64.b64encode(out.getvalue()).decode()


PICTURED = replace(
    EVERYDAY,
    people=(
        replace(EVERYDAY.people[0], photo=a_photo()),
        *EVERYDAY.people[1:],
        PersonOnBoard("网格员", "", "0571-8670 1199", ("夜间巡查",), "Grid worker"),
    ),
)

HOSTILE = '#panic("x") "] \\ <b> $x$ 😀 䶮㛃𬭎'

HARMFUL = replace(
    EVERYDAY,
    grid_name=HOSTILE,
    people=tuple(replace(p, name=HOSTILE, duty=HOSTILE, tasks=(HOSTILE,)) for p in EVERYDAY.people),
    volunteers=(HOSTILE, HOSTILE),
    scope=HOSTILE,
    facts=((HOSTILE, HOSTILE),),
)
