"""Reports of one problem by several people: joined, one of them parted again, each asked once."""

from portal.cases.rules import Solved
from portal.demo.planting import ELSEWHERE, HELPER, Plant, Scene
from portal.demo.play import Play

HEAP = (
    Plant(
        "heap-1",
        "B220",
        3,
        "08:12",
        "菜场西门外的垃圾堆了一夜，塑料袋被风吹得满马路都是",
        "菜场西门外",
        reach="mail",
        metres=(20, 35),
        photo="heap",
    ),
    Plant(
        "heap-2",
        "B220",
        3,
        "11:40",
        "菜场门口一大堆烂菜叶，味道很重，小孩上学都绕着走",
        "菜场西门",
        reach="phone",
        metres=(30, 50),
        photo="heap from the school",
    ),
    Plant(
        "heap-3",
        "B220",
        3,
        "17:55",
        "西门那堆垃圾还在，下午又有人往上面扔",
        "菜场西门外",
        reach="mail",
        metres=(24, 30),
    ),
    Plant(
        "heap-4",
        "B220",
        2,
        "09:30",
        "巡查发现菜场西门垃圾外溢，已提醒周边商户不要再倒",
        "菜场西门外",
        by=HELPER,
        metres=(22, 41),
        photo="heap next morning",
    ),
    Plant(
        "heap-5",
        "B220",
        2,
        "12:05",
        "菜场后面巷子里倒了两车装修垃圾，砖头玻璃都有，没人管",
        "菜场后巷",
        reach="mail",
        metres=(-15, 60),
        photo="rubble",
    ),
)
LAMP = (
    Plant(
        "lamp-1",
        "B304",
        12,
        "19:20",
        "江陵路公交站旁边路灯三盏不亮，下了班走过去一片黑",
        "江陵路公交站旁",
        reach="mail",
        metres=(-60, 10),
        photo="dark street",
    ),
    Plant(
        "lamp-2",
        "B304",
        12,
        "20:05",
        "The street lamps by the bus stop are out. I nearly fell over a kerb.",
        "Jiangling Road, bus stop",
        language="en",
        reach="mail",
        metres=(-52, 4),
    ),
    Plant(
        "lamp-3",
        "B304",
        11,
        "18:40",
        "公交站这边路灯还是不亮，孩子下晚自习要走这里",
        "江陵路公交站旁",
        metres=(-66, 18),
    ),
)
BIKES = (
    Plant(
        "bikes-1",
        "D402",
        4,
        "08:31",
        "地铁口共享单车堆成山，早高峰出不来",
        "地铁口",
        ELSEWHERE,
        reach="mail",
        photo="bicycles",
    ),
    Plant(
        "bikes-2",
        "D402",
        4,
        "08:47",
        "地铁口单车把盲道都占了，请企业来清",
        "地铁口盲道",
        ELSEWHERE,
    ),
    Plant(
        "bikes-3",
        "D402",
        4,
        "18:20",
        "下班时间地铁口又停满了单车",
        "地铁口",
        ELSEWHERE,
        reach="phone",
    ),
)


def heap(play: Play) -> None:
    """Rubbish behind the market: five reports, one of them about something else after all."""
    with play.at(3, "09:05"):
        play.dispatch("heap-1", 1)
    with play.at(3, "09:50"):
        play.take("heap-1", "已到现场，正在联系市场方和保洁公司清运。")
    with play.at(3, "14:10"):
        play.join("heap-2", "heap-1", "同一堆垃圾，位置相距不到二十米。")
    with play.at(2, "08:50"):
        play.join("heap-3", "heap-1")
    with play.at(2, "10:00"):
        play.join("heap-4", "heap-1")
    with play.at(2, "14:00"):
        play.join("heap-5", "heap-1")
    with play.at(1, "09:00"):
        said = "保洁公司的车坏了，市场方答应下午两点前清完。"
        play.order("heap-1", "四位居民反映同一处，请今天清完，并和市场方定下收运时间。", said)
    with play.at(1, "11:40"):
        play.part("heap-5", "后巷是装修垃圾，和西门的菜叶不是一回事，要另外找清运单位。")


def lamp(play: Play) -> None:
    """Dark street lamps: mended; of three reporters two have answered so far."""
    with play.at(11, "09:10"):
        play.dispatch("lamp-1", 4)
    with play.at(11, "09:30"):
        play.join("lamp-2", "lamp-1")
    with play.at(11, "10:15"):
        play.take("lamp-1", "已通知路灯养护单位，今晚带灯检查线路。")
    with play.at(11, "18:41"):
        play.say_same("lamp-3", "lamp-1")
    with play.at(8, "16:30"):
        play.resolve("lamp-1", "是一段电缆进水，已更换，三盏路灯全部恢复，晚上请再看一眼。")
    with play.at(8, "20:10"):
        play.rate("lamp-1", Solved.YES, 5, "晚上走过去都亮了，谢谢")
    with play.at(7, "12:25"):
        play.rate("lamp-2", Solved.YES, 4)


def bikes(play: Play) -> None:
    """Bicycles at the metro: cleared, and nobody has said yet whether that lasts."""
    with play.at(4, "09:20"):
        play.dispatch("bikes-1", 2)
    with play.at(4, "09:35"):
        play.join("bikes-2", "bikes-1")
    with play.at(4, "10:00"):
        play.take("bikes-1", "已联系两家单车企业调度车辆。")
    with play.at(3, "09:00"):
        play.join("bikes-3", "bikes-1")
    with play.at(2, "15:40"):
        play.resolve("bikes-1", "清走一百二十余辆，划了停放线，早晚高峰有人值守。")


SCENES = (Scene(HEAP, heap), Scene(LAMP, lamp), Scene(BIKES, bikes))
