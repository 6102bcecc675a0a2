"""What the states of cases at partners, and the questions put to them, are called on pages."""

from portal.exchange.rules.partners import ExchangeKind, Meaning, PushState
from portal.exchange.rules.reasons import Why, read_reason
from portal.i18n import _, _l
from portal.troubles import SAYS, Trouble

STATES = {
    PushState.QUEUED: _l("waits to be sent"),
    PushState.LOOKING: _l("we look whether it has arrived"),
    PushState.TOKEN: _l("taken, without a number yet"),
    PushState.SENT: _l("is with the partner"),
    PushState.UNSURE: _l("not known whether it has arrived"),
    PushState.REFUSED: _l("not taken"),
    PushState.UNMAPPED: _l("not in the table of matters"),
    PushState.NEEDS_PHOTO: _l("said to be done, a photo is missing"),
    PushState.OVER: _l("over"),
    PushState.GIVEN_UP: _l("given up by us"),
}
KINDS = {
    ExchangeKind.PUSH: _l("send a case"),
    ExchangeKind.LOOK_UP: _l("look for a case"),
    ExchangeKind.TOKEN: _l("ask for a number"),
    ExchangeKind.PULL: _l("ask for news"),
    ExchangeKind.SERVICES: _l("ask for services"),
}
MEANINGS = {
    Meaning.OPEN: _l("still open: notes go to the reporter"),
    Meaning.IN_HAND: _l("taken in hand"),
    Meaning.DONE: _l("resolved; reporter and grid worker are asked"),
    Meaning.CANNOT_NOW: _l("resolved as “cannot be done now”"),
    Meaning.NOT_THEIRS: _l("returned: not theirs"),
}
WHYS = {
    Why.NOT_KNOWN: _l("it is not known whether it arrived"),
    Why.NOT_IN_TABLE: _l("the partner's table says nothing of this matter"),
    Why.NO_NUMBER: _l("the partner has given no number"),
    Why.UNREADABLE: _l("the answer cannot be read"),
    Why.UNKNOWN_NUMBER: _l("the partner does not know this number"),
    Why.PHOTO_MISSING: _l("the partner says that it is done; this matter asks for a photo"),
    Why.ODD_STATUS: _l("the table says nothing of the status “%(status)s”"),
    Why.ANSWERED: _l("the other system answered %(status)s %(said)s"),
    Why.SILENT: _l("no answer is known"),
    Why.NO_KEY: _l("PORTAL_PARTNER_KEYS holds no key called “%(key)s”"),
    Why.OUR_FAULT: _l("something failed here: %(kind)s"),
}


def why_said(kept: str) -> str:
    """Return why something waits, in the reader's language; what was kept in words, as it is."""
    read = read_reason(kept)
    if read is None:
        return kept
    code, facts = read
    if code is Why.STEP_REFUSED:
        return str(_(str(facts[""]))) % facts
    words = _(SAYS[code]) if isinstance(code, Trouble) else WHYS[code]
    return (str(words) % facts).strip()
