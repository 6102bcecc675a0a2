"""What indicators counted by matter, as far as it can be told: what standardising stands on."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from portal.assessment.indicators.defined import INDICATORS
from portal.assessment.indicators.terms import Indicator, Limits, summed
from portal.assessment.rules import (
    TOLD,
    Subject,
    SubjectKind,
    few_answers,
    grouped,
    told_apart,
)
from portal.policy.rules import Policy

Key = tuple[SubjectKind, str]
Group = tuple[SubjectKind, str]  # the kind and the peers


@dataclass(frozen=True)
class Told:
    """One indicator by matter: which matters are told apart of whom, and the mix of each group."""

    apart: dict[Key, frozenset[str]] = field(default_factory=dict)
    mixes: dict[Group, dict[str, int]] = field(default_factory=dict)


class MatterLine(NamedTuple):
    """What an indicator counted of a subject in one matter, or in the rest together."""

    kind: SubjectKind
    code: str
    indicator: str
    matter: str
    part: int
    whole: int
    unconfirmed: int | None


class MixLine(NamedTuple):
    """How much of one matter a group of peers had, or of the rest together."""

    kind: SubjectKind
    peers: str
    indicator: str
    matter: str
    whole: int


def told_by_matter(subjects: Sequence[Subject], policy: Policy) -> dict[str, Told]:
    """Return what is told by matter of each indicator; of samples nothing is.

    Nobody's few answers are told apart, and nothing is of whom they are kept back.
    """
    few = few_answers(subjects, policy.fewest_to_publish)
    return {
        one.name: _told(one, subjects, policy, few)
        for one in INDICATORS.values()
        if not one.is_sampled
    }


def matter_lines(subjects: Sequence[Subject], told: Mapping[str, Told]) -> Iterator[MatterLine]:
    """Yield what is published by matter: of everybody but workers."""
    for one in subjects:
        if one.kind is SubjectKind.WORKER:
            continue
        for name, known in told.items():
            if (apart := known.apart.get((one.kind, one.code))) is not None:
                yield from _lines(one, INDICATORS[name], apart)


def mix_lines(subjects: Sequence[Subject], told: Mapping[str, Told]) -> Iterator[MixLine]:
    """Yield the mix of each group of peers; what is told apart of none of them is the rest."""
    members: dict[Group, list[Key]] = {}
    for one in subjects:
        if one.kind is not SubjectKind.WORKER:
            members.setdefault((one.kind, one.peers), []).append((one.kind, one.code))
    for group, keys in members.items():
        for name, known in told.items():
            some = [known.apart[key] for key in keys if key in known.apart]
            if some:
                mix = grouped(known.mixes[group], frozenset().union(*some))
                yield from (MixLine(*group, name, *line) for line in mix.items())


def counted_by_matter(names: Collection[str], subject: Subject) -> dict[str, int]:
    """Return the sums of some counts of a subject by matter."""
    return {matter: summed(names, counts) for matter, counts in subject.by_matter.items()}


def _told(
    one: Indicator, subjects: Sequence[Subject], policy: Policy, few: Collection[Key]
) -> Told:
    told, counted = Told(), dict[Key, dict[str, tuple[int, ...]]]()
    is_of_answers = not set(TOLD).isdisjoint(one.denominator)
    for subject in subjects:
        if subject.kind not in one.kinds or not subject.by_matter:
            continue
        wholes = counted_by_matter(one.denominator, subject)
        _add(told.mixes.setdefault((subject.kind, subject.peers), {}), wholes)
        is_rated = sum(wholes.values()) >= max(1, getattr(policy, one.fewest))
        if is_rated and not (is_of_answers and (subject.kind, subject.code) in few):
            counted[subject.kind, subject.code] = _numbers(one, subject, wholes)
    told.apart.update(told_apart(counted, policy.fewest_to_publish))
    return told


def _add(mix: dict[str, int], wholes: Mapping[str, int]) -> None:
    for matter, whole in wholes.items():
        mix[matter] = mix.get(matter, 0) + whole


def _numbers(
    one: Indicator, subject: Subject, wholes: Mapping[str, int]
) -> dict[str, tuple[int, ...]]:
    """Return what of each matter may not be few: of effective resolution also what was closed.

    Of few closed cases the confirmed ones would tell what their reporters said.
    """
    if one.limits is not Limits.TWO_PHASE:
        return {matter: (whole,) for matter, whole in wholes.items()}
    closed = counted_by_matter(("confirmed", "unconfirmed"), subject)
    return {matter: (whole, closed[matter]) for matter, whole in wholes.items()}


def _lines(subject: Subject, one: Indicator, apart: frozenset[str]) -> Iterator[MatterLine]:
    names = [one.numerator, one.denominator, ("unconfirmed",)]
    parts, wholes, open_ones = (grouped(counted_by_matter(n, subject), apart) for n in names)
    is_two_phase = one.limits is Limits.TWO_PHASE
    for matter, whole in wholes.items():
        unconfirmed = open_ones[matter] if is_two_phase else None
        named = (subject.kind, subject.code, one.name, matter)
        yield MatterLine(*named, parts[matter], whole, unconfirmed)
