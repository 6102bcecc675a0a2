"""What the courses of the demonstration say: drafted by us, for the district to read and change."""

from dataclasses import dataclass

from portal.training.actions import ChoiceWritten, QuestionWritten, Written
from portal.training.rules import Task

DRAFTED = "（示例课程：内容为起草稿，由区里核定后使用。）"
DRAFTED_EN = "(An example: drafted, for the district to confirm.)"


@dataclass(frozen=True)
class Lesson:
    """A step in both languages, with a picture by name if it has one, and what that shows."""

    title: str
    title_en: str
    words: str
    words_en: str
    picture: tuple[str, str] | None = None  # its name, and the group that it is drawn for
    shows: str = ""


@dataclass(frozen=True)
class Draft:
    """A whole course."""

    about: Written
    lessons: tuple[Lesson, ...]
    questions: tuple[QuestionWritten, ...]


def _ask(words: str, words_en: str, step: int, *choices: tuple[str, str, bool]) -> QuestionWritten:
    return QuestionWritten(words, tuple(ChoiceWritten(*each) for each in choices), words_en, step)


STARTING = Draft(
    Written(
        title="网格志愿者上岗培训",
        words="给新加入的兼职网格员和志愿者：看见什么要报、怎么报、怎么拍、什么不能做。"
        f"读完四步，答五道题，大约十分钟。\n{DRAFTED}",
        title_en="Starting as a grid volunteer",
        words_en="For whoever begins as a part-time grid worker: what to report and how, how to "
        f"take the photo, and what not to do. Four steps, five questions, ten minutes.\n"
        f"{DRAFTED_EN}",
        valid_months=12,
        pass_percent=80,
        tasks=frozenset({Task.PATROL, Task.VERIFY}),
    ),
    (
        Lesson(
            "看见什么要报",
            "What to report",
            "报的是公共的事：路灯不亮、井盖松动、垃圾堆放、占道、消防通道被堵、积水。\n\n"
            "邻居家里的事、听来的话、别人的隐私，不报、不拍、不传。\n\n"
            "有人受伤、着火、打架，先打 110、119、120，再报平台。",
            "Report what is everybody's: a lamp that is out, a loose cover, rubbish, a blocked "
            "fire lane, standing water.\n\nWhat goes on in somebody's home, hearsay and other "
            "people's secrets are not reported, photographed or passed on.\n\n"
            "If somebody is hurt, or there is fire or a fight, call 110, 119 or 120 first.",
            ("course-street", "B2"),
            "街面上堆放了杂物的示例照片",
        ),
        Lesson(
            "照片怎么拍",
            "How to take the photo",
            "拍两张：一张远的，看得出在哪儿；一张近的，看得清是什么事。\n\n"
            "不拍人脸、车牌、门牌上的姓名。拍到了就换个角度重拍。\n\n"
            "照片要是今天拍的。用旧照片、网上的照片去报，查到了这件事的积分全部收回。",
            "Take two: one from afar that shows where, one from nearby that shows what.\n\n"
            "No faces, number plates or names on doors: if there are any, take it again.\n\n"
            "The photo is of today. For an old or borrowed one all points of the case are "
            "taken back.",
            ("course-bins", "D2"),
            "垃圾投放点的示例照片",
        ),
        Lesson(
            "报了以后会怎样",
            "What happens then",
            "平台先看是不是清单上的事，再交给能办的单位，都有期限。\n\n"
            "别人在 24 小时内、50 米内报过同一件事，就并到第一个人那里，只算一次。\n\n"
            "不用抢，也不用拆开报：报得多不加分，报得实才加分。",
            "The portal looks whether it is on the list, then hands it to whoever can do it, with "
            "a deadline.\n\nIf somebody reported the same within 24 hours and 50 metres, it joins "
            "theirs and counts once.\n\nNo need to hurry or to split: more reports earn nothing, "
            "true ones do.",
        ),
        Lesson(
            "回头看一眼",
            "Go and look again",
            "单位说办好了，请你去看一看：真的好了就点“已解决”，没好就说没好，写一句哪里没好。\n\n"
            "自己报、自己办的，不能自己去核实。熟人的事也一样，看到什么写什么。\n\n"
            "巡查时注意安全：不进工地，不上屋顶，晚上结伴，天气不好就不去。",
            "When a unit says it is done, go and look. Say so if it is, and if not, say what is "
            "left.\n\nNobody checks their own work, and a friend's is checked like any other.\n\n"
            "Stay safe: no building sites, no roofs, two of you at night, none in bad weather.",
        ),
    ),
    (
        _ask(
            "下面哪些适合在平台上报？",
            "Which of these are to be reported?",
            1,
            (
                "小区门口的路灯连着两晚不亮",
                "The lamp at the gate has been out for two nights",
                True,
            ),
            ("楼道里的消防通道堆了杂物", "Things block the fire lane in the stairwell", True),
            ("听说三楼两口子在吵架", "One hears that a couple upstairs quarrels", False),
        ),
        _ask(
            "看到楼上窗户冒烟，先做什么？",
            "Smoke comes from a window. What first?",
            1,
            ("先拍照，上报平台", "Take a photo and report it", False),
            ("马上打 119", "Call 119 at once", True),
            ("在群里问一问是谁家", "Ask in the group whose home it is", False),
        ),
        _ask(
            "拍照时，哪种做法对？",
            "Which photo is right?",
            2,
            ("一张看得出位置，一张看得清问题", "One that shows where, one that shows what", True),
            ("把乱停的车和车牌拍清楚", "The parked car with its number plate", False),
            ("用上个月拍的照片，反正差不多", "One of last month: it looks the same", False),
        ),
        _ask(
            "邻居半小时前报了同一个井盖，你又报了一次，会怎样？",
            "A neighbour reported the same cover half an hour ago. You report it too. What then?",
            3,
            ("两个人都加分", "Both earn points", False),
            ("并到邻居那件，只算一次", "It joins theirs and counts once", True),
            ("你会被扣分", "Points are taken from you", False),
        ),
        _ask(
            "单位说井盖换好了，你去看，还是松的。怎么办？",
            "A unit says the cover is new. You look: it is still loose. What do you do?",
            4,
            ("给单位留面子，点“已解决”", "Say it is done, to be kind", False),
            ("点“没解决”，写一句哪里没好", "Say it is not, and what is left", True),
            ("自己动手换一个", "Change it yourself", False),
        ),
    ),
)

FIRE = Draft(
    Written(
        title="楼道消防隐患怎么看",
        words=f"走一遍楼道，五分钟看清哪些是隐患、怎么劝、怎么报。\n{DRAFTED}",
        title_en="Fire risks in a stairwell",
        words_en="Walk through a stairwell and see in five minutes what is a risk, how to speak of "
        f"it and how to report it.\n{DRAFTED_EN}",
        valid_months=24,
        pass_percent=60,
    ),
    (
        Lesson(
            "看三样：堵、锁、线",
            "Three things: blocked, locked, wired",
            "堵：纸箱、旧家具、电动车放在楼梯口。\n锁：安全出口上了锁，防火门关不上。\n"
            "线：从窗口拉下来充电的电线，乱接的插座。",
            "Blocked: boxes, old furniture or a scooter on the stairs.\nLocked: an exit with a "
            "padlock, a fire door that does not close.\nWired: cables from a window to charge.",
            ("course-stairs", "C1"),
            "楼道里堆放物品的示例照片",
        ),
        Lesson(
            "先劝一句，再报一件",
            "Say a word first, then report",
            "能当场挪走的，请住户挪走，谢一声。\n挪不走、没人认、又来一次的，拍照上报。\n"
            "不吵、不推、不自己动手搬别人的东西。",
            "What can be moved at once: ask for it, and say thank you.\nWhat stays, belongs to "
            "nobody or comes back: take a photo and report it.\nNo quarrel, and hands off.",
        ),
    ),
    (
        _ask(
            "楼道里哪些是消防隐患？",
            "Which are fire risks?",
            1,
            ("电动车停在楼梯口充电", "A scooter charging on the stairs", True),
            ("安全出口上了锁", "An exit with a padlock", True),
            ("门口放了一把雨伞", "An umbrella at a door", False),
        ),
        _ask(
            "住户不肯挪走纸箱，怎么做？",
            "Somebody will not move their boxes. What do you do?",
            2,
            ("自己搬下楼扔掉", "Carry them down and throw them away", False),
            ("拍照上报，不争吵", "Take a photo and report it, without a quarrel", True),
        ),
    ),
)
