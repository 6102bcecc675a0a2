"""Write docs/sampling.md: how samples are sized, drawn and estimated, and whether that holds.

With `--check` it fails where the document does not say what was counted, which
`tools/coverage.py` does by the portal's own rules.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import fill

from portal.supervision.rules import plan_for, size_for
from tools.coverage import (
    ALIKE,
    FRAMES,
    LISTS,
    PLACES,
    TIMES,
    drawn_evenly,
    held_by,
    lists_held,
    places_held,
)
from tools.documents import written

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "sampling.md"
MARGINS = (0.03, 0.05, 0.07, 0.1)
POPULATIONS = (60, 362, 1_000, 5_000, 20_000, 2_400_000)


def document() -> str:
    """Return the whole document."""
    parts = (_head(), _sizes(), _gates(), _evenness(), _intervals(), _unreported(), _limits())
    return "\n".join(line for part in parts for line in part) + "\n"


def _head() -> Iterator[str]:
    yield "# Samples, and what they say\n"
    yield _wrapped(
        "Written by `tools/sampling.py`; a test fails if it says anything else. The rules are"
        " `portal/supervision/rules`: pure functions, so anybody can run them. Their results were"
        " compared with scipy and statsmodels on random frames to nine digits"
        " (`tests/supervision/statistics.json`)."
    )


def _sizes() -> Iterator[str]:
    yield "\n## How many to look at\n"
    yield _wrapped(
        "n₀ = z² p (1 - p) / e², then n = n₀ / (1 + (n₀ - 1) / N), rounded up: for a share known"
        " to within e with 95 % confidence. Without a better guess p is one half, the worst case."
    )
    yield from ("", f"| list | {' | '.join(f'± {m * 100:.0f} %' for m in MARGINS)} |")
    yield f"|{'---|' * (len(MARGINS) + 1)}"
    for population in POPULATIONS:
        sizes = " | ".join(f"{size_for(population, margin):,}" for margin in MARGINS)
        yield f"| {population:,} | {sizes} |"


def _gates() -> Iterator[str]:
    plan = plan_for(1_000, "2.5")
    yield "\n## Accept or refuse\n"
    yield _wrapped(
        "Where a batch is to be accepted or refused, the size follows from GB/T 2828.1 (ISO"
        f" 2859-1): a thousand at level II and a limit of 2.5 is letter {plan.letter}, {plan.size}"
        f" to look at, {plan.accept_at} bad ones still accepted. Tightened and reduced inspection"
        " follow by the switching rules of clause 9.3; reduced is never chosen by itself. A gate"
        " says nothing about the share: a rate is never published from it without its interval."
    )


def _evenness() -> Iterator[str]:
    seeds, rows, size, chi = drawn_evenly()
    yield "\n## Is the draw fair?\n"
    yield _wrapped(
        f"{size} of {rows} rows were drawn with {seeds:,} seeds. If each row is as likely as any"
        f" other, chi-square lies around {rows - 1}, and in 95 of 100 such trials between 40 and"
        f" 83. It was {chi:.1f}."
    )


def _intervals() -> Iterator[str]:
    yield "\n## Does the interval hold the truth?\n"
    yield _wrapped(
        f"From each frame, whose truth is known, {TIMES:,} samples were drawn. An interval of 95 %"
        " should hold the truth in 95 of 100. The plain one is the textbook's, the share and 1.96"
        " standard errors either way: it is too sure of itself where little was found or strata"
        " are small, and ends at nothing where nothing was found. Ours is Wilson's, with the"
        " effective size of the stratified sample."
    )
    yield from ("", "| frame | strata | of | looked at | bad | ours holds | width | plain holds |")
    yield f"|{'---|' * 8}"
    for frame in FRAMES:
        held = held_by(frame)
        cells = (
            frame.name,
            str(len(frame.sizes)),
            f"{sum(frame.populations):,}",
            str(sum(frame.sizes)),
            f"{frame.share * 100:.1f} %",
            f"{held.ours * 100:.1f} %",
            f"{held.width * 100:.1f} points",
            f"{held.plain * 100:.1f} %",
        )
        yield f"| {' | '.join(cells)} |"


def _unreported() -> Iterator[str]:
    yield "\n## How much goes unreported?\n"
    yield _wrapped(
        "Two lists of the same places and days, what was reported (n₁) and what inspectors found"
        " without knowing it (n₂), share m problems. Chapman's estimate of all is (n₁ + 1)(n₂ + 1)"
        " / (m + 1) - 1, its interval that of Sadinle (2009)."
    )
    yield from ("", "| problems | reported | found blind | interval holds | estimate ÷ truth |")
    yield f"|{'---|' * 5}"
    for total, first, second in LISTS:
        held, part = lists_held(total, first, second)
        yield _list_row(f"{total:,}", first, second, held, part)
    for total, first, second in ALIKE:
        held, part = lists_held(total, first, second, alike=True)
        yield _list_row(f"{total:,}, half hard to see", first, second, held, part)
    yield ""
    yield _wrapped(
        "The last lines are why it is called a lower bound: what is hard to see is missed by both,"
        " so the lists agree too often, and the estimate falls short. No formula can see that."
    )
    yield ""
    yield _wrapped(
        "The unmatched rate (found and not reported ÷ found) is a ratio of places that were drawn,"
        " with the variance of places, for problems of one place stand together:"
    )
    yield from ("", "| places | visited | problems a place | interval holds |", f"|{'---|' * 4}")
    for population, visits, most, share in PLACES:
        held = places_held(population, visits, most, share)
        yield f"| {population} | {visits} | 0-{most} | {held * 100:.1f} % |"


def _list_row(total: str, first: float, second: float, held: float, part: float) -> str:
    shares = f"{first * 100:.0f} % | {second * 100:.0f} %"
    return f"| {total} | {shares} | {held * 100:.1f} % | {part:.2f} |"


def _limits() -> Iterator[str]:
    yield "\n## What it cannot say\n"
    for said in (
        "An interval counts what chance does to a draw. It knows nothing of inspectors who err:"
        " that is what the second look at 5 % of findings and its kappa are for.",
        "What could not be looked at is replaced by the next ticket of its stratum, and counted"
        " apart. If such places are worse than others, no rate shows it.",
        "What was added as urgent is looked at and told, and stands in no estimate.",
        "A stratum in which nobody looked is not covered; the results say how much is.",
        "Below ten looks a rate is shown as counts.",
    ):
        yield _wrapped(f"- {said}", indent="  ")


def _wrapped(said: str, indent: str = "") -> str:
    return fill(said, 100, subsequent_indent=indent, break_on_hyphens=False)


if __name__ == "__main__":
    sys.exit(written(DOCUMENT, document, __doc__))
