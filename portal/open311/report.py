"""A report as another system sends it: what, where, in whose words, and how to reach them."""

import re
from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import FileStorage, MultiDict

from portal.boards.queries import board_called
from portal.cases.actions import ContactGiven
from portal.cases.rules.duplicates import Position
from portal.errors import N_, NotAcceptable
from portal.exchange.rules import attributes_of, said_of
from portal.files import Kept, keep_photo
from portal.grids.models import Grid
from portal.grids.queries import grid_by_code, grids_named, grids_near
from portal.grids.rules.spots import spot_said
from portal.i18n import _
from portal.open311.asked import service_asked, street_asked
from portal.photos import MEGABYTE
from portal.policy.rules import Policy
from portal.report_form import (
    EMAIL,
    LONGEST_PLACE,
    PHONE,
    as_typed_on_any_keyboard,
    one_kind_of_line_end,
    place_in,
)

ATTRIBUTE = re.compile(r"attribute\[([A-Za-z0-9_-]{1,40})\](\[\])?")
Form = MultiDict[str, str]


def report_sent(form: Form, files: MultiDict[str, FileStorage], policy: Policy) -> dict[str, Any]:
    """Return a report named as the action takes it, or refuse what is missing or cannot be kept.

    Who sends contact fields says that the reporter agreed to be told about this
    report by them. Names, devices, accounts and media addresses are not kept.
    """
    code = form.get("service_code", "").strip()
    if not code:
        raise NotAcceptable(N_("Say what it is: service_code is missing."))
    matter = service_asked(code)
    grid, place = _where(form)
    return {
        "grid": grid,
        "matter": matter,
        "place": place,
        "place_note": _at_most(form, "address_string", LONGEST_PLACE),
        "words": _words(form, matter.evidence, policy),
        "contact": _contact(form),
        "photos": _photos(files, policy),
    }


def _where(form: Form) -> tuple[Grid, Position | None]:
    """Return the grid of a report, and the spot if one was given; it lies in the jurisdiction."""
    given = {"lat": form.get("lat", ""), "lon": form.get("long", "")}
    grid = _grid_of_id(form) or _grid_around(given) or _grid_named(form)
    if grid is None or grid.ended_on:
        raise NotAcceptable(
            N_("Say where it is: lat and long, or address_id (a code of a grid or board).")
        )
    street = street_asked(form)
    if street and grid.community.parent_id != street.id:
        raise NotAcceptable(N_("This place lies in another jurisdiction."))
    return grid, place_in(given)


def _grid_of_id(form: Form) -> Grid | None:
    code = form.get("address_id", "").strip()
    if not code:
        return None
    board = board_called(code)
    grid = board.grid if board else grid_by_code(code)
    if grid is None:
        raise NotAcceptable(N_("No grid or board has this address_id."))
    return grid


def _grid_around(given: Mapping[str, str]) -> Grid | None:
    """Return the grid in which a spot lies, or the nearest: outlines are rough."""
    if not any(given.values()):
        return None
    spot = spot_said(given["lon"], given["lat"])
    if spot is None:
        raise NotAcceptable(N_("Give lat and long both, in degrees (WGS 84)."))
    near = grids_near(spot)
    if not near:
        raise NotAcceptable(N_("This place is not in our district."))
    return near[0].grid


def _grid_named(form: Form) -> Grid | None:
    """Return the one grid that an address names; of several none is guessed."""
    typed = form.get("address_string", "").strip()
    if not typed:
        return None
    if board := board_called(typed):
        return board.grid
    found = grids_named(typed)
    if len(found) != 1:
        raise NotAcceptable(
            N_("We cannot tell the grid from this address_string. Add lat and long or address_id.")
        )
    return found[0]


def _words(form: Form, evidence: str, policy: Policy) -> str:
    """Return the description, and below it what was answered to attributes."""
    given: dict[str, list[str]] = {}
    for name, values in form.lists():
        if named := ATTRIBUTE.fullmatch(name):
            given.setdefault(named[1], []).extend(values)
    lines = [one_kind_of_line_end(form.get("description")).strip()]
    for attribute, answers in said_of(attributes_of(evidence), given):
        names = [_((attribute.choices or {}).get(one, one)) for one in answers]
        lines.append(f"{_(attribute.description)}: {', '.join(names)}")
    words = "\n".join(filter(None, lines))
    if len(words) > policy.words_limit:
        _refuse_long("description", policy.words_limit)
    return words


def _contact(form: Form) -> ContactGiven | None:
    email = as_typed_on_any_keyboard(form.get("email")).strip()
    phone = as_typed_on_any_keyboard(form.get("phone")).strip()
    if email and not EMAIL.fullmatch(email):
        raise NotAcceptable(N_("This email is no e-mail address."))
    if phone and not PHONE.fullmatch(phone):
        raise NotAcceptable(N_("This phone is no phone number."))
    return ContactGiven(phone=phone, email=email) if email or phone else None


def _photos(files: MultiDict[str, FileStorage], policy: Policy) -> list[Kept]:
    """Keep the photos sent as `media`; an address of one is never fetched."""
    sent = [file for name in ("media", "media[]") for file in files.getlist(name) if file.filename]
    if len(sent) > policy.photos_limit:
        most = policy.photos_limit
        raise NotAcceptable(N_("A report takes at most %(most)s photos."), most=most)
    most_bytes = policy.photo_megabytes * MEGABYTE
    kept = [keep_photo(file.stream.read(), most_bytes=most_bytes) for file in sent]
    for file in sent:
        file.stream.seek(0)
    return list(dict.fromkeys(kept))


def _at_most(form: Form, name: str, most: int) -> str:
    given = form.get(name, "").strip()
    if len(given) > most:
        _refuse_long(name, most)
    return given


def _refuse_long(name: str, most: int) -> None:
    raise NotAcceptable(N_("Shorten %(name)s: it takes %(most)s characters."), name=name, most=most)
