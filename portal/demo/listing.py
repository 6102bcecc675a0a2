"""What a district has made of the shipped list: a second edition, and two campaigns."""

from datetime import date, datetime, timedelta

from portal import clock
from portal.accounts.models import Person
from portal.cases.actions.campaigns import Aims, begin_campaign
from portal.cases.actions.matters import adopt, draft_edition
from portal.cases.rules.editions import by_code
from portal.cases.rules.matter_rows import Row
from portal.grids.rules import DISTRICT

EDITION_AGO = timedelta(days=120)
DECIDED_BEFORE = timedelta(days=14)
RETIRED = "D403"  # delivery riders' parking goes into B226
CHANGED: dict[str, Row] = {
    "B226": {"name": "非机动车乱停放（含外卖、快递车辆）", "initials": "fjdcltfhwmkdcl"},
    "B224": {"first_response_hours": 4, "evidence": "近景照片1张+张贴处照片1张+定位+时间"},
}
LIKE = "D401"  # what the added matter has in common with
ADDED: Row = {
    "code": "D404",
    "name": "园区楼顶、阳台高空坠物隐患",
    "name_en": "Things that may fall from roofs and balconies of parks",
    "initials": "yqldytgkzwyh",
}
STREET = "330108002"


def make_edition(by: Person, now: datetime) -> None:
    """Adopt a second edition some months ago: one matter added, two changed, one retired."""
    decided, begins = now - EDITION_AGO - DECIDED_BEFORE, clock.day_of(now - EDITION_AGO)
    draft = draft_edition("年中修订版", by=by, now=decided)
    rows = by_code(draft.rows)
    del rows[RETIRED]
    rows |= {code: rows[code] | change for code, change in CHANGED.items()}
    draft.rows = [*rows.values(), rows[LIKE] | ADDED]
    reason = "外卖、快递车辆停放并入非机动车事项；新增高空坠物隐患；小广告四小时内首次答复。"
    adopt(draft, on=begins, reason=reason, by=by, now=decided)


def make_campaigns(by: Person, today: date) -> None:
    """Begin a campaign that runs, and one that is over."""
    drains = Aims(
        name="污水零直排",
        name_en="No sewage into drains",
        matters=["D101", "D102", "D103", "D104", "D105", "D106"],
        area_code=DISTRICT,
        starts_on=today - timedelta(days=75),
        ends_on=today + timedelta(days=45),
        aim="查清雨污混接点，发现一处、整改一处，晴天排放口没有污水流出。",
        aim_count=120,
    )
    waste = Aims(
        name="垃圾分类",
        name_en="Waste sorting",
        matters=["D201", "D202", "D203", "D204", "D205"],
        area_code=STREET,
        starts_on=today - timedelta(days=160),
        ends_on=today - timedelta(days=35),
        aim="每个小区至少走一遍，混投、满溢当天清理，投放点有人督导。",
        aim_count=250,
    )
    for aims in (drains, waste):
        begin_campaign(aims, by=by)
