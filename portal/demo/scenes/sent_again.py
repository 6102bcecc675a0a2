"""Photos that were sent before: the very same one, and one that came through a messenger."""

from portal.demo.planting import HELPER, NEXT_DOOR, Plant, Scene
from portal.demo.play import COMMUNITY, Play

CORRIDOR = (
    Plant(
        "corridor-1",
        "B207",
        9,
        "09:25",
        "巡查发现3幢1单元二楼楼道堆了纸箱和旧柜子",
        "3幢1单元",
        by=HELPER,
        photo="corridor",
    ),
    Plant(
        "corridor-2",
        "B207",
        1,
        "16:40",
        "巡查发现5幢2单元楼道堆物，影响通行",
        "5幢2单元",
        by=HELPER,
        photo="corridor",
    ),
)
CARS = (
    Plant(
        "cars-1",
        "B225",
        4,
        "18:10",
        "小区北门外一排车停在黄线里，公交车拐不过来",
        "小区北门外",
        NEXT_DOOR,
        reach="mail",
        metres=(80, 10),
        photo="cars",
    ),
    Plant(
        "cars-2",
        "B206",
        1,
        "17:20",
        "业主群里看到的，消防通道又被堵了，万一着火怎么办",
        "小区北门消防通道",
        NEXT_DOOR,
        metres=(96, 22),
        photo="cars",
        is_forwarded=True,
    ),
)


def corridor(play: Play) -> None:
    """A helper reports a corridor; a week later another one, with the same photo."""
    with play.at(9, "10:10"):
        play.dispatch("corridor-1", 2, COMMUNITY)
    with play.at(9, "11:00"):
        play.take("corridor-1", "已联系住户，今天内清走。")
    with play.at(8, "15:20"):
        play.resolve("corridor-1", "住户已搬走纸箱，旧柜子由物业清运。")
    with play.at(7, "10:30"):
        play.verify("corridor-1", "现场复核，楼道已清空。")


def cars(play: Play) -> None:
    """Cars in the way; a neighbour sends on what went round in the owners' chat."""
    with play.at(3, "09:15"):
        play.dispatch("cars-1", 3)
    with play.at(3, "10:20"):
        play.take("cars-1", "已和交警约好早晚各拖一次，先张贴提醒。")


SCENES = (Scene(CORRIDOR, corridor), Scene(CARS, cars))
