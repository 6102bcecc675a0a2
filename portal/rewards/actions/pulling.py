"""Points are pulled: each source is read past its mark, and what it shows is noted and settled.

Every reading goes back over what may still have changed, and a fact is one row
whatever happens: read twice, or by two at once, or after a crash, it pays once.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from portal import clock
from portal.db import db
from portal.grids.models import PatrolLog
from portal.rewards.actions.ledger import hold_ledger, note, settle
from portal.rewards.models import FakeCall, PointMark, Thanks
from portal.rewards.queries import (
    AT_ONCE,
    PASSED_AFTER,
    SETTLED_AFTER,
    WALKED_AFTER,
    Drawn,
    Happened,
    Policies,
    from_looks,
    from_patrols,
    from_reports,
    is_settled,
    mark_of,
    next_events,
    next_helps,
    next_passes,
    next_patrols,
    next_thanks,
    touched_by,
    volunteers_among,
)
from portal.rewards.rules import FactKind, WhyNot
from portal.training.queries import Pass
from portal.volunteers.models import HelpDecision
from portal.volunteers.rules import HelpStatus


def pull_next(now: datetime) -> bool:
    """Read the next batch of every source; say whether any has more."""
    pulls = (pull_cases, pull_patrols, pull_thanks, pull_training, pull_helps)
    more = [pull(now) for pull in pulls]
    return any(more)


def pull_cases(now: datetime) -> bool:
    """Read the next steps of cases: reports and looks; say whether more are waiting."""
    return _pull("cases", next_events, _from_events, lambda event: event.at, now=now)


def pull_patrols(now: datetime) -> bool:
    """Read the next patrols; say whether more are waiting."""
    return _pull(
        "patrols",
        next_patrols,
        _from_patrols,
        lambda patrol: patrol.entered_at,
        now=now,
        after=WALKED_AFTER,
    )


def pull_thanks(now: datetime) -> bool:
    """Read the next thanks; say whether more are waiting."""
    return _pull("thanks", next_thanks, _from_thanks, lambda one: one.at, now=now)


def pull_training(now: datetime) -> bool:
    """Read the next courses that were passed; say whether more are waiting."""
    return _pull(
        "training",
        next_passes,
        _from_passes,
        lambda one: clock.start_of(one.day),
        now=now,
        after=PASSED_AFTER,
    )


def pull_helps(now: datetime) -> bool:
    """Read the next decisions on help in households; say whether more are waiting."""
    return _pull("helps", next_helps, _from_helps, lambda one: one.at, now=now)


def from_calls(calls: Iterable[FakeCall]) -> Iterator[Drawn]:
    """Return what findings that facts were made up cost; nothing once they are taken back."""
    for call in calls:
        why = WhyNot.JUDGED_AGAIN if call.withdrawn_at else None
        yield Drawn(FactKind.FAKE, call.id, call.fact.person_id, call.at, call.fact.subject, why)


def _pull(
    source: str,
    read: Callable[[int], Sequence[Any]],
    draw: Callable[[Sequence[Any], Policies], Iterable[Drawn]],
    moment_of: Callable[[Any], datetime],
    *,
    now: datetime,
    after: timedelta = SETTLED_AFTER,
) -> bool:
    hold_ledger()
    mark = mark_of(source)
    rows = read(mark)
    policies = Policies()
    settle(note(draw(rows, policies), policies, now=now), policies, now=now)
    done: list[int] = [row.id for row in rows if is_settled(moment_of(row), now, after)]
    if done and done[-1] > mark:
        db.session.merge(PointMark(source=source, last_id=done[-1]))
    return len(rows) == AT_ONCE and bool(done)


def _from_events(events: Sequence[Happened], policies: Policies) -> Iterator[Drawn]:
    yield from from_reports(touched_by(events, policies), policies)
    yield from from_looks(events)


def _from_patrols(patrols: Sequence[PatrolLog], policies: Policies) -> Iterator[Drawn]:
    yield from from_patrols(patrols, policies)
    yield from from_patrols([patrol.replaces for patrol in patrols if patrol.replaces], policies)


def _from_passes(passes: Sequence[Pass], _policies: Policies) -> Iterator[Drawn]:
    known = volunteers_among({one.person_id for one in passes})
    for one in passes:
        if one.person_id in known:
            at = clock.start_of(one.day)
            yield Drawn(FactKind.TRAINING, one.id, one.person_id, at, one.title)


def _from_helps(decisions: Sequence[HelpDecision], _policies: Policies) -> Iterator[Drawn]:
    for one in decisions:
        is_right = one.help.status is HelpStatus.CONFIRMED
        yield Drawn(
            FactKind.HELP,
            one.help_id,
            one.help.person_id,
            clock.start_of(one.help.day),
            one.help.grid.name,
            None if is_right else WhyNot.JUDGED_AGAIN,
            is_new=is_right,
        )


def _from_thanks(thanks: Sequence[Thanks], _policies: Policies) -> Iterator[Drawn]:
    known = volunteers_among({one.person_id for one in thanks})
    for one in thanks:
        if one.person_id in known:
            yield Drawn(FactKind.THANKS, one.id, one.person_id, one.at, one.rating.case.number)
