"""What a grid worker finds and mends at once: reported and resolved in one form."""

from collections.abc import Sequence
from datetime import datetime

from portal.accounts.models import Person
from portal.cases.actions.closing import write_resolved
from portal.cases.actions.history import start_clock
from portal.cases.models import Case
from portal.cases.queries import suggested_unit
from portal.cases.rules import ON_THE_SPOT, ON_THE_SPOT_LEVEL, Outcome, Source
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.files import Kept
from portal.policy.rules import Policy, WorkCalendar


def resolve_on_the_spot(
    case: Case,
    *,
    words: str,
    photos: Sequence[Kept],
    by: Person,
    now: datetime,
    policy: Policy,
    calendar: WorkCalendar,
) -> None:
    """Say of a case that the same form has just reported that it is solved already.

    Its own worker can never confirm it: another one looks, or the time for
    objections passes. No rating is asked, as no resident reported it. The
    same form sent again finds it resolved and leaves it.
    """
    if case.reported_by_id == by.id and case.round:
        return
    if case.matter.level != ON_THE_SPOT_LEVEL:
        raise NotAcceptable(
            N_("Only a matter of level 1 is solved on the spot. Untick that, and we pass it on.")
        )
    is_of_this_form = case.reported_by_id == by.id and case.reported_at == now
    if case.source is not Source.WORKER or not is_of_this_form:
        raise NotAllowedNow(
            N_("This was reported before. Take the further steps on the page of the case.")
        )
    unit = suggested_unit(case.matter, ON_THE_SPOT_LEVEL, case.grid)
    if unit is None:
        raise NotAcceptable(
            N_("No unit answers for this grid yet. Untick that it is solved, and we pass it on.")
        )
    case.level, case.unit = ON_THE_SPOT_LEVEL, unit
    start_clock(case, now=now, policy=policy, calendar=calendar)
    write_resolved(
        case,
        outcome=Outcome.DONE,
        words=words,
        photos=photos,
        by=by,
        now=now,
        moves=ON_THE_SPOT,
    )
