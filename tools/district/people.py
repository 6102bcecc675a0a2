"""Inventing the people on the boards: a leader, instructor and full-time worker, plus X."""

from collections.abc import Iterator, Sequence
from random import Random

import tables

STARTED_ON = "2025-09-01"
PART_TIME = 4312  # "over 4,300" in the district's own account
FEWEST, MOST = 8, 16  # part-time workers in one grid

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯曹彭曾肖田董潘蔡蒋余于杜"
    "叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱尹薛闫段雷侯龙史陶"
    "黎顾郝龚邵万钱严覃武戴莫孔向汤来俞傅楼裘"
)

FIRST = "建志文晓海明永秀玉桂丽雅静思佳梦雨子家宏伟俊德松庆荣振成天欣诗嘉若婉慧美红凤兰素爱淑亚月水"

SECOND = (
    "华民平强杰斌波峰磊勇超辉鹏飞宇浩然轩泽豪恒良芳娟敏霞燕玲娜萍莉琴英芬琳洁颖怡婷妍蓉莲珍菊瑶"
)

# A name that many readers would connect with somebody is drawn again.
KNOWN = (
    "任志强 何文辉 刘嘉玲 刘德华 刘永强 刘若英 吴秀波 孙海英 张子宇 "
    "张子强 张宏良 徐海燕 李庆良 李晓霞 李永波 李雅英 李雨轩 杨丽萍 "
    "林志玲 林志颖 林文婷 王建民 王海燕 罗永浩 许家豪 赵丽蓉 赵丽颖 "
    "郑秀妍 郭子豪 郭德强 金庆民 陈建斌 陈慧琳"
)

LEADER = "统筹本网格巡查和服务;主持网格周例会;督促问题按期办结;走访重点家庭和单位"
INSTRUCTOR = "指导网格规范运行;联系街道和部门协调难题;督查巡查日志和办结质量;培训网格力量"
# The full-time worker of each grid has a bent, after the "one leader, three workers" pattern.
FULL_TIME = (
    "日常巡查和信息采集;收集民情民意;上门走访和代办服务;核实办结结果",
    "日常巡查和信息采集;查看消防和用电用气安全;出租房安全排查;核实办结结果",
    "日常巡查和信息采集;维护市容环境和停车秩序;垃圾分类劝导;核实办结结果",
)


def staff(grids: Sequence[str]) -> Iterator[tables.Row]:
    """Yield every post of every grid; the staff number tells people of the same name apart."""
    dice = tables.dice("people")
    phones = _phones(dice, 3 * len(grids))
    helpers = _part_time_counts(len(grids))
    number = 0
    for grid, more in zip(grids, helpers, strict=True):
        duties = [
            ("grid_leader", LEADER),
            ("grid_instructor", INSTRUCTOR),
            ("full_time_worker", dice.choice(FULL_TIME)),
            *[("part_time_worker", "")] * more,
        ]
        for (duty, tasks), name in zip(duties, _names(dice, len(duties)), strict=True):
            number += 1
            yield _post(grid, duty, tasks, name, f"S{number:05}", phones)


def _post(
    grid: str, duty: str, tasks: str, name: str, person: str, phones: list[str]
) -> tables.Row:
    return {
        "kind": "staff",
        "name": name,
        "grid": grid,
        "duty": duty,
        "person": person,
        "phone": "" if duty == "part_time_worker" else phones.pop(),
        "email": f"{person.lower()}@example.org" if duty == "full_time_worker" else "",
        "tasks": tasks,
        "started_on": STARTED_ON,
    }


def _part_time_counts(grids: int) -> list[int]:
    """Return the X of each grid, adding up to the district's number."""
    dice = tables.dice("part-time workers")
    counts = [dice.randint(FEWEST, MOST) for _ in range(grids)]
    while (missing := PART_TIME - sum(counts)) != 0:
        at, step = dice.randrange(grids), 1 if missing > 0 else -1
        if FEWEST <= counts[at] + step <= MOST:
            counts[at] += step
    return counts


def _names(dice: Random, count: int) -> list[str]:
    """Return invented names, none of them twice in a grid.

    Given names have two characters: short names are too often those of known people.
    """
    names: dict[str, None] = {}
    while len(names) < count:
        name = _surname(dice) + dice.choice(FIRST) + dice.choice(SECOND)
        if name not in KNOWN:
            names[name] = None
    return list(names)


def _surname(dice: Random) -> str:
    """Return a surname; those at the front of the list are the commoner ones."""
    return SURNAMES[int(len(SURNAMES) * dice.random() ** 1.8)]


def _phones(dice: Random, count: int) -> list[str]:
    """Return numbers that can never be dialled: a local number does not begin with nought."""
    return [f"0571-0{tail:07}" for tail in dice.sample(range(1_000_000, 10_000_000), count)]
