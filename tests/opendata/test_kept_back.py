"""Nobody works a count that is kept back out of the community's total."""

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.assessment.rules import Counts, published_together
from portal.policy.rules import DRAFT

FEWEST = DRAFT.fewest_to_publish
GRIDS = st.lists(st.integers(0, 12), min_size=1, max_size=7)


def spans(many, shown):
    """The least and the most that each kept-back count can be, from the total and what is shown."""
    few = [n for n, cell in enumerate(shown) if cell == f"<{FEWEST}"]
    more = [n for n, cell in enumerate(shown) if isinstance(cell, str) and n not in few]
    hidden = sum(many) - sum(cell for cell in shown if isinstance(cell, int))
    span = dict.fromkeys(few, (1, FEWEST - 1)) | dict.fromkeys(more, (0, hidden))
    for n, (least, most) in span.items():
        others = [span[other] for other in span if other != n]
        lowest, highest = sum(low for low, _high in others), sum(high for _low, high in others)
        yield max(least, hidden - highest), min(most, hidden - lowest)


@given(GRIDS)
@settings(max_examples=300)
def test_two_at_least_are_kept_back_or_none_and_no_total_tells_one(many):
    told = published_together([Counts(answered=answered) for answered in many], DRAFT)
    shown = [row["answered"] for row in told]
    kept_back = [n for n, cell in enumerate(shown) if isinstance(cell, str)]

    assert all(
        cell in (answered, f"<{FEWEST}", "kept back")
        for cell, answered in zip(shown, many, strict=True)
    )
    assert bool(kept_back) == any(0 < answered < FEWEST for answered in many)
    if len(many) > 1:
        assert len(kept_back) != 1
        if any(answered >= FEWEST for answered in many):
            assert all(least < most for least, most in spans(many, shown))
