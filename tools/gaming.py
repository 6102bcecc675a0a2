"""Play quarters of honest work and of strategies by the portal's own rules; write docs/gaming.md.

With `--check` it fails where the document does not say what was played. The strategies stand in
`tools/strategies.py`, what comes of them in `tools/gamed_work.py`.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import mean, stdev
from textwrap import fill

from portal.assessment.indicators import assess, scheme_of
from portal.assessment.rules import Result, SubjectKind, places
from portal.policy.rules import DRAFT
from tools.documents import written
from tools.gamed_work import PROBLEMS, Quarter
from tools.other_odds import GUESSES, Guess
from tools.problems import LIMITS, ODDS, limits_of
from tools.strategies import EVERYBODY, HONEST, WAYS, Way

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "gaming.md"
QUARTERS = 40  # played by each, with other luck
PEERS = 7  # honest ones, beside whom a place is said
SURE = 1.96
_LIMITS = {"": LIMITS} | {one.name: limits_of({**ODDS, **one.odds}) for one in GUESSES}
TITLES = {
    SubjectKind.GRID: "Grids and their workers",
    SubjectKind.COMMUNITY: "Communities",
    SubjectKind.UNIT: "Street teams and departments",
}
COLUMNS = (
    *("Strategy", "what it does", "honest score", "its score", "difference", "limits"),
    *("gains in", "places, honest", "places, so", "why it does not pay"),
)


@dataclass(frozen=True)
class Played:
    """What a strategy brings beside honest work in the same quarters."""

    pairs: Sequence[tuple[Result, Result]]  # honest, and so: where both have a score

    @property
    def differences(self) -> list[float]:
        """Return how many points more it brings in each quarter."""
        return [float((so.score or 0) - (honest.score or 0)) for honest, so in self.pairs]

    @property
    def gain(self) -> float:
        """Return the mean difference in points."""
        return mean(self.differences)

    @property
    def limits(self) -> tuple[float, float]:
        """Return the 95 percent limits of the mean difference."""
        half = SURE * stdev(self.differences) / len(self.pairs) ** 0.5
        return self.gain - half, self.gain + half


@cache
def quarters(kind: SubjectKind, way: Way, guess: str = "") -> list[Result]:
    """Return what the rules say of the quarters of a player; the same whenever this is run."""
    limits = _LIMITS[guess]
    lived = (Quarter(kind, f"{kind}-{n}", way, limits).subject() for n in range(QUARTERS))
    return [assess([one], DRAFT)[0] for one in lived]


@cache
def played(kind: SubjectKind, way: Way, guess: str = "") -> Played:
    """Return what a strategy brings to a kind of player, by the odds or by another guess."""
    pairs = zip(quarters(kind, HONEST, guess), quarters(kind, way, guess), strict=True)
    return Played([(a, b) for a, b in pairs if a.score is not None and b.score is not None])


def swept(guess: Guess) -> dict[tuple[SubjectKind, str], Played]:
    """Return what the strategies bring that other odds might help, to each kind of player."""
    return {
        (kind, way.name): played(kind, way, guess.name)
        for way in WAYS
        if way.name in guess.helps
        for kind in way.who
    }


@cache
def _peers(kind: SubjectKind) -> list[Result]:
    return assess([Quarter(kind, f"peer-{n}", HONEST).subject() for n in range(PEERS)], DRAFT)


def _place(kind: SubjectKind, results: Sequence[Result]) -> str:
    """Return the mean place among honest peers, from and to."""
    spans = [
        places(
            [
                (each.score_low, each.score_high)
                for each in (one, *_peers(kind))
                if each.score_low is not None and each.score_high is not None
            ]
        )[0]
        for one in results
    ]
    first, last = (mean(span[n] for span in spans) for n in (0, 1))
    return f"{first:.1f}-{last:.1f}"


def document() -> str:
    """Return the whole document."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield from _head()
    for kind in EVERYBODY:
        weights = ", ".join(f"`{name}` {of}" for name, of in scheme_of(kind, DRAFT).items())
        yield from ("", f"## {TITLES[kind]}", "")
        yield _wrapped(f"{PROBLEMS[kind]} problems a quarter. Weights: {weights}.")
        yield from ("", f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}")
        for way in WAYS:
            if kind in way.who:
                yield _row(kind, way)
    yield from _other_odds()
    yield from _tail()


def _row(kind: SubjectKind, way: Way) -> str:
    one = played(kind, way)
    low, high = one.limits
    honest, so = zip(*one.pairs, strict=True)
    cells = (
        way.name,
        way.does,
        f"{mean(result.score for result in honest):.1f}",
        f"{mean(result.score for result in so):.1f}",
        f"{one.gain:+.1f}",
        f"{low:+.1f} to {high:+.1f}",
        f"{100 * mean(gain > 0 for gain in one.differences):.0f} %",
        _place(kind, honest),
        _place(kind, so),
        way.stops,
    )
    return f"| {' | '.join(cells)} |"


def _head() -> Iterator[str]:
    yield "# What gaming the figures brings\n"
    yield _wrapped(
        "Written by `tools/gaming.py`; a test fails if it says anything else, or if a strategy"
        f" gains. Each is played for {QUARTERS} quarters with the same problems, the same work and"
        " the same luck as honest work beside it, so that the difference is the strategy's alone."
        " What is counted follows `assessment/rules/counts.py`; figures, scores and places are the"
        " portal's own, by the drafted policy. Limits are those of the mean difference, 95 percent;"
        f" places are among {PEERS} honest peers, from and to, on average. What is invented, and"
        " measured nowhere, is how often things happen:"
    )
    yield from ("", *(f"- {what}: {odds * 100:.0f} %" for what, odds in ODDS.items()))


def _other_odds() -> Iterator[str]:
    yield "\n## Other odds\n"
    yield _wrapped(
        "All odds above are invented: nobody has measured them here. So some are guessed otherwise,"
        " and the strategies that this might help are played again. Where inspectors find as much,"
        " and who decides refuses most of what is not so, none of them surely gains. Where that is"
        " weakened, in the last lines, the table says what surely does."
    )
    yield from ("", "| Guess | odds | who gains most | difference | limits | surely gain |")
    yield "|---|---|---|---|---|---|"
    for guess in GUESSES:
        found = swept(guess)
        (kind, name), most = max(found.items(), key=lambda one: one[1].gain)
        sure = [f"{way} ({who})" for (who, way), one in found.items() if one.limits[0] > 0]
        odds = ", ".join(f"{what} {100 * chances:.0f} %" for what, chances in guess.odds.items())
        ends = f"{most.limits[0]:+.1f} to {most.limits[1]:+.1f}"
        cells = (guess.name, odds, f"{name} ({kind})", f"{most.gain:+.1f}", ends)
        yield f"| {' | '.join(cells)} | {', '.join(sure) or 'none'} |"


def _tail() -> Iterator[str]:
    yield "\n## What makes that so\n"
    for said in WHY:
        yield _wrapped(f"- {said}", indent="  ")
    yield "\n## Where a strategy may still gain\n"
    for said in STILL:
        yield _wrapped(f"- {said}", indent="  ")


WHY = (
    "**What its reporter solved on the spot** counts as reported, valid and found, and as nothing"
    " further. So neither quota filing nor messes of one's own can raise any figure that has a"
    " weight; sampling can only lower them.",
    "**Reported, valid, passed on and found by workers** have no weight in any score.",
    "**Places answer for what their own people deal with** (decision 0024): nobody gains or loses"
    " by what is done, or left undone, on a level above.",
    "**What goes up a level late** keeps whose it was, and is in time no more: past half of its"
    " time a fresh date is nobody's merit.",
    "**What goes up at once** is the referral that the district wants, and somebody else judges it:"
    " the level above sends back what it need not have, for it answers for what it keeps. What came"
    " back counts like a return that did not hold, and whoever has it again has no more time for it"
    " than before. Within one unit, as from a grid's worker to the community, it counts for the"
    " same unit, by the first date, and the worker's own look confirms nothing.",
    "**A case that came back** is no longer in time, whatever its new clock says.",
    "**What is due, what is said of it and what comes back count for the unit whose clock it was**:"
    " a transfer, and a return too late to start the clock afresh, keep the date and whose it is."
    " What comes back stays whose it was, unless it goes to another unit by that.",
    "**What is proven false costs much.** Samples are small, so a plain rate of false closures"
    f" would weigh nothing. Each percent of it costs {DRAFT.false_cost} percent of its points, and"
    " each one found counts, however few were looked at. It holds false closures, cases in which"
    " nothing was there, and looks that said solved where it was not. Of what was solved on the"
    " spot only what is false counts: more of it dilutes nothing.",
    "**Looks in time have no weight of their own**, for a look can be entered from the desk."
    " Looking pays because it confirms, and a false look that a sample meets costs more.",
    "**Requests are counted with what became of them**: returns, pauses, more time and leaving"
    " out that others refuse lower the share that was upheld.",
    "**Hiding** leaves problems for residents and for blind visits: missed problems rise.",
)
STILL = (
    "**Unsampled.** Early closing, friends and looking from the desk are stopped by samples. Where"
    " no closing is looked at for a quarter, a grid has mostly no score, and the others' false"
    " closures leave their weight to the rest: then closing on Friday night and friends pay.",
    "**Looking from the desk** brings a little in most quarters, for repairs are nearly always"
    " good, and costs much in those in which a sample meets a false look. A photo at the look, as"
    " at the repair, would show who was there.",
    "**Few or blind samples.** With half of them, or with inspectors who see less, some of this"
    " pays: the table of other odds says what. Samples are what the rest stands on.",
    "**A level above that keeps whatever it is handed**: then nobody ever says that it was not its"
    " own. It pays with its own figures for what it keeps; should it not mind, handing up pays.",
    "**A resident's call filed as one's own find** raises the share found by workers; that has"
    " no weight.",
)


def _wrapped(said: str, indent: str = "") -> str:
    return fill(said, 100, subsequent_indent=indent, break_on_hyphens=False)


if __name__ == "__main__":
    sys.exit(written(DOCUMENT, document, __doc__))
