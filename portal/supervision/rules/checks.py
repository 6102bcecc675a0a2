"""The words of a spot check, and the order of its steps: first the list, then the seed."""

import enum

from portal.errors import N_, NotAllowedNow


class FrameKind(enum.StrEnum):
    """What a spot check is drawn from: its frame (抽样框)."""

    CLOSED_CASES = "closed_cases"
    PATROLS = "patrols"
    PLACES = "places"  # visited blind: is there anything that nobody reported?


class StrataBy(enum.StrEnum):
    """By what a frame is divided into strata (层)."""

    STREET_LEVEL = "street_level"  # cases alone have a level
    STREET = "street"
    COMMUNITY = "community"


class SizeBy(enum.StrEnum):
    """From what the size of a sample follows."""

    MARGIN = "margin"  # how closely the share is to be known
    PLAN = "plan"  # accept or refuse, lot by lot: GB/T 2828.1


class CheckStatus(enum.StrEnum):
    """How far a spot check (抽查) is."""

    DRAFT = "draft"
    FROZEN = "frozen"  # the list stands and cannot change
    PUBLISHED = "published"  # its hash is public: only now may there be a seed
    SEEDED = "seeded"  # thrown in public and confirmed by a second person
    DRAWN = "drawn"
    CLOSED = "closed"
    ABANDONED = "abandoned"  # in public, with a reason: nobody draws until it suits them


class CheckStep(enum.StrEnum):
    """One step of a spot check, as its public history names it."""

    PLAN = "plan"
    FREEZE = "freeze"
    PUBLISH = "publish"
    ENTER_SEED = "enter_seed"
    CONFIRM_SEED = "confirm_seed"
    DRAW = "draw"
    ADD_PRIORITY = "add_priority"
    CLOSE = "close"
    ABANDON = "abandon"


class WhyPriority(enum.StrEnum):
    """Why something is looked at without being drawn; it counts in no estimate."""

    DISPUTED = "disputed"  # its reporter said twice that it is not solved
    EXPEDITED = "expedited"


class VisitState(enum.StrEnum):
    """How far the look at one sampled thing is."""

    TO_VISIT = "to_visit"
    VISITED = "visited"
    COULD_NOT = "could_not"  # with a reason; what stands in its place names it


S, D = CheckStatus, CheckStep
MOVES: dict[tuple[CheckStatus, CheckStep], CheckStatus] = {
    (S.DRAFT, D.PLAN): S.DRAFT,
    (S.DRAFT, D.FREEZE): S.FROZEN,
    (S.FROZEN, D.PUBLISH): S.PUBLISHED,
    (S.PUBLISHED, D.ENTER_SEED): S.PUBLISHED,
    (S.PUBLISHED, D.CONFIRM_SEED): S.SEEDED,
    (S.SEEDED, D.DRAW): S.DRAWN,
    (S.DRAWN, D.ENTER_SEED): S.DRAWN,  # a further round, with a fresh seed
    (S.DRAWN, D.CONFIRM_SEED): S.SEEDED,
    (S.DRAWN, D.ADD_PRIORITY): S.DRAWN,
    (S.DRAWN, D.CLOSE): S.CLOSED,
    (S.DRAFT, D.ABANDON): S.ABANDONED,
    (S.FROZEN, D.ABANDON): S.ABANDONED,
    (S.PUBLISHED, D.ABANDON): S.ABANDONED,
    (S.SEEDED, D.ABANDON): S.ABANDONED,
}
PUBLIC = frozenset({S.PUBLISHED, S.SEEDED, S.DRAWN, S.CLOSED})  # and what was abandoned after that
OUT_OF_ORDER = {
    D.FREEZE: N_("The list is frozen already: a check has one list and keeps it."),
    D.PUBLISH: N_("Freeze the list first; only a list that stands can be published, and once."),
    D.ENTER_SEED: N_("First the hash of the list is published, then the seed is thrown."),
    D.CONFIRM_SEED: N_(
        "There is no seed to confirm: first the hash is published, then it is thrown."
    ),
    D.DRAW: N_(
        "There is nothing to draw yet: publish the hash, then let two people give the seed."
    ),
}


def after(status: CheckStatus, step: CheckStep) -> CheckStatus:
    """Return the status that a step leads to, or refuse a step out of order.

    >>> after(CheckStatus.DRAFT, CheckStep.FREEZE)
    <CheckStatus.FROZEN: 'frozen'>
    """
    try:
        return MOVES[status, step]
    except KeyError:
        why = OUT_OF_ORDER.get(step, N_("That step is not possible now: look where the check is."))
        raise NotAllowedNow(why) from None
