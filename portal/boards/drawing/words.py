"""What stands on every board, in Chinese and, where a board is in both languages, in English."""

from datetime import date
from typing import NamedTuple


class Words(NamedTuple):
    """A text in both languages."""

    zh: str
    en: str


TITLE = Words("网格责任公示牌", "Grid responsibility board")
AREA = Words("服务范围", "Service area")
SCHEMATIC = Words("示意图", "Schematic map")
NORTH = Words("北", "N")
THIS_GRID = Words("本网格", "This grid")
PEOPLE = Words("有事找谁", "Who answers for this grid")
VACANT = Words("岗位暂缺，有事请拨打 12345。", "Nobody holds these posts now: please call 12345.")
VACANT_BUT_SUPERVISED = Words(
    "岗位暂缺，有事请拨打监督电话或 12345。",
    "Nobody holds these posts now: please call the supervision line or 12345.",
)
NOBODY = Words("暂缺", "Vacant")
VOLUNTEERS = Words("兼职网格员、志愿者", "Volunteers")
OTHER_TASKS = Words("其余职责请扫码查看", "")
SCAN = Words(
    "扫一扫，报问题、查进度、来评价", "Scan to report a problem, follow it and rate the result"
)
SCAN_FIRST, SCAN_THEN = "扫一扫，", "报问题、查进度、来评价"
TYPE = Words("不方便扫码，也可以打开", "Or open this address")
STEPS = (
    ("scan", Words("扫码", "Scan")),
    ("tell", Words("说事、拍照", "Tell, add a photo")),
    ("follow", Words("看进度、来评价", "Follow and rate")),
)
EMERGENCIES = (
    (Words("报警", "Police"), "110"),
    (Words("火警", "Fire"), "119"),
    (Words("急救", "Ambulance"), "120"),
    (Words("市民热线", "City hotline"), "12345"),
)
SUPERVISION = Words("监督电话", "Supervision")
MAP_ALT = "网格范围示意图"
STEP_ALT = "第 {n} 步："
PHOTO_ALT = "{name}的照片"
CODE_ALT = "二维码：{url}"


def day(on: date) -> str:
    """Return a day as it is printed."""
    return f"{on.year} 年 {on.month} 月 {on.day} 日"


def people(count: int) -> Words:
    """Return how many people there are."""
    return Words(f"{count} 人", f"{count} people")


def more_people(count: int) -> str:
    """Return that some people are not named here."""
    return f"另有 {count} 人，请扫码查看"


def print_of(number: str, revision: int, on: date, grid_code: str) -> tuple[str, ...]:
    """Return which print this is, as the register and the print shop ask for it."""
    return (edition(number, revision), day(on), f"网格编码 {grid_code}")


def edition(number: str, count: int) -> str:
    """Return by what the register knows a board, and which edition this is."""
    return f"公示牌 {number} · 第 {count} 版"
