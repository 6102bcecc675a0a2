"""Difficult cases before a meeting: one held and its case solved, others held, due and to come."""

from portal.cases.rules import MeetingKind, Solved
from portal.demo.planting import ELSEWHERE, NEARBY, WORKER, Plant, Scene
from portal.demo.play import Play

SMOKE = (
    Plant(
        "smoke-1",
        "B222",
        16,
        "18:45",
        "商住楼一楼六家饭店共用一根烟道，我家厨房倒灌油烟，找了三个部门都说不归他管",
        "江南大道商住楼",
        reach="mail",
        metres=(-20, -70),
        photo="smoke",
    ),
    Plant(
        "smoke-2",
        "B222",
        15,
        "19:10",
        "饭店烟道出口正对卧室窗户，晚饭时间不敢开窗",
        "商住楼北侧",
        ELSEWHERE,
        photo="smoke from the north",
    ),
)
SMOKE_MINUTES = (
    "到会单位一致认为：净化器由综合执法管，公共烟道排放由生态环境分局检测，"
    "烟道改造由住建局指导产权人实施，市场监管分局在换证时核对排烟条件。\n"
    "三个工作日内先出检测结果，再定整改期限。"
)
MARKET = (
    Plant(
        "market",
        "B219",
        9,
        "06:50",
        "早市摊位摆到机动车道上，送孩子上学只能走路中间",
        "长河路早市",
        reach="mail",
        photo="market",
    ),
    Plant(
        "fence",
        "C103",
        9,
        "10:20",
        "巡查发现群楼疏散通道被仓库铁门封住，三家公司都说门不是自己装的",
        "园区2号楼",
        NEARBY,
        by=WORKER,
        photo="gate",
    ),
)
GREEN = Plant(
    "green",
    "B229",
    6,
    "15:30",
    "小区东门绿化带被压成停车场，树都撞断了，物业说地是市政的，市政说是小区的",
    "小区东门",
    reach="phone",
    metres=(10, 90),
    photo="green",
)
NOISE = Plant(
    "noise",
    "B223",
    5,
    "21:40",
    "广场上两支舞队对着放音响，从七点半跳到十点，打过电话，当晚小一点，第二天照旧",
    "社区文化广场",
    ELSEWHERE,
    reach="mail",
)


def smoke(play: Play) -> None:
    """Six kitchens on one flue: three offices met, one took it, and it is solved."""
    with play.at(15, "09:10"):
        play.dispatch("smoke-1", 3, "ZF")
    with play.at(15, "11:00"):
        play.take("smoke-1", "已到现场，六家店共用烟道，先查各家净化器。")
    with play.at(14, "09:00"):
        play.dispatch("smoke-2", 3, "ZF")
    with play.at(13, "15:00"):
        play.take("smoke-2", "已登记，和另一处共用烟道的问题一并研究。")
        play.answer("smoke-1", "各家净化器都开着，问题出在公共烟道，牵涉几个部门，已提请会商。")
    with play.at(12, "10:00"):
        meeting = play.call(
            MeetingKind.CONSULTATION,
            "商住楼餐饮油烟会商：公共烟道谁来管",
            "区社会治理指挥中心二楼会商室",
            (10, "14:30"),
            ("HBJ", "CGJ", "SJJ", "ZJJ", "CR", "ZF"),
            {
                "smoke-1": "公共烟道不达标由谁检测、谁督促整改。",
                "smoke-2": "烟道出口能不能移到楼顶。",
            },
        )
    with play.at(10, "16:20"):
        play.hold(
            meeting,
            SMOKE_MINUTES,
            [
                ("由生态环境分局牵头检测公共烟道并督促产权人整改，执法队配合。", "HBJ"),
                ("仍由执法队办理，和产权人商定把出口接到楼顶，会后十日内复查。", ""),
            ],
            absent=("SJJ",),
        )
    with play.at(9, "09:30"):
        play.take("smoke-1", "已安排监测站明晚用餐高峰检测。")
    with play.at(7, "10:00"):
        play.resolve("smoke-2", "产权人把出口接到了楼顶，试运行三天，北侧窗口无明显油烟。")
    with play.at(5, "15:20"):
        play.resolve("smoke-1", "检测超标，产权人加装净化和风机，复测达标，今后每季度抽检。")
    with play.at(4, "12:30"):
        play.rate("smoke-1", Solved.YES, 5, "跑了半年没人管，这次总算有人牵头了")


def market(play: Play) -> None:
    """The street's regular meeting: one case goes to another office, one stays with conditions."""
    with play.at(9, "09:15"):
        play.dispatch("market", 3, "ZF")
    with play.at(9, "11:10"):
        play.dispatch("fence", 3, "PA")
    with play.at(9, "14:00"):
        play.take("market", "明早六点半到场疏导。")
    with play.at(8, "10:00"):
        play.take("fence", "已到现场，铁门归属还没查清。")
    with play.at(7, "10:30"):
        meeting = play.call(
            MeetingKind.JOINT,
            "长河街道平安联席会议",
            "长河街道三楼会议室",
            (5, "14:00"),
            ("PA", "ZF", "SJ", "BM", "XFD", "JJD"),
            {
                "market": "早市能不能限时限位，几点收摊。",
                "fence": "铁门归属不清，由谁去拆。",
            },
        )
    with play.at(5, "16:30"):
        play.hold(
            meeting,
            "通报上月事件情况；研究两件久拖未决的事。\n"
            "早市：市场监管所登记摊主，执法队画线，交警早高峰派一人。\n"
            "疏散通道：消防已认定必须恢复，归属不影响拆除。",
            [
                ("早市限在辅路东侧，七点四十前收摊，执法队每天到场到月底。", ""),
                ("由综合执法队牵头拆除铁门，平安办和园区物业配合。", "ZF"),
            ],
        )
    with play.at(4, "10:00"):
        play.take("fence", "已和园区约好本周内拆门，先换成可推开的锁。")


def green(play: Play) -> None:
    """A green strip that nobody owns up to: the meeting was yesterday, its minutes are due."""
    with play.at(5, "09:30"):
        play.dispatch("green", 3, "ZF")
    with play.at(5, "11:00"):
        play.take("green", "已到现场立桩围挡，权属正在查。")
    with play.at(3, "10:00"):
        play.call(
            MeetingKind.JOINT,
            "东门绿化带权属协调会",
            "长河街道三楼会议室",
            (1, "15:00"),
            ("ZF", "ZGJ", "CGJ", "BM"),
            {"green": "绿化带归谁养护，停车怎么疏导。"},
        )


def noise(play: Play) -> None:
    """Two dance groups on one square: a joint meeting in another street is still to come."""
    with play.at(4, "09:00"):
        play.dispatch("noise", 3, "PA")
    with play.at(4, "10:30"):
        play.take("noise", "今晚和社区一起到广场劝导。")
    with play.at(2, "09:40"):
        play.call(
            MeetingKind.JOINT,
            "文化广场噪声联席会议：错时错位怎么排",
            "西兴街道一楼会议室",
            (-1, "10:00"),
            ("PA", "ZF", "GAJ", "WLJ"),
            {"noise": "两支舞队怎么错开时间和位置，音量由谁盯。"},
        )


HELD = (Scene(SMOKE, smoke), Scene(MARKET, market), Scene((GREEN,), green))
TO_COME = (Scene((NOISE,), noise),)
