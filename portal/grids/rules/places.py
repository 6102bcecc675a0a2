"""What is true of grids: their kinds, their codes, and the duties 1 + 1 + 1 + X."""

import enum
import re

DISTRICT = "330108"  # 滨江区; codes of everything in it begin with this


class AreaKind(enum.StrEnum):
    """The levels above the grid."""

    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"


class GridKind(enum.StrEnum):
    """What a grid mostly holds; grids are compared only with their own kind."""

    RESIDENTIAL = "residential"
    RESETTLEMENT = "resettlement"
    PARK = "park"
    STREET = "street"
    ENTERPRISE = "enterprise"


class Duty(enum.StrEnum):
    """What somebody is to a grid: one leader, one instructor, one full-time worker, X part-time."""

    FULL_TIME_WORKER = "full_time_worker"
    GRID_LEADER = "grid_leader"
    GRID_INSTRUCTOR = "grid_instructor"
    PART_TIME_WORKER = "part_time_worker"


ANSWERING = (Duty.FULL_TIME_WORKER, Duty.GRID_LEADER, Duty.GRID_INSTRUCTOR)


def is_code_of(code: str, parent: str) -> bool:
    """Say whether `code` is made of digits and lies three digits below `parent`.

    >>> is_code_of("330108001001", "330108001")
    True
    """
    return bool(re.fullmatch(r"\d+", code)) and code[:-3] == parent
