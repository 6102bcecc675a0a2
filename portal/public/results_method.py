"""How figures are counted, in words: from the one definition of each, and the values gone by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from portal.assessment.indicators import INDICATORS, Direction, scheme_of
from portal.i18n import _
from portal.policy.rules import Policy
from portal.public import results_words as words

DIRECTIONS = {
    Direction.MORE: words.MORE,
    Direction.LESS: words.LESS,
    Direction.NEITHER: words.NEITHER,
}
CLAUSES = ("assessment.", "indicators.few", "privacy.counts")  # of the values that figures go by


@dataclass(frozen=True)
class Described:
    """One indicator, described."""

    name: str
    title: str
    source: str
    terms: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Scheme:
    """What a score of a kind of subject is made of: titles with their weights."""

    kind: str
    weights: Sequence[tuple[str, int]]


def described(policy: Policy) -> list[Described]:
    """Return every indicator that everybody may read, as it is defined."""
    return [
        Described(one.name, words.title_of(one.name), one.source, _terms(one.name))
        for one in INDICATORS.values()
        if set(one.kinds) & set(words.KINDS) and (policy.three_rates or not one.is_of_three_rates)
    ]


def schemes(policy: Policy) -> list[Scheme]:
    """Return the weights of each kind that has a score."""
    weighed = ((kind, scheme_of(kind, policy)) for kind in words.KINDS)
    return [
        Scheme(
            str(words.KINDS[kind]),
            [(words.title_of(name), weight) for name, weight in scheme.items()],
        )
        for kind, scheme in weighed
        if scheme
    ]


def score_words(policy: Policy) -> list[str]:
    """Return how a score, a grade and a place come about, in sentences."""
    a, b, c, d = policy.grade_points
    return [
        str(_("Each indicator gives points: its weight times how good it is, from 0 to 100.")),
        str(
            _(
                "What has no figure leaves its weight to the others. If less than half of the"
                " weight has a figure, there is no score."
            )
        ),
        str(
            _(
                "Grade A begins at %(a)d points, B at %(b)d, C at %(c)d, D at %(d)d; below is E.",
                a=a,
                b=b,
                c=c,
                d=d,
            )
        ),
        str(
            _(
                "Only those of one kind are compared. Whose ranges overlap share their places:"
                " chance alone could have put them the other way round."
            )
        ),
        str(
            _(
                "Below %(fewest)d cases or answers there are counts only, no percentage and no"
                " place. The number of reports never earns a point.",
                fewest=policy.fewest_to_rate,
            )
        ),
        str(
            _(
                "Standardised means: as if each had the same mix of matters as all its peers, so"
                " that nobody looks worse for having the harder work."
            )
        ),
    ]


def values_of(policy: Policy) -> Iterator[tuple[str, str, str, str]]:
    """Yield the values that figures go by: name, words, clause and content."""
    for known in fields(Policy):
        clause = known.metadata.get("clause", "")
        if clause.startswith(CLAUSES) and known.name != "worker_weights":
            content, meaning = getattr(policy, known.name), known.metadata["words"]
            said = "; ".join(map(str, content)) if isinstance(content, tuple) else str(content)
            yield known.name, str(_(meaning)), clause, said


def _terms(name: str) -> list[tuple[str, str]]:
    one = INDICATORS[name]
    kinds = [str(words.KINDS[kind]) for kind in words.KINDS if kind in one.kinds]
    return [
        *words.method_of(name),
        (str(_("Counts for")), str(_(one.counts_for))),
        (str(_("Better is")), str(DIRECTIONS[one.direction])),
        (str(_("Said of")), " · ".join(kinds)),
    ]
