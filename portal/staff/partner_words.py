"""What the states of cases at partners, and the questions put to them, are called on pages."""

from portal.exchange.rules.partners import ExchangeKind, Meaning, PushState
from portal.i18n import _l

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
