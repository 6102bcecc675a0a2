"""Help in households: written down by who helped, confirmed or refused by somebody else."""

from datetime import date, datetime

from portal import clock
from portal.accounts.models import Person
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow, NotYours
from portal.volunteers.models import Help, HelpDecision, Volunteer
from portal.volunteers.queries import are_related, help_by_request
from portal.volunteers.rules import HelpKind, HelpStatus


def write_help(
    one: Volunteer, *, day: date, kind: HelpKind, words: str, request_key: str, now: datetime
) -> Help:
    """Write down help in a household; the same form sent again is the same help."""
    if known := help_by_request(request_key):
        return known
    if day > clock.day_of(now):
        raise NotAcceptable(N_("This day has not come yet."))
    written = Help(
        request_key=request_key,
        person=one.person,
        grid=one.grid,
        community_id=one.community_id,
        day=day,
        kind=kind,
        words=words,
        written_at=now,
    )
    db.session.add(written)
    db.session.flush()
    return written


def confirm_help(written: Help, *, by: Person, now: datetime) -> None:
    """Say that the help was given."""
    _decide(written, HelpStatus.CONFIRMED, "", by=by, now=now)


def refuse_help(written: Help, reason: str, *, by: Person, now: datetime) -> None:
    """Say that it was not, and why; also of what was confirmed before."""
    _decide(written, HelpStatus.REFUSED, reason, by=by, now=now)


def _decide(written: Help, status: HelpStatus, reason: str, *, by: Person, now: datetime) -> None:
    if by.id == written.person_id:
        raise NotYours(N_("Nobody confirms their own help."))
    if are_related(by.id, written.person_id):
        raise NotYours(N_("You have declared each other relatives. A colleague has to decide it."))
    if written.status is status:
        raise NotAllowedNow(N_("This was decided so already."))
    written.status = status
    db.session.add(
        HelpDecision(
            help=written,
            is_confirmed=status is HelpStatus.CONFIRMED,
            at=now,
            by=by,
            reason=reason,
        )
    )
