"""Cases for which no single unit answers: split into parts that stand at different stages."""

from portal.cases.rules import MeetingKind, Solved
from portal.demo.planting import FAR, NEARBY, Plant, Scene
from portal.demo.play import COMMUNITY, Play

GARAGE = Plant(
    "garage",
    "C101",
    9,
    "07:50",
    "地下车库顶板裂缝漏水大半年了，下雨天像水帘洞，配电箱旁边都是水，物业和开发商互相推",
    "小区地下车库B区",
    reach="mail",
    metres=(40, -30),
    photo="garage",
)
GRILL = Plant(
    "grill",
    "B222",
    13,
    "21:15",
    "楼下新开的烧烤店，油烟从窗户进来，桌子摆到人行道上，半夜一点还在划拳",
    "滨康路商住楼底商",
    NEARBY,
    reach="mail",
    photo="grill",
)
SITE = Plant(
    "site",
    "B227",
    9,
    "10:05",
    "河边工地土方车进出不冲洗，灰大得不敢开窗，围挡也倒了一截，夜里还在打桩",
    "河边工地东门",
    FAR,
    reach="phone",
    photo="site",
)


def garage(play: Play) -> None:
    """A leaking car park: four units at four stages, and a consultation to come on who pays."""
    with play.at(9, "08:40"):
        play.note("garage", "物业说是开发商的防水没做好，开发商说过了保修期，先分开办。")
    with play.at(9, "09:20"):
        play.split(
            "garage",
            [
                ("C101", 4, "ZJJ", "查清裂缝原因和保修责任，督促维修。"),
                ("C108", 3, "PA", "配电箱旁积水，先断电防水、拉警戒线，再督促物业移位。"),
                ("B303", 3, "ZF", "车库入口截水沟堵了，请疏通。"),
                ("C106", 2, COMMUNITY, "泡水的应急灯和疏散指示请督促物业更换。"),
            ],
        )
    with play.at(9, "10:05"):
        play.take("garage/2", "已到现场，和物业电工一起把B区照明回路断开了。")
    with play.at(9, "14:00"):
        play.take("garage/3", "安排疏通队明天上午到。")
    with play.at(8, "11:20"):
        play.resolve("garage/3", "截水沟和雨水箅子已清通，清出淤泥两车。")
    with play.at(8, "14:30"):
        play.take("garage/1", "已调取竣工资料，约开发商和物业现场查看。")
    with play.at(7, "16:10"):
        play.resolve("garage/2", "配电箱已抬高移位并做防水，复测绝缘合格。")
    with play.at(6, "10:00"):
        play.verify("garage/3", "试水看过，排得很快。")
    with play.at(6, "15:00"):
        play.answer("garage/1", "现场看过了：顶板伸缩缝防水失效。维修费由谁出，请各方下次会上定。")
    with play.at(2, "09:30"):
        play.call(
            MeetingKind.CONSULTATION,
            "地下车库漏水会商：责任认定和维修资金",
            "区社会治理指挥中心二楼会商室",
            (-2, "14:30"),
            ("ZJJ", "SFJ", "CR", "PA", COMMUNITY),
            {"garage": "已过保修期的防水由谁出钱修，能不能动用维修资金。"},
        )


def grill(play: Play) -> None:
    """Smoke, tables and noise of one grill: three parts done, and the neighbour is content."""
    with play.at(12, "09:00"):
        play.split(
            "grill",
            [
                ("B222", 3, "ZF", "查油烟净化器和排烟口。"),
                ("B219", 3, "ZF", "桌椅收回店内。"),
                ("B223", 4, "GAJ", "夜间噪声，请晚上十点以后到场。"),
            ],
        )
    with play.at(12, "10:40"):
        play.take("grill/1", "已约店主今天下午开机检测。")
    with play.at(12, "10:45"):
        play.take("grill/2", "今晚联合夜查。")
    with play.at(11, "09:20"):
        play.resolve("grill/2", "外摆桌椅已收回，店主签了承诺书。")
    with play.at(11, "11:00"):
        play.take("grill/3", "已安排晚间巡逻到店劝导。")
    with play.at(9, "16:00"):
        play.resolve("grill/1", "净化器滤网堵死，已清洗更换，复测达标；排烟口改向路边。")
    with play.at(8, "10:30"):
        play.resolve("grill/3", "连续三晚到场，十点后已停止室外经营，未再接到报警。")
    with play.at(7, "19:40"):
        play.rate("grill", Solved.YES, 4, "安静多了，晚上能开窗了")


def site(play: Play) -> None:
    """A building site by the river: two parts done, the fence is late, and with it the whole."""
    with play.at(9, "11:00"):
        play.split(
            "site",
            [
                ("B227", 3, "ZF", "车辆冲洗和裸土覆盖。"),
                ("B228", 3, "ZF", "夜间施工许可请核查。"),
                ("C311", 3, "ZF", "倒掉的围挡请督促当天立起来。"),
            ],
        )
    with play.at(9, "14:10"):
        play.take("site/1", "已到工地，责令今天恢复洗车台。")
    with play.at(8, "15:30"):
        play.resolve("site/1", "洗车台恢复使用，裸土已盖网。")
    with play.at(7, "10:00"):
        play.take("site/3", "已发整改通知，施工方说材料明天到。")
    with play.at(6, "16:20"):
        play.resolve("site/2", "夜间打桩没有许可，已立案，十点后停工。")
    with play.at(2, "10:15"):
        play.order("site/3", "围挡倒了一周，旁边就是人行道，请今天先拉警戒线并回复。")


SCENES = (Scene((GARAGE,), garage, 4), Scene((GRILL,), grill, 3), Scene((SITE,), site, 3))
