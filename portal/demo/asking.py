"""What is being asked and ordered just now in the demonstration: done by the real actions.

A few dozen of the newest open cases, so that every page of it has something to show.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from itertools import cycle

from sqlalchemy import select

from portal import clock
from portal.accounts.models import Person
from portal.cases import actions
from portal.cases.models import Case
from portal.cases.queries import approvers_of, people_in_hand, reply_by
from portal.cases.rules import IN_WORK, PauseReason
from portal.db import db
from portal.demo import words
from portal.demo.chance import Chance
from portal.demo.play import of_no_scene
from portal.grids.models import Grid
from portal.policy.queries import policy_on, work_calendar

OF_EACH = 3  # cases near the grid that is shown, and as many elsewhere
PAUSE_DAYS = 4
FEWEST_DAYS = 1  # that a case has left
Deed = Callable[[Case, Person, Person, Chance, datetime], None]


def ask_around(chance: Chance, shown: Grid, now: datetime) -> None:
    """Let units ask for pauses and days, and those above decide, hurry on, and be answered."""
    for is_near in (True, False):
        turns = cycle(DEEDS)
        for case in _at_work(shown, now, is_near=is_near):
            people = _people(case, clock.day_of(now))
            if people:
                next(turns)(case, *people, chance, now)
    db.session.flush()


def _at_work(shown: Grid, now: datetime, *, is_near: bool) -> Sequence[Case]:
    """Return the newest open cases of the street that is shown, or of the others."""
    street, today = shown.community.parent_id, clock.day_of(now)
    far_enough = work_calendar().add(today, FEWEST_DAYS)
    open_ones = (
        select(Case)
        .where(Case.closed_at.is_(None), Case.status.in_(IN_WORK), Case.due_on >= far_enough)
        .where((Case.street_id == street) if is_near else (Case.street_id != street))
        .where(Case.level == 3, of_no_scene())
        .order_by(Case.id.desc())
        .limit(OF_EACH * len(DEEDS))
    )
    return db.session.scalars(open_ones).all()


def _people(case: Case, today: date) -> tuple[Person, Person] | None:
    """Return somebody of the unit and somebody above it, if both have anybody."""
    ours, above = people_in_hand(case, today), approvers_of(case, today)
    return (ours[0], above[0]) if ours and above else None


def _ask_pause(case: Case, unit: Person, _above: Person, chance: Chance, now: datetime) -> None:
    today, calendar = clock.day_of(now), work_calendar()
    n = chance.randrange(len(words.WAITS))
    reasons = (
        PauseReason.AUTHORITY,
        PauseReason.COURT,
        PauseReason.WEATHER,
        PauseReason.REPORTER,
    )
    actions.ask_pause(
        case,
        reason=reasons[n],
        words=words.WAITS[n],
        until=calendar.add(today, PAUSE_DAYS),
        by=unit,
        now=now,
        policy=policy_on(today),
        calendar=calendar,
    )


def _pause(case: Case, unit: Person, above: Person, chance: Chance, now: datetime) -> None:
    _ask_pause(case, unit, above, chance, now)
    actions.pause(case, note="", by=above, now=now)


def _ask_days(case: Case, unit: Person, _above: Person, chance: Chance, now: datetime) -> None:
    policy = policy_on(clock.day_of(now))
    said = chance.choice(words.NEED_DAYS)
    actions.ask_extension(case, days=2, words=said, by=unit, now=now, policy=policy)


def _extend(case: Case, unit: Person, above: Person, chance: Chance, now: datetime) -> None:
    _ask_days(case, unit, above, chance, now)
    actions.extend(case, note="", by=above, now=now, calendar=work_calendar())


def _refuse(case: Case, unit: Person, above: Person, chance: Chance, now: datetime) -> None:
    _ask_days(case, unit, above, chance, now)
    actions.refuse(case, note=words.REFUSED, by=above, now=now)


def _order(case: Case, _unit: Person, above: Person, chance: Chance, now: datetime) -> None:
    day = reply_by(clock.day_of(now), work_calendar())
    actions.order(case, words=chance.choice(words.ORDERS), reply_by=day, by=above, now=now)


def _order_and_reply(
    case: Case, unit: Person, above: Person, chance: Chance, now: datetime
) -> None:
    day = reply_by(clock.day_of(now), work_calendar())
    given = actions.order(case, words=words.ORDERS[0], reply_by=day, by=above, now=now)
    actions.reply(given, words=chance.choice(words.REPLIES), by=unit, now=now)


DEEDS: tuple[Deed, ...] = (
    _ask_pause,
    _ask_days,
    _pause,
    _extend,
    _refuse,
    _order,
    _order_and_reply,
)
