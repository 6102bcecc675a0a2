"""What an assessment is worked out from: one subject with all that was counted of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.assessment.rules.counts import Counts
from portal.assessment.rules.results import SubjectKind


@dataclass(frozen=True)
class Stratum:
    """The due and valid cases of one stratum, and what was found of its unconfirmed ones.

    Strata are street × level. `looked` and `passed` count only cases that were drawn at random
    (never urgent ones) among those that nobody had confirmed.
    """

    due_valid: int
    confirmed: int
    unconfirmed: int
    looked: int = 0
    passed: int = 0


@dataclass(frozen=True)
class Sampled:
    """What supervision teams found of one subject, as counts: of patrols, closures and places."""

    closures: int = 0  # closed cases that were judged
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
