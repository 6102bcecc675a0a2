"""A volunteer's year as the ledger and the signals see it, by the portal's own rules.

What is invented here is how often people are found out (ODDS), and how long things take.
"""

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from portal.cases.rules.duplicates import Position
from portal.policy.rules import DRAFT
from portal.rewards.rules import (
    Claim,
    FactKind,
    Filed,
    Share,
    SignalKind,
    Told,
    WhyNot,
    allotted,
    bursts,
    fastest,
    in_common,
    is_pair,
    is_too_fast,
    joins,
    solves_own,
    splits,
    star_for,
    worth_of,
)

BEGIN = datetime(2025, 1, 6, tzinfo=UTC)
REPORT = 0.1  # of an hour
MATTERS = 20
ODDS = {
    "an honest report is judged valid": 0.93,
    "an honest report was told by somebody before": 0.12,
    "a trivial report slips through as valid": 0.1,
    "a trivial report is judged a trivial repeat": 0.7,
    "a made-up report slips through as valid": 0.8,
    "a fact is sampled": 0.06,
    "a report that its reporter solved is sampled": 0.12,
    "a sampled made-up fact is found out": 0.8,
}


@dataclass
class Year:
    """What one player did, as the ledger and the signals see it, and the hours it took."""

    chance: random.Random
    hours_a_week: float
    claims: list[Claim] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    own: list[Filed] = field(default_factory=list)
    lookers: list[tuple[date, int]] = field(default_factory=list)  # who looked at one's reports
    looked_for: list[tuple[date, int]] = field(default_factory=list)  # whose one looked at
    solved: list[date] = field(default_factory=list)
    ways: list[tuple[tuple[float, float, int], ...]] = field(default_factory=list)
    judged: int = 0
    valid: int = 0
    fakes: int = 0
    hours: float = 0.0

    def happens(self, what: str) -> bool:
        """Draw whether something happens that has odds."""
        return self.chance.random() < ODDS[what]

    def has_time(self, week: datetime) -> bool:
        """Say whether hours are left of those up to the end of a week."""
        return self.hours < ((week - BEGIN).days // 7 + 1) * self.hours_a_week

    def claim(
        self, kind: FactKind, at: datetime, *, level: int = 1, why: WhyNot | None = None
    ) -> Claim:
        """Add a fact to the ledger."""
        worth = worth_of(kind, DRAFT, level=level)
        one = Claim((kind, len(self.claims)), at, at.date(), worth, why)
        self.claims.append(one)
        return one

    def report(
        self, at: datetime, where: tuple[float, float] | None, *, odds: str, matter: str = ""
    ) -> Claim | None:
        """File a report: it is judged, and joined to an earlier one; return it if it is valid."""
        self.hours += REPORT
        number = len(self.own) + 1
        own = Told(number, at, 1, *(where or (None, None)))
        place = Position(*where) if where else None
        matter = matter or f"A{self.chance.randrange(MATTERS)}"
        self.own.append(Filed(number, at, 1, matter, place))
        is_valid = self.happens(odds)
        self.judged, self.valid = self.judged + 1, self.valid + is_valid
        if not is_valid:
            self.claim(FactKind.REPORT, at, why=WhyNot.NOT_VALID)
            if "trivial" in odds and self.happens("a trivial report is judged a trivial repeat"):
                self.claim(FactKind.FAULT, at)
            return None
        is_joined = any(joins(own, other, DRAFT) for other in self.told[-40:])
        self.told.append(own)
        level = self.chance.choice((1, 1, 2, 2, 3))
        why = WhyNot.NOT_FIRST if is_joined else None
        return self.claim(FactKind.REPORT, at, level=level, why=why)

    def sampled(self, one: Claim, odds: str = "a fact is sampled") -> None:
        """Let a made-up fact be found out or not; then it costs."""
        if self.happens(odds) and self.happens("a sampled made-up fact is found out"):
            self.claims[self.claims.index(one)] = replace(one, why_not=WhyNot.CALLED_FAKE)
            self.claim(FactKind.FAKE, one.at)
            self.fakes += 1
            self.valid -= one.key[0] is FactKind.REPORT

    def given(self) -> list[int]:
        """Return what each fact got, month by month, caps included."""
        months: dict[tuple[int, int], list[Claim]] = {}
        for one in self.claims:
            months.setdefault((one.at.year, one.at.month), []).append(one)
        each = (allotted(month, lambda _day: DRAFT) for month in months.values())
        return [one.points for month in each for one in month.values()]

    def stars(self) -> int:
        """Return the stars that the year makes, with training in date."""
        return star_for(
            sum(self.given()),
            max(0, self.valid),
            self.judged,
            fakes=self.fakes,
            is_trained=True,
            policy=DRAFT,
        )

    def signals(self) -> Counter[SignalKind]:
        """Return which signals the year sets off, and how often."""
        found: Counter[SignalKind] = Counter()
        days: dict[date, list[Filed]] = {}
        for one in self.own:
            days.setdefault(one.at.date(), []).append(one)
        found[SignalKind.BURST] = sum(bool(bursts(day, DRAFT)) for day in days.values())
        found[SignalKind.SPLIT] = sum(bool(splits(day, DRAFT)) for day in days.values())
        found[SignalKind.TOO_FAST] = sum(is_too_fast(fastest(w, DRAFT), DRAFT) for w in self.ways)
        found[SignalKind.COPIED_WAY] = sum(
            any(in_common(way, old) >= DRAFT.way_percent for old in self.ways[max(0, n - 30) : n])
            for n, way in enumerate(self.ways)
        )
        found[SignalKind.SELF_CLOSED] = sum(self._self_closed(n) for n in range(4))
        return +found

    def _self_closed(self, quarter: int) -> int:
        """Return the pairs of a quarter, and whether mostly one's own solutions were told in it."""

        def of_quarter(days: list[tuple[date, int]]) -> Counter[int]:
            return Counter(who for day, who in days if (day.month - 1) // 3 == quarter)

        lookers, looked_for = of_quarter(self.lookers), of_quarter(self.looked_for)
        reports = sum((one.at.month - 1) // 3 == quarter for one in self.own)
        solved = sum((day.month - 1) // 3 == quarter for day in self.solved)
        pairs = sum(
            # Friends report as much as one does oneself, and are looked at by as many.
            is_pair(Share(many, lookers.total()), Share(looked_for[who], lookers.total()), DRAFT)
            for who, many in lookers.items()
        )
        return pairs + solves_own(Share(solved, reports), DRAFT)
