"""Expedite orders (督办): given by the clock or by somebody above, answered, never overwritten."""

from datetime import date, datetime

from portal import clock, i18n
from portal.accounts.models import Person
from portal.cases.actions.history import move
from portal.cases.actions.telling import tell, tell_level_above, tell_reporter, tell_unit
from portal.cases.models import Case, CaseEvent, ExpediteOrder, ExpediteReply
from portal.cases.queries import is_in_hand_of, office_of, reply_by
from portal.cases.rules import MOVES, Moves, Step
from portal.db import db
from portal.errors import N_, NotAcceptable
from portal.policy.queries import work_calendar

ANSWER_NOW = N_("The hours for a first answer have passed. Write to the reporter.")


def expedite(case: Case, *, now: datetime, moves: Moves = MOVES) -> None:
    """Hurry a case on because its date has passed: once for each date that passes."""
    case.is_overdue = True
    event = move(case, Step.EXPEDITE, by=None, now=now, moves=moves)
    order_by_itself(case, event)
    tell_unit(case, "overdue", now=now)
    tell_level_above(case, "overdue", now=now)


def expedite_answer(case: Case, *, now: datetime) -> None:
    """Hurry a case on because its reporter has had no first answer in time; its date stays."""
    with i18n.speaking(i18n.LANGUAGES[0]):
        words = str(i18n._(ANSWER_NOW))
    event = move(case, Step.EXPEDITE, by=None, now=now, note=words)
    order_by_itself(case, event, words=words)
    tell_unit(case, "answer_late", now=now)
    tell_level_above(case, "answer_late", now=now)


def order_by_itself(case: Case, event: CaseEvent, *, words: str = "") -> None:
    """Keep the order that a step brings with it, without anybody's pressing a button."""
    calendar = work_calendar()
    day = reply_by(clock.day_of(event.at), calendar)
    db.session.add(
        ExpediteOrder(
            case=case,
            event=event,
            at=event.at,
            words=words,
            reply_by=day,
            is_provisional=calendar.is_provisional(day),
        )
    )


def order(case: Case, *, words: str, reply_by: date, by: Person, now: datetime) -> ExpediteOrder:
    """Order a unit to hurry and to answer by a day; orders before it stay as they are."""
    today = clock.day_of(now)
    if not words:
        raise NotAcceptable(N_("Say what you want done: the unit reads this."))
    if reply_by < today:
        raise NotAcceptable(N_("That day has passed. Choose a later one."))
    event = move(case, Step.EXPEDITE, by=by, now=now, note=words)
    given = ExpediteOrder(
        case=case,
        event=event,
        by=by,
        office=office_of(by, today),
        at=now,
        words=words,
        reply_by=reply_by,
        is_provisional=work_calendar().is_provisional(reply_by),
    )
    db.session.add(given)
    tell_unit(case, "expedite_order", now=now)
    tell_reporter(case, "expedited", now=now)
    return given


def reply(given: ExpediteOrder, *, words: str, by: Person, now: datetime) -> None:
    """Answer an order for the unit in hand; or, from above, write back below the same order."""
    if not words:
        raise NotAcceptable(N_("Write your answer first."))
    case = given.case
    is_from_unit = is_in_hand_of(by, case, clock.day_of(now))
    move(case, Step.REPLY, by=by, now=now, note=words)
    given.replies.append(ExpediteReply(by=by, at=now, words=words, is_from_unit=is_from_unit))
    if not is_from_unit:
        tell_unit(case, "expedite_reply", now=now)
        return
    given.replied_at = given.replied_at or now
    if given.by:
        tell([given.by], case, "expedite_reply", now=now)
    else:
        tell_level_above(case, "expedite_reply", now=now)
