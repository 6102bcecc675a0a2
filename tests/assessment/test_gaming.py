"""What gaming the figures brings beside honest work, by the rules that score everybody."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.assessment.indicators import assess
from portal.assessment.rules import Counts, Sampled, Stratum, Subject, SubjectKind
from portal.policy.rules import DRAFT
from tools.gaming import DOCUMENT, document, played, swept
from tools.other_odds import GUESSES
from tools.strategies import WAYS

STRATEGIES = [(kind, way) for way in WAYS for kind in way.who]
KINDS = [kind for kind in SubjectKind if kind is not SubjectKind.DISTRICT]


@pytest.mark.parametrize(
    ("kind", "way"), STRATEGIES, ids=[f"{way.name} by a {kind}" for kind, way in STRATEGIES]
)
def test_no_strategy_gains_beside_honest_work(kind, way):
    quarters = played(kind, way)

    assert quarters.limits[0] <= 0
    assert quarters.gain < 0.5


@pytest.mark.parametrize(
    "guess", [one for one in GUESSES if not one.weakens], ids=lambda one: one.name
)
def test_by_other_odds_no_strategy_surely_gains_as_long_as_others_look_and_decide(guess):
    found = swept(guess)

    assert {name for _kind, name in found} == set(guess.helps)
    assert [key for key, one in found.items() if one.limits[0] > 0] == []


def test_the_document_says_what_was_played():
    assert DOCUMENT.read_text() == document()


@st.composite
def subjects(draw):
    """A subject whose counts could be: parts within wholes."""

    def part(whole):
        return draw(st.integers(0, whole))

    due, asked, looks = (draw(st.integers(0, 60)) for _ in range(3))
    valid = part(due)
    confirmed = part(valid)
    unconfirmed = part(valid - confirmed)
    answered, closures = part(asked), part(20)
    looked = part(unconfirmed)
    wholes = ("reported", "judged", "due", "closed", "response_due", "resolved", "resolutions")
    parts = ("closed_in_time", "responded", "reworked")
    counts = Counts(
        **dict.fromkeys(wholes, due) | {name: part(due) for name in parts},
        valid=valid,
        found=valid,
        found_by_workers=part(valid),
        due_valid=valid,
        confirmed=confirmed,
        unconfirmed=unconfirmed,
        verify_due=looks,
        verified=part(looks),
        asked=asked,
        answered=answered,
        satisfied=part(answered),
    )
    return Subject(
        kind=draw(st.sampled_from(KINDS)),
        code="1",
        name="",
        name_en="",
        peers="",
        counts=counts,
        by_matter={"A": counts},
        strata={"1": Stratum(valid, confirmed, unconfirmed, looked, part(looked))},
        sampled=Sampled(closures, part(closures), problems=20, unmatched=part(20)),
    )


def filed(subject, more):
    """The same subject with more counted."""
    return replace(subject, counts=subject.counts + more, by_matter={"A": subject.counts + more})


@given(subjects(), st.integers(1, 500), st.integers(0, 500))
@settings(max_examples=25)
def test_no_number_of_trivial_split_or_self_solved_reports_raises_a_score(subject, filings, valid):
    """Trivial and split ones are refused or joined; all that self-solved ones add is validity."""
    good = min(filings, valid)
    more = Counts(
        reported=filings, judged=filings, valid=good, found=good, found_by_workers=good, passed_on=0
    )

    before, after = assess([subject, filed(subject, more)], DRAFT)

    assert (after.score, after.parts, after.grade) == (before.score, before.parts, before.grade)
