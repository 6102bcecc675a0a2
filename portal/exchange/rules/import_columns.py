"""The columns of each list that can be imported, with what is written in them."""

from portal.errors import N_
from portal.exchange.rules.batches import BatchKind
from portal.grids.rules import COLUMNS

REGISTRY_WORDS = {
    "kind": N_("street, community, grid or staff"),
    "code": N_("9 digits of a street, 12 of a community, 15 of a grid; empty for staff"),
    "name": N_("of the place or the person"),
    "name_en": N_("In English; the same as the name if left empty"),
    "community": N_("of a grid: the 12 digits its code begins with, or empty"),
    "grid_kind": N_("residential, resettlement, park, street or enterprise"),
    "households": N_("a whole number"),
    "residents": N_("a whole number"),
    "scope": N_("the service area in words"),
    "external_code": N_("as other systems call the grid, or empty"),
    "grid": N_("of staff: the 15 digits of their grid"),
    "duty": N_("full_time_worker, grid_leader, grid_instructor or part_time_worker"),
    "person": N_("the staff number"),
    "phone": N_("a work number, or empty"),
    "email": N_("a work address, or empty"),
    "tasks": N_("separated by semicolons, as printed on the board"),
    "started_on": N_("a day such as 2026-09-01; today if left empty"),
}
STAFF_COLUMNS = {
    "number": ("工号", N_("the staff number: 2 to 20 letters, digits or hyphens")),
    "name": ("姓名", N_("the full name")),
    "login": ("登录名", N_("small letters and digits, or empty: then they sign in by a code")),
    "phone": ("电话", N_("a work number, or empty")),
    "email": ("邮箱", N_("a work address, or empty")),
    "role": ("角色", N_("such as dispatcher, street_clerk, unit_clerk or finance")),
    "area": ("区域编码", N_("the code of the area they serve; empty for a unit's clerk")),
    "unit": ("单位编码", N_("the code of the unit of a unit_clerk; empty for all others")),
    "ended": ("离任", N_("yes where this post ends today; empty where it is held")),
}
CALENDAR_COLUMNS = {
    "day": ("日期", N_("a day such as 2027-01-01")),
    "worked": ("上班", N_("no for a holiday on a weekday, yes for a worked weekend day")),
    "name": ("名称", N_("of the holiday")),
}
VOLUNTEER_COLUMNS = {
    "number": ("编号", N_("their number; who is known by it is changed, whoever is new is made")),
    "name": ("姓名", N_("the full name")),
    "phone": ("电话", N_("a number, or empty")),
    "grid": ("网格编码", N_("the 15 digits of a grid of your area")),
    "kind": ("身份", N_("one of 党员, 居民代表, 楼道长, 志愿者")),
}
COLUMNS_OF: dict[BatchKind, dict[str, tuple[str, str]]] = {
    BatchKind.REGISTRY: {name: (COLUMNS[name][0], words) for name, words in REGISTRY_WORDS.items()},
    BatchKind.STAFF: STAFF_COLUMNS,
    BatchKind.VOLUNTEERS: VOLUNTEER_COLUMNS,
    BatchKind.CALENDAR: CALENDAR_COLUMNS,
}
