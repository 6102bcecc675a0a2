"""How the routing table is spoken of: whose row it is, where it leads, why it is passed over."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from portal.accounts.rules import UnitKind
from portal.cases.models import Matter, Route
from portal.cases.queries import all_matters
from portal.cases.rules import Why
from portal.grids.models import Area, Grid
from portal.grids.queries import all_areas, grids_with_codes
from portal.i18n import _, _l, language, named
from portal.staff import case_words

# A row may name, instead of a unit, the one of a kind where the case lies.
KINDS: dict[UnitKind, Any] = {
    UnitKind.COMMUNITY: _l("The community of the place"),
    UnitKind.STREET_TEAM: _l("The street's team of the matter's platform"),
    UnitKind.COMMAND_ROOM: _l("The command room of the street"),
    UnitKind.DEPARTMENT: _l("The department that the list of matters names"),
    UnitKind.COMMAND_CENTRE: _l("The command centre of the district"),
}
WHY: dict[Why, Any] = {
    Why.OTHER_MATTER: _l("for another matter"),
    Why.OTHER_PLATFORM: _l("for another platform"),
    Why.OTHER_PLACE: _l("for another place"),
    Why.OTHER_LEVEL: _l("for another level"),
    Why.UNIT_ENDED: _l("its unit has ended"),
    Why.PERSON_ENDED: _l("its person has left"),
    Why.PERSON_LEFT: _l("its person no longer works for the unit"),
    Why.WRONG_LEVEL: _l("its unit does not take cases of this level"),
    Why.WRONG_PLACE: _l("its unit does not serve this place"),
    Why.NO_SUCH_UNIT: _l("there is no such unit here"),
}


@dataclass(frozen=True)
class Names:
    """The names of all that rows refer to by code."""

    matters: dict[str, str]
    places: dict[str, str]

    def matter(self, code: str) -> str:
        """Return what a row's matter is called: one of the list, a group, a category, or all."""
        return self.matters.get(code, code) if code else str(_("All matters"))

    def place(self, code: str) -> str:
        """Return what a row's area is called."""
        return self.places.get(code, code)

    def target(self, route: Route) -> str:
        """Return where a row leads."""
        if route.unit is None:
            return str(KINDS[route.kind]) if route.kind else ""
        if route.person is None:
            return named(route.unit)
        return str(_("%(unit)s, %(person)s", unit=named(route.unit), person=route.person.name))

    def level(self, level: int | None) -> str:
        """Return what a row's level is called."""
        return str(case_words.LEVELS[level]) if level else str(_("All levels"))


def names_for(routes: Iterable[Route]) -> Names:
    """Return the names of what these rows refer to: of matters and areas all, of grids theirs."""
    places: dict[str, str] = {area.code: named(area) for area in all_areas()}
    grids = {route.area_code for route in routes} - set(places)
    places |= {grid.code: named(grid) for grid in (grids_with_codes(grids) if grids else ())}
    return Names(matter_names(), places)


def matter_names() -> dict[str, str]:
    """Return the names of today's matters, groups and categories by their codes."""
    names: dict[str, str] = {}
    for matter in all_matters():
        names |= dict(groups_of(matter)) | {matter.code: named(matter)}
    return names


def groups_of(matter: Matter) -> list[tuple[str, str]]:
    """Return the category and the group of a matter, each as code and name."""
    return [
        (matter.category, str(_("All of: %(name)s", name=_category(matter)))),
        (matter.group_code, str(_("All of: %(name)s", name=_group(matter)))),
    ]


def missing_names(missing: Iterable[Area | Matter | Grid]) -> str:
    """Return the names of what lacks a unit, one after the other."""
    return str(_(", ")).join(named(thing) for thing in missing)


def _category(matter: Matter) -> str:
    return matter.category_name_en if language() == "en" else matter.category_name


def _group(matter: Matter) -> str:
    return matter.group_name_en if language() == "en" else matter.group_name
