"""How field work is spoken of on the pages of a supervision team."""

from typing import Any

from portal.i18n import _l
from portal.supervision.rules import Answer, CouldNot, FrameKind, Odd

ANSWERS: dict[Answer, Any] = {
    Answer.YES: _l("Yes"),
    Answer.NO: _l("No"),
    Answer.UNCLEAR: _l("Cannot tell"),
}
REASONS: dict[CouldNot, Any] = {
    CouldNot.LOCKED: _l("No way in, or not let in"),
    CouldNot.NOBODY_IN: _l("Nobody in"),
    CouldNot.WEATHER: _l("The weather does not allow it"),
    CouldNot.NOT_FOUND: _l("The place is not to be found from what is written"),
    CouldNot.BUILT_OVER: _l("The place has changed: nothing can show either way"),
    CouldNot.UNSAFE: _l("It is not safe to look"),
}
ODDITIES: dict[Odd, Any] = {
    Odd.NO_POSITION: _l("The phone did not say where it was."),
    Odd.FAR_AWAY: _l("It was far from the place."),
    Odd.CAME_LATE: _l("The worksheet came days after the visit."),
}
KINDS: dict[FrameKind, Any] = {
    FrameKind.CLOSED_CASES: _l("Closed case"),
    FrameKind.PATROLS: _l("Patrol"),
    FrameKind.PLACES: _l("Place, visited blind"),
}
PICTURES: dict[FrameKind, str] = {
    FrameKind.CLOSED_CASES: "badge-check",
    FrameKind.PATROLS: "route",
    FrameKind.PLACES: "map-pin",
}
