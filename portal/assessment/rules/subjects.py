"""What an assessment is worked out from: one subject with all that was counted of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.assessment.rules.counts import Counts
from portal.assessment.rules.results import SubjectKind


@dataclass(frozen=True)
class Stratum:
    """The due and valid cases of one stratum, and what was found of its unconfirmed ones.

    Strata are street × level. Samples stand apart here: `confirmed` is by the word of a reporter
    or a grid worker alone, and `unconfirmed` all else that was closed as done, with those that a
    sample then let pass or not, be they open again. `looked` and `passed` count those of the
    unconfirmed that were drawn at random, never urgent ones: an urgent one that passed is
    confirmed.
    """

    due_valid: int
    confirmed: int
    unconfirmed: int
    looked: int = 0
    passed: int = 0

    def __post_init__(self) -> None:
        """Refuse what cannot be counted of anything: a part that is more than its whole."""
        closed = self.confirmed + self.unconfirmed
        if not (0 <= self.passed <= self.looked <= self.unconfirmed and closed <= self.due_valid):
            raise ValueError(f"a part of this is more than the whole: {self}")


@dataclass(frozen=True)
class Sampled:
    """What supervision teams found of one subject, as counts: of patrols, closures and places."""

    closures: int = 0  # closed cases that were judged; of those solved on the spot, false ones
    # Nothing was done or nothing was there; of areas and workers also what the grid's worker had
    # said to be solved, and was not.
    false_closures: int = 0
    patrols: int = 0
    false_patrols: int = 0
    problems: int = 0  # found at places that were visited blind
    unmatched: int = 0  # of those: nobody had reported them


@dataclass(frozen=True)
class Subject:
    """One subject with its counts: in all, by matter, by stratum, and what samples say."""

    kind: SubjectKind
    code: str
    name: str
    name_en: str
    peers: str
    counts: Counts
    by_matter: Mapping[str, Counts] = field(default_factory=dict)  # by the matter's code
    strata: Mapping[str, Stratum] = field(default_factory=dict)  # by street code and level
    sampled: Sampled = field(default_factory=Sampled)
