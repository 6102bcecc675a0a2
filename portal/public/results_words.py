"""What published figures are called and how they are said on pages for everybody."""

from decimal import Decimal
from typing import Any

from portal.assessment.indicators import INDICATORS, Measure
from portal.assessment.rules import (
    ANSWERED,
    Comparison,
    Figure,
    PeriodKind,
    Range,
    Result,
    State,
    SubjectKind,
)
from portal.i18n import _, _l

KINDS: dict[SubjectKind, Any] = {
    SubjectKind.DISTRICT: _l("The district"),
    SubjectKind.STREET: _l("Subdistricts"),
    SubjectKind.COMMUNITY: _l("Communities"),
    SubjectKind.GRID: _l("Grids"),
    SubjectKind.UNIT: _l("Units"),
}
QUESTIONS: dict[str, Any] = {  # in the order of pages
    "effective_resolution": _l("Was it really solved?"),
    "on_time_rate": _l("Was it done by the promised day?"),
    "satisfaction": _l("Are those who reported satisfied?"),
    "first_response": _l("Did they get a first answer in time?"),
    "rework_rate": _l("How much came back after it was said to be solved?"),
    "closed_rate": _l("How much of what was due is closed?"),
    "valid_case_rate": _l("How many of the reports were valid?"),
    "referral_rate": _l("How much was passed on?"),
    "returns_upheld": _l("Was it right to pass it on?"),
    "discovery_share": _l("How much do grid workers find first?"),
    "verification": _l("Does somebody look at repairs in time?"),
    "false_closure_rate": _l("How often was closed what was not solved?"),
    "false_patrol_rate": _l("How often was a patrol logged that nobody walked?"),
    "unmatched_rate": _l("How much did inspectors see that nobody had reported?"),
    "mean_stars": _l("How many stars did they give?"),
    "answer_rate": _l("How many were answered?"),
    "resolution_rate": _l("How many say that it is solved?"),
}
SENTENCES: dict[str, Any] = {
    "on_time_rate": _l("%(part)s of %(whole)s cases were closed by the day they were due."),
    "satisfaction": _l("%(part)s of %(whole)s who answered gave four or five stars."),
    "first_response": _l("%(part)s of %(whole)s reporters could read a first answer in time."),
    "rework_rate": _l("%(part)s of %(whole)s cases came back after they were said to be solved."),
    "closed_rate": _l("%(part)s of %(whole)s cases that were due are closed."),
    "valid_case_rate": _l("%(part)s of %(whole)s reports were judged to be valid."),
    "referral_rate": _l("%(part)s of %(whole)s reports went to a higher level or another unit."),
    "mean_stars": _l("%(part)s stars in %(whole)s answers."),
    "discovery_share": _l("%(part)s of %(whole)s cases were first found by grid workers."),
    "verification": _l("%(part)s of %(whole)s repairs were looked at in time."),
    "false_closure_rate": _l(
        "%(part)s of %(whole)s closed cases that inspectors saw were not solved."
    ),
}
PERIODS: dict[PeriodKind, Any] = {
    PeriodKind.MONTH: _l("Months"),
    PeriodKind.QUARTER: _l("Quarters"),
    PeriodKind.YEAR: _l("Years"),
}
SCORE = _l("Score")
MORE, LESS = _l("more"), _l("less")
NEITHER = _l("neither: nobody is better by it")
KEPT = _l("So few answered that somebody could be recognised: it is not shown.")


def answered_by(kind: SubjectKind) -> str:
    """Return the sentence that says what of a place counts for it, or nothing for others."""
    return _(ANSWERED[kind]) if kind in ANSWERED else ""


def title_of(name: str) -> str:
    """Return what an indicator is called."""
    return str(_(INDICATORS[name].title))


def question_of(name: str) -> str:
    """Return the question that an indicator answers."""
    return str(QUESTIONS.get(name, title_of(name)))


def method_of(name: str) -> list[tuple[str, str]]:
    """Return how an indicator is counted, from its one definition: terms with their words."""
    one = INDICATORS[name]
    return [
        (str(_("Counted")), str(_(one.counted))),
        (str(_("Out of")), str(_(one.out_of))),
        (str(_("Left out")), str(_(one.left_out))),
    ]


def share_of(name: str, figure: Figure) -> str:
    """Return the share of a figure as it is said; empty where it has none."""
    if figure.share is None or figure.state not in {State.RATED, State.UNSAMPLED}:
        return ""
    return measured(name, figure.share)


def measured(name: str, number: Decimal) -> str:
    """Return a number in what its indicator is said in: percent or stars."""
    if INDICATORS[name].measure is Measure.STARS:
        return str(_("%(stars)s stars", stars=number))
    return f"{number} %"


def ends_of(figure: Figure) -> str:
    """Return the range in which a share lies; empty where there is none."""
    if figure.state is State.UNSAMPLED:
        return f"{figure.floor}–{figure.ceiling} %"
    if figure.low is None or figure.high is None:
        return ""
    return f"{figure.low}–{figure.high} %"


def counts_of(figure: Figure) -> tuple[str, str]:
    """Return part and whole as they are shown."""
    return f"{figure.part:,}", f"{figure.whole:,}"


def sentence_of(name: str, figure: Figure) -> str:
    """Return a figure in one plain sentence, its counts included."""
    part, whole = counts_of(figure)
    given = {"part": part, "whole": whole, "title": title_of(name)}
    if figure.state is State.NONE:
        return str(_("There was nothing to count, so there is no figure."))
    if figure.state is State.UNSAMPLED:
        return str(
            _(
                "%(part)s of %(whole)s valid cases are confirmed as solved. Nobody has looked at"
                " a sample of the rest, so the share lies between %(floor)s and %(ceiling)s %%.",
                floor=figure.floor,
                ceiling=figure.ceiling,
                **given,
            )
        )
    if figure.state is State.FEW:
        few = _("That is too few for a percentage.")
        return f"{_counted(name, given)} {few}"
    if name == "effective_resolution":
        return str(
            _(
                "Of %(whole)s valid cases that were due, about %(share)s %% are really solved:"
                " %(part)s are confirmed, and a random sample says how many of the others are.",
                share=figure.share,
                **given,
            )
        )
    return _counted(name, given)


def _counted(name: str, given: dict[str, str]) -> str:
    if name in SENTENCES:
        return str(SENTENCES[name]) % given
    return str(_("%(title)s: %(part)s of %(whole)s.", **given))


def moved(comparison: Comparison, then: str) -> str:
    """Return how far a figure has moved since a period, and whether that may be chance."""
    if not comparison.difference:
        return str(_("The same as in %(then)s.", then=then))
    points = abs(comparison.difference)
    said = (
        _("%(points)s points more than in %(then)s", points=points, then=then)
        if comparison.difference > 0
        else _("%(points)s points less than in %(then)s", points=points, then=then)
    )
    low, high = (end or abs(end) for end in (comparison.low, comparison.high))  # never -0.0
    given = {"said": said, "low": low, "high": high}
    if comparison.is_beyond_chance:
        return str(_("%(said)s: more than chance alone would do (%(low)s to %(high)s).", **given))
    return str(_("%(said)s, which may be chance (%(low)s to %(high)s).", **given))


def place_of(result: Result) -> str:
    """Return a place among peers, shared by those whose ranges overlap; empty without one."""
    if result.rank is None:
        return ""
    first, last, count = result.rank
    if first == last:
        return str(_("place %(first)d of %(count)d", first=first, count=count))
    return str(_("place %(first)d to %(last)d of %(count)d", first=first, last=last, count=count))


def percent_of(share: float) -> str:
    """Return a part of one in percent to one decimal."""
    return f"{share * 100:.1f} %"


def spread_said(spread: Range) -> str:
    """Return how all of a peer group do: the middle one, and from lowest to highest."""
    return str(
        _(
            "The middle one of them has %(middle)s, the lowest %(low)s and the highest %(high)s.",
            middle=percent_of(spread.share),
            low=percent_of(spread.low),
            high=percent_of(spread.high),
        )
    )
