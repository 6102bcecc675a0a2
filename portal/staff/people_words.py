"""The words for roles, and for the places where they are held."""

from collections.abc import Mapping
from typing import Any

from portal.accounts.models import Post
from portal.accounts.rules import Role
from portal.i18n import _l, named

ROLES: dict[Role, Any] = {
    Role.DISPATCHER: _l("Dispatcher of the command centre"),
    Role.LEAD: _l("Lead of the command centre"),
    Role.STREET_CLERK: _l("Clerk of a street's command room"),
    Role.COMMUNITY_CLERK: _l("Clerk of a community"),
    Role.UNIT_CLERK: _l("Clerk of a unit"),
    Role.GRID_WORKER: _l("Grid worker"),
    Role.VOLUNTEER: _l("Volunteer"),
    Role.FINANCE: _l("Finance"),
    Role.INSPECTOR: _l("Inspector of a supervision team"),
    Role.INSPECTION_LEAD: _l("Lead of a supervision team"),
    Role.ADMINISTRATOR: _l("Administrator"),
}


def where(post: Post, places: Mapping[str, Any]) -> str:
    """Return the name of the unit or area for which a post is held."""
    if post.unit:
        return named(post.unit)
    code = post.area_code or ""
    return named(places[code]) if code in places else code
