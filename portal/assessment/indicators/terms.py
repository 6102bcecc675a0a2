"""What an indicator is: what is counted, out of what, and how it is said."""

import enum
from collections.abc import Collection
from dataclasses import dataclass

from portal.assessment.rules import OF_PLACE, Counts, Sampled, Subject, SubjectKind
from portal.errors import N_


class Direction(enum.StrEnum):
    """Which way is better."""

    MORE = "more"
    LESS = "less"
    NEITHER = "neither"  # it tells something, and nobody is better by it


# For whom an indicator counts: of places, either what their own people deal with, or everything.
OF_DEALING = N_(
    "Who dealt with it. Of a grid and a community that is what the community does, of a"
    " subdistrict also what its teams and its command room do, of the district everything."
)
OF_PLACES = N_("The place, whoever deals with it.")


class Measure(enum.StrEnum):
    """In what an indicator is said."""

    PERCENT = "percent"
    STARS = "stars"


class Limits(enum.StrEnum):
    """How the 95 percent limits of an indicator come about."""

    WILSON = "wilson"
    TWO_PHASE = "two-phase"
    NONE = "none"


@dataclass(frozen=True)
class Indicator:
    """One indicator, defined here and nowhere else; its words are sentences to translate.

    Numerator and denominator name fields of `rules.Counts`, or of `rules.Sampled` where
    `is_sampled`; several are summed. `fewest` names the policy value below which no rate is said.
    `source` is the Chinese term of the district's report or of the rulings.
    """

    name: str
    title: str
    counted: str
    out_of: str
    left_out: str
    source: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    kinds: Collection[SubjectKind]
    direction: Direction = Direction.MORE
    measure: Measure = Measure.PERCENT
    limits: Limits = Limits.WILSON
    is_sampled: bool = False
    is_proof: bool = False  # each one found is a fact, however few were looked at; it costs more
    is_of_three_rates: bool = False  # said only where policy goes by the three rates
    asked: str = ""  # the field that holds all who were asked, where some kept silent
    fewest: str = "fewest_to_rate"

    @property
    def is_of_dealing(self) -> bool:
        """Say whether it is of how cases were dealt with: a place answers for its own people's."""
        is_told_by_places = self.is_sampled and not self.is_proof
        return not (is_told_by_places or OF_PLACE.intersection(self.denominator))

    @property
    def counts_for(self) -> str:
        """Return a sentence, to be translated, that says for whom it counts."""
        return OF_DEALING if self.is_of_dealing else OF_PLACES

    def part_of(self, subject: Subject) -> int:
        """Return the numerator of a subject."""
        return summed(self.numerator, self._basis(subject))

    def whole_of(self, subject: Subject) -> int:
        """Return the denominator of a subject."""
        return summed(self.denominator, self._basis(subject))

    def _basis(self, subject: Subject) -> Counts | Sampled:
        return subject.sampled if self.is_sampled else subject.counts


def summed(names: Collection[str], counts: Counts | Sampled) -> int:
    """Return the sum of some counts by their names."""
    return sum(map(vars(counts).__getitem__, names))
