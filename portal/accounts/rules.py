"""What is true of people and their rights: roles, reach, and when a sign-in locks."""

import enum
from datetime import datetime, timedelta

from portal.policy.rules import Policy


class Role(enum.StrEnum):
    """What a person may do; always held together with an area or a unit."""

    DISPATCHER = "dispatcher"  # district command centre
    STREET_CLERK = "street_clerk"  # street command room
    COMMUNITY_CLERK = "community_clerk"
    UNIT_CLERK = "unit_clerk"  # a street team or a district department
    GRID_WORKER = "grid_worker"
    ADMINISTRATOR = "administrator"


class UnitKind(enum.StrEnum):
    """The kinds of handling unit (处置单位)."""

    COMMAND_CENTRE = "command_centre"
    COMMAND_ROOM = "command_room"
    STREET_TEAM = "street_team"
    COMMUNITY = "community"
    DEPARTMENT = "department"


SHORTEST_PASSWORD = 10


def lock_after_failure(failures: int, now: datetime, policy: Policy) -> datetime | None:
    """Return until when a sign-in is locked after so many failures in a row, or None."""
    if failures < policy.sign_in_tries:
        return None
    return now + timedelta(minutes=policy.lock_minutes)


def has_idled(last_seen: datetime, now: datetime, policy: Policy) -> bool:
    """Say whether a session has been left alone for too long to go on."""
    return now - last_seen > timedelta(minutes=policy.idle_minutes)
