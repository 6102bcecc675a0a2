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
    Tool(
        "staff.list_imports",
        "inbox",
        _l("Imports"),
        _l("Lists from a file, such as of volunteers: look at the difference, take over, undo"),
        Permission.IMPORT_LISTS,
    ),
    Tool(
        "staff.list_case_imports",
        "inbox",
        _l("Cases from other systems"),
        _l("Sheets of 12345, alarms of sensors: looked through, taken in, taken back"),
        Permission.IMPORT_DATA,
    ),
    Tool(
        "staff.list_uploads",
        "send",
        _l("Uploads to province and city"),
        _l("Files for other systems, their checksums, and the receipts that came back"),
        Permission.SEE_EXCHANGE,
    ),
    Tool(
        "staff.list_field_maps",
        "list",
        _l("Field maps"),
        _l("Which of our fields go where, under which names and codes"),
        Permission.SEE_EXCHANGE,
    ),
)
