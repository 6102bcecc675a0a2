"""What is done in the open: a seed is given by two people, and what it draws is kept."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from portal.accounts.models import Person
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.supervision.actions.planning import note
from portal.supervision.models import DrawRound, Reserve, Sampled, SpotCheck
from portal.supervision.queries import (
    Source,
    lines_of,
    numbers_taken,
    open_round,
    sources,
)
from portal.supervision.rules import (
    CheckStep,
    after,
    as_seed,
    hashed,
    lowest,
    refuse_one_name,
    refuse_other_seed,
    reserve_for,
    shared_out,
)

CHANGED = N_(
    "The list that lies in the store is not the one whose hash was published. Nothing is drawn: "
    "tell the administrator, who can bring back the file from a copy."
)


def enter_seed(
    check: SpotCheck, typed: str, *, by: Person, now: datetime, further: int = 0
) -> DrawRound:
    """Take down a seed that was thrown in public; it counts once a second person confirms it.

    Entered anew it takes the place of one that nobody has confirmed, and both
    stand in the history. `further` is how many a further round is to draw.
    """
    after(check.status, CheckStep.ENTER_SEED)
    seed = as_seed(typed)
    waiting = open_round(check)
    if any(one.seed == seed for one in check.rounds if one is not waiting):
        raise NotAcceptable(N_("An earlier round had this seed. A further one takes a fresh one."))
    number = waiting.turn if waiting else len(check.rounds) + 1
    sizes = sizes_of_round(check, further) if number > 1 else _sizes(check)
    turn = waiting or DrawRound(check_id=check.id, turn=number)
    turn.sizes, turn.seed, turn.typed = sizes, seed, typed
    turn.entered_by_id, turn.entered_at = by.id, now
    db.session.add(turn)
    db.session.flush()
    db.session.expire(check, ["rounds"])
    note(check, CheckStep.ENTER_SEED, by=by, now=now, turn=turn.turn, words=seed)
    return turn


def confirm_seed(check: SpotCheck, typed: str, *, by: Person, now: datetime) -> None:
    """Give a seed its second name: somebody else who saw it types it again."""
    turn, status = open_round(check), after(check.status, CheckStep.CONFIRM_SEED)
    if turn is None:
        raise NotAllowedNow(N_("No seed has been entered yet: that comes first."))
    refuse_one_name(turn.entered_by_id, by.id)
    refuse_other_seed(turn.seed, typed)
    turn.confirmed_by_id, turn.confirmed_at, check.status = by.id, now, status
    note(check, CheckStep.CONFIRM_SEED, by=by, now=now, turn=turn.turn, words=turn.seed)


def draw_round(check: SpotCheck, *, by: Person, now: datetime) -> list[Sampled]:
    """Draw by the confirmed seed from the list whose hash was published, and from no other."""
    turn, status = open_round(check), after(check.status, CheckStep.DRAW)
    if turn is None or turn.confirmed_at is None:
        raise NotAllowedNow(N_("The seed still needs its second name."))
    drawn = _drawn(check, turn)
    sized = {stratum: numbers[: turn.sizes[stratum]] for stratum, numbers in drawn.items()}
    known = sources(check.frame, [number for numbers in sized.values() for number in numbers])
    kept = [
        _sampled(check, known[number], stratum=stratum, rank=rank, turn=turn)
        for stratum, numbers in sized.items()
        for rank, number in enumerate(numbers, start=1)
    ]
    db.session.add_all(kept)
    db.session.add_all(
        Reserve(round_id=turn.id, stratum=stratum, rank=rank, number=number)
        for stratum, numbers in drawn.items()
        for rank, number in enumerate(numbers, start=1)
        if rank > turn.sizes[stratum]
    )
    turn.drawn_at, check.status = now, status
    note(check, CheckStep.DRAW, by=by, now=now, turn=turn.turn)
    return kept


def sizes_of_round(check: SpotCheck, further: int) -> dict[str, int]:
    """Return how many a further round draws of each stratum: in proportion, two at least."""
    there = {one.name: one.population for one in check.strata if one.merged_into is None}
    if not 1 <= further <= sum(there.values()):
        raise NotAcceptable(N_("Say how many more to draw: a number above 0."))
    return shared_out(further, there)


def _sizes(check: SpotCheck) -> dict[str, int]:
    return {one.name: one.size for one in check.strata if one.merged_into is None}


def _drawn(check: SpotCheck, turn: DrawRound) -> Mapping[str, list[str]]:
    """Return the lowest tickets of each stratum, reserves after the drawn, in their order.

    The list is hashed while it is read: what lies in the store must still be
    what was published.
    """
    wanted = {name: size + reserve_for(size) for name, size in turn.sizes.items()}
    digest = hashlib.sha256()
    lines = hashed(lines_of(check), digest)
    try:
        drawn = lowest(lines, wanted, turn.seed, earlier=numbers_taken(check))
    except (NotAcceptable, KeyError, OSError, EOFError, UnicodeDecodeError):
        raise NotAllowedNow(CHANGED) from None
    if digest.hexdigest() != check.list_sha256:
        raise NotAllowedNow(CHANGED)
    return drawn


def _sampled(
    check: SpotCheck, source: Source, *, stratum: str, rank: int, turn: DrawRound
) -> Sampled:
    return Sampled(
        check=check,
        round=turn,
        number=source.number,
        stratum=stratum,
        rank=rank,
        source_id=source.source_id,
        grid_id=source.grid_id,
        street_code=source.street_code,
        is_priority=False,
    )
