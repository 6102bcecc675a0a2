"""What happens later in supervision: lists are read and frozen, days pass, the log is checked."""

from datetime import datetime

from portal import clock
from portal.accounts.models import Person
from portal.db import db
from portal.jobs import after_failure, beforehand, every, job
from portal.supervision import actions
from portal.supervision.models import SpotCheck
from portal.supervision.queries import orders_past_due, rebuttable_until
from portal.supervision.rules import CheckStatus

AT_ONCE = 50  # a fraction of a second during which SQLite lets nobody else write


@job
def freeze_list(check_id: int, by_id: int) -> None:
    """Freeze a check's list as it was read a moment before; nothing if it is frozen already."""
    check = db.session.get_one(SpotCheck, check_id)
    if check.status is CheckStatus.DRAFT:
        by, gathered = db.session.get_one(Person, by_id), actions.kept_gathered(check)
        actions.freeze(check, gathered, by=by, now=clock.now())


@beforehand(freeze_list)
def read_list(check_id: int, _by_id: int) -> None:
    """Read the list into the store: nobody waits for a lock meanwhile."""
    check = db.session.get_one(SpotCheck, check_id)
    if check.status is CheckStatus.DRAFT:
        actions.keep_gathered(check, actions.gather(check, on=clock.today()))


@after_failure(freeze_list)
def let_ask_again(
    check_id: int, _by_id: int, *, why: str, again_at: datetime | None
) -> datetime | None:
    """Let the lead ask once more where a list could not be read at all."""
    if why and again_at is None:
        db.session.get_one(SpotCheck, check_id).freeze_asked_at = None
    return again_at


@every(hours=1)
def let_findings_stand() -> bool:
    """Let each finding stand that nobody rebutted in its days."""
    now = clock.now()
    silent = rebuttable_until(clock.day_of(now), AT_ONCE)
    for finding in silent:
        actions.lapse(finding, now=now)
    return len(silent) == AT_ONCE


@every(hours=1)
def tell_late_orders() -> bool:
    """Tell of each rectification order whose day has passed, once."""
    now = clock.now()
    late = orders_past_due(clock.day_of(now), AT_ONCE)
    for order in late:
        actions.tell_late(order, now=now)
    return len(late) == AT_ONCE


@every(days=1)
def prove_findings() -> None:
    """Check the log of findings against itself and against what is stored of each."""
    actions.prove_log(now=clock.now())
