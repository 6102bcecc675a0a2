"""How a board is to be printed, as an address asks: ?sheet=a2-portrait&bilingual=1&bleed=1."""

from collections.abc import Mapping

from portal.boards.rules import Sheet, Wish, sheet_named
from portal.errors import N_, NotAcceptable

YES_OR_NO = {"": False, "0": False, "1": True}


def wish_in(asked: Mapping[str, str]) -> Wish:
    """Return which sheet an address asks for; refuse one that there is not."""
    sheet = sheet_named(asked.get("sheet", Sheet.A3_LANDSCAPE))
    if sheet is None:
        raise NotAcceptable(
            N_("There is no such sheet. Ask for one of these: %(sheets)s."), sheets=", ".join(Sheet)
        )
    return Wish(
        sheet=sheet,
        is_bilingual=_is_asked(asked, "bilingual"),
        has_bleed=_is_asked(asked, "bleed"),
    )


def _is_asked(asked: Mapping[str, str], name: str) -> bool:
    said = asked.get(name, "")
    if said not in YES_OR_NO:
        raise NotAcceptable(N_("In this address %(name)s must be 1 or 0."), name=name)
    return YES_OR_NO[said]
