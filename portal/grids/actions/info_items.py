"""What a grid keeps itself informed of is recorded, and looked at again."""

from datetime import datetime

from portal import clock
from portal.accounts.models import Person
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.grids.models import Grid, InfoCheck, InfoItem
from portal.grids.queries import info_check_by_request, info_item_by_request
from portal.grids.rules import InfoFinding


def record_info(
    grid: Grid,
    *,
    matter_code: str,
    subject: str,
    words: str,
    request_key: str,
    by: Person,
    now: datetime,
) -> InfoItem:
    """Record something, or return what this very form has recorded; it counts as just checked."""
    if known := info_item_by_request(request_key):
        return known
    item = InfoItem(
        request_key=request_key,
        grid=grid,
        matter_code=matter_code,
        subject=subject,
        words=words,
        last_checked_on=clock.day_of(now),
        checked_by=by,
    )
    db.session.add(item)
    _keep(item, InfoFinding.CHANGED, request_key=request_key, by=by, now=now)
    db.session.flush()
    return item


def check_info(
    item: InfoItem,
    finding: InfoFinding,
    *,
    words: str,
    seen: int,
    request_key: str,
    by: Person,
    now: datetime,
) -> None:
    """Keep what another look has shown; the same form sent again changes nothing.

    `seen` is the version that the page showed: nobody says "still right" of
    words that a colleague has just changed.
    """
    if info_check_by_request(request_key):
        return
    if item.ended_on:
        raise NotAllowedNow(N_("This record has ended: there is nothing more to look after."))
    if item.version != seen:
        raise NotAllowedNow(
            N_("%(who)s looked at this after you opened the page. Read it again first."),
            who=item.checked_by.name,
        )
    if finding is InfoFinding.CHANGED and not words:
        raise NotAcceptable(N_("Write what has changed, or say that all is still right."))
    if finding is InfoFinding.CHANGED:
        item.words = words
    if finding is InfoFinding.GONE:
        item.ended_on = clock.day_of(now)
    item.last_checked_on, item.checked_by = clock.day_of(now), by
    _keep(item, finding, request_key=request_key, by=by, now=now, words=words)
    db.session.flush()


def _keep(
    item: InfoItem,
    finding: InfoFinding,
    *,
    request_key: str,
    by: Person,
    now: datetime,
    words: str = "",
) -> None:
    check = InfoCheck(
        item=item,
        request_key=request_key,
        at=now,
        by=by,
        finding=finding,
        words=words or item.words,
    )
    db.session.add(check)
