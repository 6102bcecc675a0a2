"""What the parts of a spot check are called on staff pages and in public."""

from typing import Any

from portal.i18n import _l
from portal.supervision.queries.names import CHECK_STEPS, LISTS, stratum_name
from portal.supervision.rules import (
    CheckStatus,
    SizeBy,
    StrataBy,
    VisitState,
    WhyPriority,
)

FRAMES, STEPS, stratum = LISTS, CHECK_STEPS, stratum_name
STRATA: dict[StrataBy, Any] = {
    StrataBy.STREET_LEVEL: _l("Street and level"),
    StrataBy.STREET: _l("Street"),
    StrataBy.COMMUNITY: _l("Community"),
}
SIZES: dict[SizeBy, Any] = {
    SizeBy.MARGIN: _l("How closely the share is to be known"),
    SizeBy.PLAN: _l("Accept or refuse, by GB/T 2828.1"),
}
STATUSES: dict[CheckStatus, tuple[Any, str, str]] = {  # words, picture, tone
    CheckStatus.DRAFT: (_l("Draft"), "pencil", ""),
    CheckStatus.FROZEN: (_l("List frozen"), "pause", "go"),
    CheckStatus.PUBLISHED: (_l("Hash published, waits for the seed"), "clock", "go"),
    CheckStatus.SEEDED: (_l("Seed confirmed"), "check", "go"),
    CheckStatus.DRAWN: (_l("Drawn"), "clipboard-check", "ok"),
    CheckStatus.CLOSED: (_l("Check ended"), "check-check", "ok"),
    CheckStatus.ABANDONED: (_l("Given up"), "ban", "warn"),
}
WHY: dict[WhyPriority, Any] = {
    WhyPriority.DISPUTED: _l("disputed twice"),
    WhyPriority.EXPEDITED: _l("expedited"),
}
VISITS: dict[VisitState, Any] = {
    VisitState.TO_VISIT: _l("to visit"),
    VisitState.VISITED: _l("visited"),
    VisitState.COULD_NOT: _l("could not be checked"),
}
