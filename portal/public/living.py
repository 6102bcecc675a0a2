"""What a grid's page tells of its work: open and solved cases, its month beside others, stories."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask import url_for

from portal import clock
from portal.assessment.queries import counts_of_peers
from portal.assessment.rules import Counts, Range, interval, percent
from portal.cases.models import Case
from portal.cases.rules import CaseStatus, Step
from portal.grids.models import Grid
from portal.grids.rules import GridKind
from portal.i18n import _, _l, named
from portal.policy.rules import Policy
from portal.public import story
from portal.publicity import queries
from portal.publicity.queries import SolvedCase, Told

LATELY = timedelta(days=60)
KINDS = {
    GridKind.RESIDENTIAL: _l("residential grids"),
    GridKind.RESETTLEMENT: _l("resettlement grids"),
    GridKind.PARK: _l("park grids"),
    GridKind.STREET: _l("street grids"),
    GridKind.ENTERPRISE: _l("enterprise grids"),
}
SHARES = (
    (_l("Resolved in time"), "on_time", "resolved"),
    (_l("Satisfied"), "satisfied", "answered"),
    (_l("Say it is solved"), "solved", "said"),
)


@dataclass(frozen=True)
class OpenLine:
    """One case that is being worked on, in public words."""

    matter: str
    since: date
    state: str
    is_late: bool


@dataclass(frozen=True)
class SolvedLine:
    """One case that was solved, with its released photos."""

    matter: str
    on: date
    unit: str
    checked: str  # who says so
    photos: list[story.Shown]


@dataclass(frozen=True)
class Share:
    """A share with its counts; the rate and its interval only where there are enough of them."""

    part: int
    whole: int
    rate: Decimal | None
    ends: tuple[Decimal, Decimal] | None

    @property
    def range(self) -> Range | None:
        """Return what a chart draws of it."""
        if self.rate is None or self.ends is None:
            return None
        return Range.of_percent(self.rate, *self.ends)


@dataclass(frozen=True)
class Compared:
    """One question asked of this grid and of all others of its kind."""

    words: Any
    own: Share
    peers: Share


@dataclass(frozen=True)
class Living:
    """All of it."""

    open: list[OpenLine]
    more: int
    others: int
    solved: list[SolvedLine]
    kind: Any
    peer_grids: int
    compared: list[Compared]
    stories: list[Told]
    fewest: int

    @property
    def has_rates(self) -> bool:
        """True where at least one share has counts enough for a rate."""
        return any(share.ends for one in self.compared for share in (one.own, one.peers))


def living(grid: Grid, own: Counts, month: date, policy: Policy) -> Living:
    """Return what is to be told of a grid today."""
    now = clock.now()
    opened = queries.open_cases(grid)
    peers, how_many = counts_of_peers(grid, month)
    return Living(
        open=[open_line(case, clock.day_of(now)) for case in opened.named],
        more=opened.more,
        others=opened.others,
        solved=[solved_line(one) for one in queries.solved_cases(grid, since=now - LATELY)],
        kind=KINDS[grid.kind],
        peer_grids=how_many,
        compared=compare(own, peers, policy) if own.reported or own.resolved else [],
        stories=queries.told_stories(grid=grid),
        fewest=policy.fewest_to_rate,
    )


def open_line(case: Case, today: date) -> OpenLine:
    """Return an open case in a line."""
    is_late = case.status is not CaseStatus.PAUSED and bool(case.due_on and case.due_on < today)
    return OpenLine(named(case.matter), clock.day_of(case.reported_at), story.nearby(case), is_late)


def solved_line(solved: SolvedCase) -> SolvedLine:
    """Return a solved case in a line, and who says that it is solved."""
    case = solved.case
    pair = ((solved.before, _("Before: %(matter)s")), (solved.after, _("After: %(matter)s")))
    return SolvedLine(
        matter=named(case.matter),
        on=clock.day_of(case.resolved_at or case.reported_at),
        unit=named(case.unit) if case.unit else str(_("The grid's own worker")),
        checked=checked_by(case),
        photos=[shown(one.code, words, case) for one, words in pair if one],
    )


def checked_by(case: Case) -> str:
    """Return in words who confirmed that a case is solved."""
    if case.closed_by is Step.CONFIRM:
        return str(_("Confirmed by whoever reported it"))
    if case.closed_by is Step.VERIFY:
        return str(_("Checked on the spot by the grid worker"))
    if case.status is CaseStatus.CLOSED:
        return str(_("Nobody objected"))
    return str(_("Still to be confirmed"))


def shown(code: str, words: str, case: Case) -> story.Shown:
    """Return a released photo with its words."""
    address = url_for("public.released_photo", code=code)
    return story.Shown(address, f"{address}?size=small", words % {"matter": named(case.matter)})


def compare(own: Counts, peers: Counts, policy: Policy) -> list[Compared]:
    """Return each share of a grid beside that of the others of its kind together."""
    return [
        Compared(words, _share(own, names, policy), _share(peers, names, policy))
        for words, *names in SHARES
    ]


def _share(counts: Counts, names: Sequence[str], policy: Policy) -> Share:
    part, whole = (int(getattr(counts, name)) for name in names)
    return Share(part, whole, percent(part, whole, policy), interval(part, whole, policy))
