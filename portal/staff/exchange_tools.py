"""The tools of exchange with other systems, as they stand on the page of tools."""

from portal.access import Permission
from portal.i18n import _l
from portal.staff.tool import Tool

EXCHANGE = (
    Tool(
        "staff.list_api_keys",
        "keyboard",
        _l("Keys of other systems"),
        _l("With which departments' own systems read cases and take steps: make, replace, revoke"),
        Permission.SEE_EXCHANGE,
    ),
    Tool(
        "staff.list_webhooks",
        "send",
        _l("Webhooks"),
        _l("Which systems are told of steps of cases, what they took, and dead letters"),
        Permission.SEE_EXCHANGE,
    ),
    Tool(
        "staff.list_partners",
        "send",
        _l("Partners"),
        _l("Outside offices that our cases are sent to: their tables, the log, what waits"),
        Permission.SEE_EXCHANGE,
    ),
)
