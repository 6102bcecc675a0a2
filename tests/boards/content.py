"""Boards to draw: one as printed every day, one with the longest words, one that means harm."""

from dataclasses import replace
from datetime import date

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
        ),
        PersonOnBoard("网格长", "王国平", "0571-8670 1100", ("统筹网格内各项事务",)),
        PersonOnBoard("网格指导员", "沈丽", None, ("联系街道和区级部门",)),
    ),
    volunteers=("陈 0112", "王 0115", "沈 0120", "李 0133", "郑 0140", "欧阳 0141"),
    scope="东至江陵路，南至滨康路，西至西兴路，北至滨安路。包括水电新村 1 至 18 幢和沿街商铺。",
    facts=(("户数", "412 户"), ("常住人口", "986 人"), ("面积", "0.21 km²")),
    outline=OUTLINE,
    neighbours=(("第 4 网格", EAST), ("第 2 网格", WEST)),
    supervision_phone="0571-8782 5678",
)

LONG_TASK = (
    "定期巡查网格内公共设施、消防通道、河道水质、沿街商铺经营秩序和建筑工地扬尘情况并如实记录上报"
)
LONG_NAME = "阿卜杜热合曼·买买提艾力江·吐尔逊"

LONGEST = replace(
    EVERYDAY,
    number="330108001002003-2025-000123",
    grid_name="白马湖生态创意城产业园区东信大道沿线第一百二十三网格",
    grid_name_en="Baima Lake Eco-Creative City Industrial Park, East Avenue, Grid 123",
    community="白马湖生态创意城产业园区联合社区",
    street="长河街道办事处驻白马湖片区",
    people=tuple(
        PersonOnBoard(
            f"{duty}（社区党支部委员）", LONG_NAME, "0571-8670 1123 转 80012", (LONG_TASK,) * 6
        )
        for duty in ("专职网格员", "网格长", "网格指导员")
    ),
    volunteers=tuple(
        f"{name} {n:04}" for n, name in enumerate(("欧阳", "阿卜杜热合曼·买", "王", "陈") * 10)
    ),
    scope=EVERYDAY.scope * 5,
    facts=tuple(
        (name, "12,412 平方公里")
        for name in ("户数", "常住人口", "楼栋", "沿街商铺", "企业", "面积")
    ),
    supervision_phone="0571-8782 5678 转 8001",
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
