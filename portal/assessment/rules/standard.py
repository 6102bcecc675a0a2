"""What a share would be if the mix of matters were that of all peers: direct standardisation."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm


@dataclass(frozen=True)
class Standardised:
    """A share by the peers' mix, and how much of that mix the subject has anything of."""

    share: Fraction
    covered: Fraction


def standardised(
    parts: Mapping[str, int], wholes: Mapping[str, int], mix: Mapping[str, int]
) -> Standardised | None:
    """Return the share of a subject: its share of each matter weighed by the peers' mix.

    A matter that the subject has nothing of says nothing: the weights of the others make up for
    it. None where it has nothing at all.

    >>> found = standardised({"A": 9, "B": 0}, {"A": 10, "B": 5}, {"A": 10, "B": 10, "C": 20})
    >>> str(found.share), str(found.covered)
    ('9/20', '1/2')
    """
    own = [matter for matter, whole in wholes.items() if whole]
    weight = sum(mix[matter] for matter in own)
    if not weight:
        return None
    common = lcm(*(wholes[matter] for matter in own))  # exact, and quicker than adding fractions
    weighed = sum(mix[matter] * parts[matter] * (common // wholes[matter]) for matter in own)
    return Standardised(Fraction(weighed, weight * common), Fraction(weight, sum(mix.values())))
