"""What a registry's row is: its columns, by their English or Chinese names, and its kinds."""

import enum
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.errors import N_, NotAcceptable
from portal.grids.rules.places import Duty, GridKind


class RowKind(enum.StrEnum):
    """What a row is about; later kinds stand on earlier ones."""

    STREET = "street"
    COMMUNITY = "community"
    GRID = "grid"
    STAFF = "staff"


@dataclass(frozen=True)
class Row:
    """One row as read: where it stands in its file, and its cells by column.

    A column that is missing says nothing and leaves things as they are; an
    empty cell says that there is nothing.
    """

    place: str
    cells: Mapping[str, str]
    geometry: Any = None


@dataclass(frozen=True)
class Note:
    """Something wrong, or worth knowing, and where."""

    place: str
    words: str

    def __str__(self) -> str:
        return f"{self.place}: {self.words}"


COLUMNS: dict[str, tuple[str, ...]] = {
    "kind": ("类型", "类别"),
    "code": ("编码", "代码"),
    "name": ("名称", "姓名"),
    "name_en": ("英文名", "英文名称"),
    "community": ("社区", "所属社区", "社区编码"),
    "grid_kind": ("网格类型", "网格类别"),
    "households": ("户数",),
    "residents": ("人口", "人数", "常住人口", "居民数"),
    "scope": ("服务范围", "责任区域", "四至"),
    "external_code": ("外部编码", "统一编码"),
    "grid": ("网格", "所在网格", "网格编码"),
    "duty": ("职责", "岗位", "身份"),
    "person": ("工号", "人员编号"),
    "phone": ("电话", "联系电话", "手机"),
    "email": ("邮箱", "电子邮箱"),
    "tasks": ("工作职责", "任务"),
    "started_on": ("任职日期", "上岗日期", "开始日期"),
}
_BY_NAME = {name: column for column, names in COLUMNS.items() for name in (column, *names)}

ROW_KINDS = {
    "街道": RowKind.STREET,
    "社区": RowKind.COMMUNITY,
    "村社": RowKind.COMMUNITY,
    "网格": RowKind.GRID,
    "人员": RowKind.STAFF,
} | {kind.value: kind for kind in RowKind}

GRID_KINDS = {
    "住宅": GridKind.RESIDENTIAL,
    "居民小区": GridKind.RESIDENTIAL,
    "安置": GridKind.RESETTLEMENT,
    "安置小区": GridKind.RESETTLEMENT,
    "园区": GridKind.PARK,
    "街面": GridKind.STREET,
    "企业": GridKind.ENTERPRISE,
} | {kind.value: kind for kind in GridKind}

DUTIES = {
    "专职网格员": Duty.FULL_TIME_WORKER,
    "网格长": Duty.GRID_LEADER,
    "网格指导员": Duty.GRID_INSTRUCTOR,
    "兼职网格员": Duty.PART_TIME_WORKER,
    "网格志愿者": Duty.PART_TIME_WORKER,
} | {duty.value: duty for duty in Duty}


def columns_of(header: Sequence[str]) -> list[str | None]:
    """Return the column that each cell of a header names, None where it names none.

    >>> columns_of(["类型", "Name", "备注"])
    ['kind', 'name', None]
    """
    columns = [_BY_NAME.get(plain(cell).lower()) for cell in header]
    known = [column for column in columns if column]
    if missing := [column for column in ("kind", "name") if column not in known]:
        raise NotAcceptable(
            N_(
                "The first row must name the columns, and %(missing)s is not among them. "
                "Take the header of the district's registry.csv."
            ),
            missing=", ".join(f"“{column}”" for column in missing),
        )
    if twice := {column for column in known if known.count(column) > 1}:
        raise NotAcceptable(
            N_("The first row names a column twice: %(twice)s."), twice=", ".join(sorted(twice))
        )
    return columns


def plain(text: str) -> str:
    r"""Return a text without what cannot be seen, full-width letters and digits made plain.

    >>> plain("\ufeff １２３\u200b ")
    '123'
    """
    return unicodedata.normalize("NFKC", visible(text)).strip()


def visible(text: str) -> str:
    """Return a text on one line without control, format and broken characters."""
    kept = (char for char in " ".join(text.split()) if unicodedata.category(char) not in _UNSEEN)
    return "".join(kept).strip()


_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
