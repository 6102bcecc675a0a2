"""What the parts of a spot check are called on its public pages."""

from typing import Any

from portal.i18n import _l
from portal.supervision.queries.names import CHECK_STEPS, LISTS, stratum_name
from portal.supervision.rules import CheckStatus

FRAMES, STEPS, stratum = LISTS, CHECK_STEPS, stratum_name
STATUSES: dict[CheckStatus, Any] = {
    CheckStatus.PUBLISHED: _l("Hash published, waits for the seed"),
    CheckStatus.SEEDED: _l("Seed confirmed"),
    CheckStatus.DRAWN: _l("Drawn"),
    CheckStatus.CLOSED: _l("Check ended"),
    CheckStatus.ABANDONED: _l("Given up"),
}
