"""Play years of an honest volunteer and of cheats by the real rules; write docs/fair-play.md.

With `--check` it fails where the document does not say what was played. How
they play stands in `tools/cheats.py`, what comes of it in `tools/volunteer_year.py`.
"""

import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from statistics import mean, median
from textwrap import fill

from portal.policy.rules import DRAFT
from portal.rewards.rules import SignalKind
from tools.cheats import PLAYERS, WEEKS, Player, played
from tools.documents import written
from tools.volunteer_year import ODDS, Year

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "fair-play.md"
YEARS = 12  # played by each, with other luck
EFFORTS = (1.5, 0.5)  # hours a week: much more than five stars take, and about three stars' worth
EXAMPLE_YUAN = (0, 100, 200, 400, 600, 900)  # for a year with 0-5 stars: an example, not a policy
COLUMNS = (
    *("Who", "hours", "files", "reports", "facts that count", "points", "stars", "found"),
    *("example yuan", "signals a year", "what stops it"),
)
SIGNALS = {
    SignalKind.BURST: "bursts",
    SignalKind.SPLIT: "split",
    SignalKind.SELF_CLOSED: "among themselves",
    SignalKind.TOO_FAST: "too fast",
    SignalKind.COPIED_WAY: "copied way",
}


def years_of(player: Player, hours_a_week: float) -> list[Year]:
    """Return the years that are told of a player."""
    return played(player, hours_a_week, YEARS)


def stars_of(player: Player, hours_a_week: float) -> float:
    """Return the stars that a player makes on average."""
    return mean(year.stars() for year in years_of(player, hours_a_week))


@cache
def often(player: Player, hours_a_week: float) -> Mapping[SignalKind, float]:
    """Return how many signals of each kind a year sets off on average."""
    found = [year.signals() for year in years_of(player, hours_a_week)]
    return {kind: mean(one[kind] for one in found) for kind in SIGNALS}


def document() -> str:
    """Return the whole document."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield from _head()
    for effort in EFFORTS:
        yield from ("", f"## {effort} hours a week", "")
        yield f"| {' | '.join(COLUMNS)} |"
        yield f"|{'---|' * len(COLUMNS)}"
        for player in PLAYERS:
            yield _row(player, effort)
    yield from _tail()


def _row(player: Player, effort: float) -> str:
    years = years_of(player, effort)
    given = [year.given() for year in years]
    yuan = mean(EXAMPLE_YUAN[year.stars()] for year in years)
    cells = (
        player.name,
        f"{mean(year.hours for year in years):.0f}",
        player.files,
        f"{median(len(year.own) for year in years):.0f}",
        f"{median(sum(points > 0 for points in each) for each in given):.0f}",
        f"{median(map(sum, given)):.0f}",
        f"{stars_of(player, effort):.1f}",
        f"{mean(year.fakes for year in years):.1f}",
        f"{yuan:.0f}",
        _signals(player, effort),
        player.stops,
    )
    return f"| {' | '.join(cells)} |"


def _signals(player: Player, effort: float) -> str:
    """Return how many signals of each kind a year sets off; what is rare is none."""
    said = [f"{name} {often(player, effort)[kind]:.0f}" for kind, name in SIGNALS.items()]
    return ", ".join(one for one in said if not one.endswith(" 0")) or "none"


def _head() -> Iterator[str]:
    yuan = ", ".join(map(str, EXAMPLE_YUAN))
    yield "# What cheating earns\n"
    yield _wrapped(
        "Written by `tools/fair_play.py`; a test fails if it says anything else. Each plays"
        f" {YEARS} years of {WEEKS} weeks by the portal's own rules (`portal/rewards/rules`) and"
        " the drafted values, once with many hours and once with few: with many, honest work"
        " makes all five stars and nothing more can be won; with few, about three. What is"
        " invented is how people behave and how often they are found out:"
    )
    yield from ("", *(f"- {what}: {odds * 100:.0f} %" for what, odds in ODDS.items()), "")
    yield _wrapped(
        "Points are the middle one of the years; stars, finds and yuan their mean. The yuan are"
        f" an example for a year with 0 to 5 stars ({yuan}); no amounts are set. The last columns"
        " say which signals staff see, and what the rules do by themselves: a signal changes no"
        " point. Training is in date for everybody. A cheat that needs less time has it left over."
    )


def _tail() -> Iterator[str]:
    yield "\n## Where a cheat still gains something\n"
    for said in (_of_thanks(), _of_what_is_made_up(), _of_rings(), _of_splitting()):
        yield _wrapped(said, indent="  ")
    yield "\n## What signals are drawn from\n"
    yield _wrapped(
        "Nothing is stored for them that was not stored before: reports, photos' fingerprints,"
        " looks, the ways of patrols, and of sessions the address and whether it was a phone or a"
        " computer. One device is told by one session ending where the next begins, from one"
        " address and kind of device, within seconds or minutes; an address alone is none, for"
        " thousands share one. The evidence keeps who and when, and not the address. Where"
        " somebody has looked, it stays as they saw it."
    )
    yield "\n## What is not played\n"
    yield _wrapped(
        "The same photo and the shared phone: neither follows from points. An honest volunteer"
        " sets off no signal in any of these years; real ones will, after a storm or with a"
        " bicycle in a wide grid, so each signal says what else it may mean."
    )


def _of_thanks() -> str:
    return (
        "- **Thanks from a friend.** Nobody sees who rates, by design, so no signal can show it."
        f" All that it brings are {12 * DRAFT.thanks_month_points} points a year, as much as"
        " residents' own thanks bring, which the honest ones here never get."
    )


def _of_what_is_made_up() -> str:
    patrol = (DRAFT.patrol_points - DRAFT.fake_points) / DRAFT.patrol_points
    report = (DRAFT.report_points - DRAFT.fake_points) / DRAFT.report_points
    return (
        f"- **What is made up and not sampled.** A made-up patrol is worth {DRAFT.patrol_points}"
        f" points, and costs those and {-DRAFT.fake_points} more when it is found: it pays as long"
        f" as fewer than one in {patrol:.0f} is found. A made-up report of level 1 pays below one"
        f" in {report:.0f}. With nobody looking, a year of patrols from home would earn"
        f" {WEEKS * 7 * DRAFT.patrol_points} points, though no star, for no report was judged."
        " What stops both is that samples are drawn; the signals say where."
    )


def _of_rings() -> str:
    ring = _named("Ring of friends")
    many, few = (often(ring, effort)[SignalKind.SELF_CLOSED] for effort in EFFORTS)
    return (
        "- **A ring of friends** collects the most points until somebody looks. One find takes"
        " the third star for a year, the second all stars. Unsampled a ring looks like"
        " diligence. The signal of those who look at each other's reports comes"
        f" {many:.0f} times a year with many hours and {few:.0f} times with few; a ring so large"
        f" that each looks at fewer than {DRAFT.pair_looks} in {DRAFT.signal_days} days sets off"
        " none."
    )


def _of_splitting() -> str:
    splitting = _named("Splitting")
    signals = often(splitting, EFFORTS[0])[SignalKind.SPLIT]
    return (
        "- **Splitting** is a second chance where the first telling is judged not to be valid. It"
        f" costs the time, each telling is judged, and {signals:.0f} signals a year show it."
    )


def _named(name: str) -> Player:
    return next(player for player in PLAYERS if player.name == name)


def _wrapped(said: str, indent: str = "") -> str:
    return fill(said, 100, subsequent_indent=indent, break_on_hyphens=False)


if __name__ == "__main__":
    sys.exit(written(DOCUMENT, document, __doc__))
