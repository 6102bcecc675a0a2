"""What the files of a published period hold, column by column."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from portal.assessment.rules import Figure, Result
from portal.i18n import _l
from portal.opendata.columns import Column, of_pairs
from portal.sheets import Cell

SCORE = "score"  # what stands as the indicator in the line of a score


class ResultLine(NamedTuple):
    """One line: a figure of a subject, or its score where there is no figure."""

    result: Result
    indicator: str
    figure: Figure | None
    asked: int | None
    is_kept_back: bool
    is_example: bool


class StratumLine(NamedTuple):
    """One stratum of a subject."""

    result: Result
    name: str
    counts: Mapping[str, int]


def _told(name: str) -> Any:
    """Return how a number of a figure becomes a cell; what is kept back is left empty."""

    def cell(line: ResultLine) -> Cell:
        found = getattr(line.figure, name) if line.figure and not line.is_kept_back else None
        return str(found) if isinstance(found, Decimal) else found

    return cell


def _of_score(figure: str, score: str) -> Any:
    """Return how a share or a score becomes a cell."""
    told = _told(figure)

    def cell(line: ResultLine) -> Cell:
        if line.figure:
            return told(line)  # type: ignore[no-any-return]
        found = getattr(line.result, score)
        return None if found is None else str(found)

    return cell


def _points(line: ResultLine) -> Cell:
    points = line.result.parts.get(line.indicator)
    return None if points is None or line.is_kept_back else str(points)


def _rank(place: int) -> Any:
    def cell(line: ResultLine) -> Cell:
        return None if line.figure or line.result.rank is None else line.result.rank[place]

    return cell


def _grade(line: ResultLine) -> Cell:
    return None if line.figure or line.result.grade is None else line.result.grade.value


def _state(line: ResultLine) -> Cell:
    return line.figure.state.value if line.figure and not line.is_kept_back else None


def of_all_editions(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Return the columns of a file of all editions, whose rows are pairs: (edition, its line)."""
    return (
        Column("period", _l("Name of the period"), lambda pair: pair[0].period.name),
        Column(
            "edition",
            _l("1 is the first edition, later ones correct it"),
            lambda pair: pair[0].number,
        ),
        *of_pairs(columns),
    )


SUBJECT = (
    Column("kind", _l("district, street, community, grid or unit"), lambda line: line.result.kind),
    Column("code", _l("Code of the area, the grid or the unit"), lambda line: line.result.code),
)
RESULTS = (
    *SUBJECT,
    Column("name", _l("Name in Chinese"), lambda line: line.result.name),
    Column("name_en", _l("Name in English"), lambda line: line.result.name_en),
    Column("peers", _l("Only peers are compared"), lambda line: line.result.peers),
    Column(
        "indicator",
        _l("Which figure; score in the line of the score"),
        lambda line: line.indicator,
    ),
    Column("part", _l("What was counted"), _told("part")),
    Column("whole", _l("Out of how many; empty where too few people answered"), _told("whole")),
    Column(
        "asked",
        _l("How many were asked, where the figure stands on answers"),
        lambda line: None if line.is_kept_back else line.asked,
    ),
    Column(
        "state",
        _l("rated; few: counts only; none: nothing to count; unsampled: nobody looked"),
        _state,
    ),
    Column("share", _l("The share in percent, or the score"), _of_score("share", "score")),
    Column("low", _l("Lower limit, 95 percent"), _of_score("low", "score_low")),
    Column("high", _l("Upper limit, 95 percent"), _of_score("high", "score_high")),
    Column("floor", _l("Confirmed alone, or nobody silent satisfied"), _told("floor")),
    Column("ceiling", _l("All closed as done, or everybody silent satisfied"), _told("ceiling")),
    Column(
        "standardised",
        _l("As if its mix of matters were that of all its peers"),
        _told("standardised"),
    ),
    Column(
        "covered",
        _l("How much of the mix of its peers it has any of, in percent"),
        _told("covered"),
    ),
    Column("points", _l("Points that the figure brings into the score"), _points),
    Column("grade", _l("The score in one letter"), _grade),
    Column("rank_from", _l("Best place that its limits allow"), _rank(0)),
    Column("rank_to", _l("Last place that its limits allow"), _rank(1)),
    Column("rank_of", _l("Among how many peers"), _rank(2)),
    Column(
        "is_kept_back",
        _l("true where so few answered that somebody could be recognised"),
        lambda line: line.is_kept_back,
    ),
    Column(
        "is_example",
        _l("true where the whole period is an example, made up to the totals of a report"),
        lambda line: line.is_example,
    ),
)
STRATA = (
    *SUBJECT,
    Column("stratum", _l("Street and level"), lambda line: line.name),
    Column("due_valid", _l("Valid cases that were due"), lambda line: line.counts["due_valid"]),
    Column(
        "confirmed",
        _l("Of those: closed as done, and somebody else says so"),
        lambda line: line.counts["confirmed"],
    ),
    Column(
        "unconfirmed",
        _l("Of those: closed as done on the handler's word alone"),
        lambda line: line.counts["unconfirmed"],
    ),
    Column(
        "looked",
        _l("Of the unconfirmed: drawn at random and looked at"),
        lambda line: line.counts["looked"],
    ),
    Column("passed", _l("Of those: as they should be"), lambda line: line.counts["passed"]),
)


def _word(name: str, meaning: Any) -> Column:
    """A column of a file that is kept whole: it is given as it was sealed."""
    return Column(name, meaning, lambda row: row[name])


EXCLUSIONS = (
    _word("number", _l("Number of the case")),
    _word("grid", _l("Code of the grid")),
    _word("matter", _l("Code of the matter")),
    _word("due_on", _l("Day on which it was due")),
    _word("reason", _l("Why it was asked to be left out")),
    _word("asked_on", _l("Day on which that was asked")),
    _word("decided_on", _l("Day on which somebody else granted it")),
    _word("answer", _l("What they said to it")),
)
_SAME_KIND = _word("kind", _l("district, street, community, grid or unit"))
_WHICH = (
    _word("indicator", _l("Which figure")),
    _word("matter", _l("Code of the matter; rest: all that would be few by themselves, together")),
)
BY_MATTER = (
    _SAME_KIND,
    _word("code", _l("Code of the area, the grid or the unit")),
    *_WHICH,
    _word("part", _l("What was counted")),
    _word("whole", _l("Out of how many")),
    _word(
        "unconfirmed",
        _l("Of effective resolution: closed as done, and nobody but the handler says so"),
    ),
)
MIX = (
    _SAME_KIND,
    _word("peers", _l("Only peers are compared")),
    *_WHICH,
    _word("whole", _l("Out of how many, of all peers together")),
)
SEALED = (
    _word("period", _l("Name of the period")),
    _word("edition", _l("1 is the first edition, later ones correct it")),
    _word("is_example", _l("true where the whole period is made up, to the totals of a report")),
    _word("reason", _l("Why it replaces an earlier one")),
    _word("published_at", _l("When it was published")),
    _word("policy_version", _l("Number of the newest change of policy values that it goes by")),
    _word("policy", _l("All policy values that it goes by")),
    _word("weights", _l("The weight of each figure in the score, by kind")),
    _word("sha256", _l("The hash of the manifest")),
    _word("manifest", _l("One line for each text: its hash and its name")),
    _word("texts", _l("The texts by name; what is kept back is missing")),
)
SEALED_WHOLE = (
    *SEALED,
    _word("files", _l("The other files that were hashed, by name: cases left out, matters, mix")),
)
