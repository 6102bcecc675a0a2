"""Every indicator is defined once, says what it stands on, and no score rises with filing."""

from collections import Counter
from dataclasses import fields, replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.assessment.indicators import (
    INDICATORS,
    Direction,
    Limits,
    assess,
    figure_of,
    rescored,
    scheme_of,
)
from portal.assessment.rules import Counts, Result, Sampled, State, Stratum, SubjectKind
from portal.errors import NotAcceptable
from portal.policy.rules import DRAFT
from tests.assessment.subjects import COUNTS, KINDS, a_subject, counts, sampled, subjects
from tools.catalogues import catalogue
from tools.indicators import DOCUMENT, document

THREE_RATES = DRAFT.changed_by({"three_rates": 1}, 1)
FEWEST = DRAFT.fewest_to_rate
every_indicator = pytest.mark.parametrize("name", INDICATORS)


@every_indicator
def test_an_indicator_names_counts_that_there_are_and_is_said_in_both_languages(name):
    one, chinese = INDICATORS[name], catalogue("zh")
    known = {field.name for field in fields(Sampled if one.is_sampled else Counts)}

    assert {*one.numerator, *one.denominator} <= known
    assert one.asked in {"", *known}
    for sentence in (one.title, one.counted, one.out_of, one.left_out, one.counts_for):
        assert chinese.get(sentence).string
    assert one.source in chinese.get(one.title).string or one.source == "满意度"


def test_the_document_says_what_is_defined():
    assert document() == DOCUMENT.read_text()


@pytest.mark.parametrize("policy", [DRAFT, THREE_RATES], ids=["own weights", "three rates"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_score_weighs_what_is_said_of_its_kind_and_has_a_better_way(kind, policy):
    scheme = scheme_of(kind, policy)

    assert sum(scheme.values()) == 100
    for name in scheme:
        assert kind in INDICATORS[name].kinds
        assert INDICATORS[name].direction is not Direction.NEITHER
        assert INDICATORS[name].limits is not Limits.NONE


def test_by_the_three_rates_a_score_is_beijings():
    (found,) = assess([a_subject(kind=SubjectKind.STREET)], THREE_RATES)

    # 54 of 60 answered, 15 of 20 solved, 16 of 20 satisfied
    assert found.score == Decimal("90.0") / 10 + Decimal("75.0") / 2 + Decimal("80.0") * 2 / 5
    assert "answer_rate" not in assess([a_subject()], DRAFT)[0].figures


@settings(max_examples=30)
@given(counts=counts(), sampled=sampled())
def test_a_figure_is_a_rate_only_from_ten_on_and_nothing_is_no_figure(counts, sampled):
    subject = a_subject(counts=counts, sampled=sampled)
    for one in INDICATORS.values():
        found = figure_of(one, subject, DRAFT)

        assert found.whole == one.whole_of(subject)
        assert (found.state is State.NONE) == (found.whole == 0)
        assert (found.state is State.FEW) == (0 < found.whole < FEWEST)
        assert (found.share is None) == (found.whole < FEWEST)
        if found.share is not None and one.limits is not Limits.NONE:
            assert 0 <= found.low <= found.share <= found.high <= 100
        if found.floor is not None:
            assert found.floor <= found.share <= found.ceiling


def test_of_nothing_at_all_there_is_no_figure_no_score_and_no_place():
    (found,) = assess([a_subject(counts=Counts(), sampled=Sampled())], DRAFT)

    assert {figure.state for figure in found.figures.values()} == {State.NONE}
    assert (found.score, found.grade, found.rank, dict(found.parts)) == (None, None, None, {})


def test_effective_resolution_is_three_numbers_or_is_marked_as_unsampled():
    one = INDICATORS["effective_resolution"]
    drawn = a_subject(strata={"330108002-2": Stratum(50, 24, 21, looked=10, passed=6)})

    found, unsampled = (figure_of(one, each, DRAFT) for each in (drawn, a_subject()))

    assert (found.part, found.whole, found.state) == (30, 50, State.RATED)
    assert (found.floor, found.share, found.ceiling) == (60, Decimal("73.2"), 82)
    assert unsampled.state is State.UNSAMPLED
    assert unsampled.share == unsampled.floor == 60
    assert unsampled.ceiling == 90


def test_satisfaction_says_what_the_silent_might_have_said():
    found = figure_of(INDICATORS["satisfaction"], a_subject(), DRAFT)

    assert (found.part, found.whole, found.share) == (16, 20, 80)
    assert (found.floor, found.ceiling) == (32, 92)  # of 50 who were asked


def test_effective_resolution_standardised_by_its_own_mix_is_what_it_is():
    halves = {
        "A": replace(COUNTS, due_valid=60, confirmed=20, unconfirmed=30),
        "B": COUNTS,
    }
    subject = a_subject(
        counts=halves["A"] + halves["B"],
        by_matter=halves,
        strata={"330108002-2": Stratum(110, 45, 55, looked=10, passed=5)},
    )

    (found,) = assess([subject], DRAFT)

    figure = found.figures["effective_resolution"]
    assert figure.part == subject.counts.confirmed
    assert figure.standardised == figure.share == Decimal("65.9")
    assert figure.covered == 100


@settings(max_examples=20)
@given(subjects(), st.integers(1, 500), st.integers(0, 500))
def test_no_score_rises_because_somebody_files_what_is_trivial_or_solved_by_oneself(
    some, filed, invalid
):
    own = Counts(
        reported=filed + invalid,
        judged=filed + invalid,
        valid=filed,
        found=filed,
        found_by_workers=filed,
    )
    first, *others = some
    by_matter = {**first.by_matter, "A": first.by_matter.get("A", Counts()) + own}
    busy = replace(first, counts=first.counts + own, by_matter=by_matter)

    before, after = assess(some, DRAFT), assess([busy, *others], DRAFT)

    assert [scores(one) for one in after] == [scores(one) for one in before]


@settings(max_examples=15)
@given(subjects(), st.randoms(use_true_random=False))
def test_results_do_not_depend_on_the_order_and_survive_being_kept(some, luck):
    shuffled = list(some)
    luck.shuffle(shuffled)

    found = assess(some, DRAFT)

    assert [one.code for one in found] == [one.code for one in some]
    assert {one.code: one for one in assess(shuffled, DRAFT)} == {one.code: one for one in found}
    assert [Result.from_text(one.as_text()) for one in found] == found
    groups = Counter(one.peers for one in found if one.score is not None)
    assert all(one.rank[2] == groups[one.peers] for one in found if one.rank)


@settings(max_examples=15)
@given(subjects(), st.data())
def test_other_weights_make_other_scores_from_the_kept_figures(some, data):
    kind = some[0].kind
    scheme = scheme_of(kind, DRAFT)
    cuts = sorted(data.draw(st.integers(0, 100)) for _ in range(len(scheme) - 1))
    weights = tuple(b - a for a, b in zip((0, *cuts), (*cuts, 100), strict=True))
    policy = DRAFT.changed_by({f"{kind}_weights": weights}, 1)
    kept = assess(some, DRAFT)

    again = rescored(kept, {kind: scheme_of(kind, policy)}, policy)

    assert again == assess(some, policy)
    assert rescored(again, {kind: scheme}, DRAFT) == kept


@pytest.mark.parametrize(
    ("scheme", "said"),
    [
        pytest.param({"on_time_rate": 60, "satisfaction": 30}, "sum to 90", id="not 100"),
        pytest.param({"on_time_rate": 120, "satisfaction": -20}, "from 0", id="below nought"),
        pytest.param({"reports": 100}, "reports", id="what is no indicator"),
        pytest.param({"referral_rate": 100}, "referral_rate", id="what has no better way"),
        pytest.param({"mean_stars": 100}, "mean_stars", id="what is not in percent"),
    ],
)
def test_weights_that_make_no_score_are_refused(scheme, said):
    with pytest.raises(NotAcceptable, match=said):
        rescored(assess([a_subject()], DRAFT), {SubjectKind.COMMUNITY: scheme}, DRAFT)


def scores(result):
    return (
        result.score,
        result.score_low,
        result.score_high,
        result.grade,
        result.rank,
        result.parts,
    )
