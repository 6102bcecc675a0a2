"""What people of the demonstration have made for themselves: kept and shared lists, ready words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from portal import clock
from portal.accounts.models import Person
from portal.accounts.queries import person_by_login, posts_of
from portal.cases.actions import save_filter, write_ready_words
from portal.cases.queries.saved import shares_of
from portal.cases.rules import Outcome
from portal.db import db

MADE_AGO = timedelta(days=40)


@dataclass(frozen=True)
class List:
    """A list that somebody keeps, and whether their colleagues see it too."""

    login: str
    name: str
    asked: tuple[tuple[str, str], ...]
    is_shared: bool = False


@dataclass(frozen=True)
class Words:
    """Ready words for reporters, offered where their writer works."""

    login: str
    name: str
    outcome: Outcome | None
    words: str
    words_en: str


LISTS = (
    List("dispatcher", "多人反映的", (("view", "all"), ("has", "merged")), is_shared=True),
    List("dispatcher", "拆分办理中", (("view", "all"), ("status", "split")), is_shared=True),
    List("dispatcher", "收到督办单的", (("view", "all"), ("has", "expedited"))),
    List("dispatcher", "噪声扰民", (("view", "all"), ("matter", "B223"))),
    List("street", "本街道超期件", (("view", "overdue"),), is_shared=True),
    List("street", "不满意的回访", (("view", "all"), ("has", "unhappy"))),
    List("unit", "请我们协办的", (("view", "help"),), is_shared=True),
    List("unit", "在办占道经营", (("view", "mine"), ("matter", "B219")), is_shared=True),
    List("community", "被重新打开的", (("view", "all"), ("has", "reopened"))),
    List("worker", "等我去看的", (("view", "verify"),)),
)
READY_WORDS = (
    Words(
        "dispatcher",
        "已提请会商",
        None,
        "您反映的“{matter}”牵涉几个单位，我们已约各单位一起商量，定下来由谁办马上告诉您。",
        "What you reported ({matter}) concerns several offices. We have called them together"
        " and will tell you who does it.",
    ),
    Words(
        "street",
        "雨天推迟施工",
        None,
        "连日下雨，{place}暂时没法施工，雨停后第一个工作日继续，预计{due}前完成。",
        "Because of the rain the work at {place} waits for the first dry working day;"
        " we expect to finish by {due}.",
    ),
    Words(
        "street",
        "当面解释过",
        Outcome.EXPLAINED,
        "{unit}已向您说明“{matter}”的办理规定和去处，后面有问题可以再扫码告诉我们。",
        "{unit} has explained to you how {matter} is dealt with. Scan the board again if"
        " anything is left.",
    ),
    Words(
        "unit",
        "现场已清理",
        Outcome.DONE,
        "{unit}已到{place}清理完毕，照片是现在的样子。如果又出现，请再告诉我们。",
        "{unit} has cleared {place}; the photo shows how it looks now. Tell us if it comes back.",
    ),
    Words(
        "unit",
        "两次到场没有发现",
        Outcome.NOT_FOUND,
        "{unit}两次到{place}都没有看到“{matter}”。方便的话请补一张带位置的照片。",
        "{unit} went to {place} twice and did not find it. A photo with the place would help.",
    ),
    Words(
        "unit",
        "列入下一批改造",
        Outcome.CANNOT_NOW,
        "“{matter}”要等专项资金，已列入下一批改造，我们先做了警示围挡。",
        "This waits for funds and is on the next list. We have fenced it off for now.",
    ),
    Words(
        "community",
        "已上门看过",
        None,
        "社区工作人员今天已上门看过，正在联系物业，{due}前给您答复。",
        "Somebody of the community came by today and is talking to the property manager."
        " You will hear from us by {due}.",
    ),
)


def make_own_tools(now: datetime) -> None:
    """Let those who can sign in have kept their lists and written their ready words weeks ago."""
    made_at = now - MADE_AGO
    for kept in LISTS:
        if by := person_by_login(kept.login):
            shared = _own_circle(by, made_at) if kept.is_shared else ""
            save_filter(kept.name, urlencode(kept.asked), shared_with=shared, by=by, now=made_at)
    for ready in READY_WORDS:
        if by := person_by_login(ready.login):
            write_ready_words(
                ready.name,
                outcome=ready.outcome,
                words=ready.words,
                words_en=ready.words_en,
                post=posts_of(by, clock.day_of(made_at))[0],
                by=by,
            )
    db.session.flush()


def _own_circle(person: Person, at: datetime) -> str:
    return next(iter(shares_of(person, clock.day_of(at))), "")
