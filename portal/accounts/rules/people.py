"""What is true of people, units and rights: roles, and where each is held."""

import enum
from collections.abc import Iterable
from datetime import date

from portal.errors import N_, NotAcceptable, NotAllowedNow


class Role(enum.StrEnum):
    """What a person may do; always held together with an area or a unit."""

    DISPATCHER = "dispatcher"  # district command centre
    LEAD = "lead"  # of the command centre: approves what a department asks for
    STREET_CLERK = "street_clerk"  # street command room
    COMMUNITY_CLERK = "community_clerk"
    UNIT_CLERK = "unit_clerk"  # a street team or a district department
    GRID_WORKER = "grid_worker"
    VOLUNTEER = "volunteer"  # a part-time grid worker: works in the grid, reads no others' cases
    FINANCE = "finance"  # of the district or a street: proposes rewards and pays them
    INSPECTOR = "inspector"  # of a supervision team: looks for themselves, changes no case
    INSPECTION_LEAD = "inspection_lead"  # leads such a team: plans, draws, decides
    ADMINISTRATOR = "administrator"


class UnitKind(enum.StrEnum):
    """The kinds of handling unit (处置单位)."""

    COMMAND_CENTRE = "command_centre"
    COMMAND_ROOM = "command_room"
    STREET_TEAM = "street_team"
    COMMUNITY = "community"
    DEPARTMENT = "department"


# Units whose people hold a post for the area that the unit serves, not for the unit itself.
OFFICES: dict[UnitKind, Role] = {
    UnitKind.COMMUNITY: Role.COMMUNITY_CLERK,
    UnitKind.COMMAND_ROOM: Role.STREET_CLERK,
    UnitKind.COMMAND_CENTRE: Role.DISPATCHER,
}
WALKS = frozenset({Role.GRID_WORKER, Role.VOLUNTEER})  # who reports, walks and looks in a grid
SYSTEM = "system-"  # how the numbers of accounts begin that are no people: other systems
INSPECTS = frozenset({Role.INSPECTOR, Role.INSPECTION_LEAD})  # from outside the district's chain
TRIAGES = frozenset({Role.DISPATCHER, Role.STREET_CLERK})  # who accepts and dispatches, or declines

# How long the code of the area is for which each role is held; a unit's clerk has a unit instead.
AREA_DIGITS = {
    Role.DISPATCHER: 6,
    Role.LEAD: 6,
    Role.STREET_CLERK: 9,
    Role.COMMUNITY_CLERK: 12,
    Role.GRID_WORKER: 15,
    Role.VOLUNTEER: 15,
    Role.FINANCE: 6,
    Role.INSPECTOR: 6,
    Role.INSPECTION_LEAD: 6,
    Role.ADMINISTRATOR: 6,
}
# Who may as well serve areas of another size.
ALSO_DIGITS = {Role.FINANCE: 9}

# How long the code of the area is that each kind of unit serves, and what to do if it is not.
UNIT_DIGITS: dict[UnitKind, int] = {
    UnitKind.COMMAND_CENTRE: 6,
    UnitKind.COMMAND_ROOM: 9,
    UnitKind.STREET_TEAM: 9,
    UnitKind.COMMUNITY: 12,
    UnitKind.DEPARTMENT: 6,
}
UNIT_AREAS: dict[int, str] = {
    6: N_("A unit of this kind serves the whole district. Choose the district."),
    9: N_("A unit of this kind serves one street. Choose the street."),
    12: N_("A unit of this kind serves one community. Choose the community."),
}
# What fits nowhere else goes to one of these, so each area always has one.
LAST_RESORTS = frozenset({UnitKind.COMMAND_ROOM, UnitKind.COMMAND_CENTRE})

COMPOUND_SURNAMES = frozenset(
    ("欧阳", "上官", "司马", "司徒", "诸葛", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "东方")
)


def has_left(ended_on: date | None, on: date) -> bool:
    """Say whether somebody no longer works here on a day; the day they end is the first."""
    return ended_on is not None and ended_on <= on


def refuse_misplaced_post(role: Role, area_code: str | None, *, has_unit: bool) -> None:
    """Refuse a post whose role and whose area or unit do not belong together."""
    if role is Role.UNIT_CLERK:
        if area_code or not has_unit:
            raise NotAcceptable(N_("A unit_clerk works for a unit: give its code, and no area."))
        return
    if has_unit or not area_code:
        raise NotAcceptable(N_("A %(role)s serves an area: give its code, and no unit."), role=role)
    if len(area_code) not in {AREA_DIGITS[role], ALSO_DIGITS.get(role)}:
        raise NotAcceptable(
            N_("A %(role)s serves an area whose code has %(digits)d digits."),
            role=role,
            digits=AREA_DIGITS[role],
        )


def refuse_mixed_roles(roles: Iterable[Role]) -> None:
    """Refuse that somebody inspects and works for the district: nobody judges their own chain."""
    held = frozenset(roles)
    if held & INSPECTS and held - INSPECTS:
        raise NotAcceptable(
            N_(
                "Whoever inspects holds no other post here: they would judge their own work. "
                "Choose somebody else, or end the other post first."
            )
        )


def effective(roles: Iterable[Role]) -> set[Role]:
    """Return the roles that count: whoever inspects does nothing else, whatever posts they hold."""
    held = set(roles)
    return held & INSPECTS or held


def refuse_own_posts(by_id: int, person_id: int) -> None:
    """Refuse what somebody would do about their own posts: somebody else gives and ends them."""
    if by_id == person_id:
        raise NotAllowedNow(N_("These are your own posts: another administrator changes them."))


def refuse_misplaced_unit(kind: UnitKind, area_code: str) -> None:
    """Refuse a unit whose kind does not serve areas of this size."""
    if len(area_code) != UNIT_DIGITS[kind]:
        raise NotAcceptable(UNIT_AREAS[UNIT_DIGITS[kind]])


def why_not_end(
    kind: UnitKind, *, is_only_one: bool, open_cases: int, colleagues: int
) -> str | None:
    """Return why a unit cannot be ended now and what to do instead, or None if it can.

    Ending one never leaves a case with nobody: neither those that it has in
    hand, nor those to come that only a unit of its kind would take.
    """
    if is_only_one and kind in LAST_RESORTS:
        return N_(
            "What fits nowhere else goes to this unit, and there is no other one of its kind here. "
            "Give it a new name instead, or first add the unit that takes its place."
        )
    if open_cases and not colleagues:
        return N_(
            "It has open cases, and nobody holds a post there who could finish them. "
            "Hand them to another unit first."
        )
    return None


def family_name(name: str) -> str:
    """Return the family name of a Chinese name, or the first word of another one.

    >>> family_name("欧阳小明"), family_name("王芳"), family_name("Anna Li")
    ('欧阳', '王', 'Anna')
    """
    if " " in name:
        return name.split(maxsplit=1)[0]
    return name[:2] if name[:2] in COMPOUND_SURNAMES else name[:1]
