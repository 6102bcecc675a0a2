"""Why another system was not reached: a code that is kept, and the sentence that it stands for."""

import enum

from portal.errors import N_


class Trouble(enum.StrEnum):
    """What came between us and another system."""

    TOO_LONG = "too_long"
    ODD_SIGN = "odd_sign"
    NO_ADDRESS = "no_address"
    NO_WEB = "no_web"
    HOLDS_NAME = "holds_name"
    PORT = "port"
    NOT_ALLOWED = "not_allowed"
    NOWHERE = "nowhere"
    INSIDE = "inside"
    NO_LINE = "no_line"  # nobody listens there, or no way leads there
    CERTIFICATE = "certificate"
    IN_TIME = "in_time"
    NO_HTTP = "no_http"
    BROKE_OFF = "broke_off"


# Not one byte of a request has left; with any other it may have arrived.
NEVER_SENT = frozenset(Trouble) - {Trouble.IN_TIME, Trouble.NO_HTTP, Trouble.BROKE_OFF}

SAYS: dict[Trouble, str] = {
    Trouble.TOO_LONG: N_("the request is too long"),
    Trouble.ODD_SIGN: N_("the address holds a sign that no address holds"),
    Trouble.NO_ADDRESS: N_("the address cannot be read"),
    Trouble.NO_WEB: N_("only addresses that begin with https:// or http:// are asked"),
    Trouble.HOLDS_NAME: N_("the address holds a name or a password"),
    Trouble.PORT: N_("port %(port)s is not one that is asked"),
    Trouble.NOT_ALLOWED: N_("this host is not among those that PORTAL_OUTBOUND_HOSTS allows"),
    Trouble.NOWHERE: N_("the name of this host leads nowhere"),
    Trouble.INSIDE: N_("the name of this host leads to an address inside"),
    Trouble.NO_LINE: N_("no line to it: %(said)s"),
    Trouble.CERTIFICATE: N_("its certificate is not to be trusted: %(said)s"),
    Trouble.IN_TIME: N_("no answer in time"),
    Trouble.NO_HTTP: N_("it does not speak HTTP: %(said)s"),
    Trouble.BROKE_OFF: N_("the line broke: %(said)s"),
}
