"""Second units that help (协办): one is asked and has yet to come, others have done their part."""

from portal.cases.rules import Solved
from portal.demo.planting import NEARBY, WORKER, Plant, Scene
from portal.demo.play import Play

CANTEEN = Plant(
    "canteen",
    "B211",
    3,
    "12:30",
    "一楼住户在家里做盒饭卖，没有证，客厅就是厨房，油烟往楼道里排",
    "2幢1单元一楼",
    reach="mail",
    photo="canteen",
)
SHED = Plant(
    "shed",
    "B217",
    5,
    "09:40",
    "巡查发现绿化带旁新搭了一间铁皮棚，里面堆木料，还住着人",
    "河边步道旁",
    NEARBY,
    by=WORKER,
    photo="shed",
)
CHARGER = Plant(
    "charger",
    "C306",
    10,
    "20:30",
    "停车棚里几十辆电瓶车一起充电，没有隔断也没有摄像头，楼上就是住家",
    "3幢北侧停车棚",
    reach="mail",
    photo="charging shed",
)


def canteen(play: Play) -> None:
    """A kitchen without a licence: the market team leads, the enforcement team is asked along."""
    with play.at(3, "14:00"):
        play.dispatch("canteen", 3, "SJ")
    with play.at(3, "15:10"):
        play.take("canteen", "已收到，明天上午上门检查。")
    with play.at(2, "11:30"):
        play.answer("canteen", "上门看过，确实没有证，已要求停止加工；排烟请综合执法队一起处理。")
    with play.at(1, "10:20"):
        asked = "住户把排烟管接到了楼道里，请一同到场，责令拆除并复查。"
        play.ask_help("canteen", "ZF", asked)


def shed(play: Play) -> None:
    """A shed in the green: the enforcement team leads, and the safety office has been there."""
    with play.at(5, "10:30"):
        play.dispatch("shed", 3, "ZF")
    with play.at(5, "14:20"):
        play.take("shed", "已到现场，棚主不在，已张贴通知。")
    with play.at(4, "09:10"):
        play.ask_help("shed", "PA", "棚里住着人还堆木料，请协助劝离并查用电。")
    with play.at(3, "16:00"):
        play.help("shed", "PA", "已联系棚主，两名住户当晚搬离，私接电线已拆。")
    with play.at(2, "10:00"):
        play.note("shed", "棚主答应本周自拆，到期不拆再强制拆除。")


def charger(play: Play) -> None:
    """A charging shed without walls: the fire brigade gave its advice, and it is rebuilt."""
    with play.at(9, "09:05"):
        play.dispatch("charger", 3, "PA")
    with play.at(9, "10:00"):
        play.take("charger", "已通知物业今晚起限量充电，并派人值守。")
    with play.at(8, "09:30"):
        play.ask_help("charger", "XFD", "请到场看隔断怎么做、摄像头装几个。")
    with play.at(7, "15:00"):
        play.help("charger", "XFD", "每二十辆一道防火隔断，两头装烟感摄像头，已书面告知物业。")
    with play.at(5, "16:40"):
        play.resolve("charger", "物业已加三道防火隔断、装两个烟感摄像头，消防大队看过合格。")
    with play.at(4, "19:05"):
        play.rate("charger", Solved.YES, 5, "效率很高，住楼上安心多了")


SCENES = tuple(
    Scene((plant,), happens)
    for plant, happens in ((CANTEEN, canteen), (SHED, shed), (CHARGER, charger))
)
