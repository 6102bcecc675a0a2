"""Finished files go to other systems in the background, tried again until they are taken."""

from datetime import datetime

from portal import clock, files, jobs, outbound
from portal.db import db
from portal.exchange.actions import handovers as actions
from portal.exchange.queries.maps import handover_by_id
from portal.exchange.rules import Handover
from portal.exchange.rules.reasons import Why, reason


@jobs.job
def hand_over(handover_id: int) -> None:
    """Note that a file was taken; it was sent beforehand."""
    row = handover_by_id(handover_id, hold=True)
    if row.state is Handover.WAITS:
        actions.note_taken(row, now=clock.now())
        jobs.want("clear_answer", handover_id)


@jobs.beforehand(hand_over)
def send_file(handover_id: int) -> None:
    """Send a file whose turn it is; no line of the database waits for the other system."""
    row = handover_by_id(handover_id)
    if row.state is not Handover.WAITS:
        return
    request, place = actions.request_of(row), actions.place_of(row)
    db.session.rollback()  # it was only read
    try:
        answer = outbound.send(request)
    except outbound.NotReached as why:
        raise actions.NotTaken(reason(why.trouble, why.facts)) from None
    actions.keep_answer(place, answer)


@jobs.after_failure(hand_over)
def note_failure(handover_id: int, *, why: str, again_at: datetime | None) -> datetime | None:
    """Note why a file was not taken; of a failure of our own only its kind is kept."""
    row, now = handover_by_id(handover_id, hold=True), clock.now()
    if row.state is Handover.WAITS:
        kind, _colon, words = why.partition(": ")
        is_theirs = kind == actions.NotTaken.__name__
        said = words if is_theirs else reason(Why.OUR_FAULT, {"kind": kind})
        actions.note_not_taken(row, said, again_at=again_at, now=now)
    return None


@jobs.job
def clear_answer(handover_id: int) -> None:
    """Let the answer in the file store go: it stands in the log."""
    files.drop([actions.place_of(handover_by_id(handover_id))])
