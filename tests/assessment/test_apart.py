"""What is told by matter: nobody can be recognised, and it says as much as it can."""

from hypothesis import given
from hypothesis import strategies as st

from portal.assessment.rules import REST, SubjectKind, grouped, told_apart

FEWEST = 5
COMMUNITY = SubjectKind.COMMUNITY, "330108002021"
GRIDS = [(SubjectKind.GRID, f"{COMMUNITY[1]}00{n}") for n in range(1, 5)]
counts = st.dictionaries(st.sampled_from("ABCD"), st.integers(0, 12), max_size=4)


@given(st.lists(counts, min_size=1, max_size=4))
def test_no_few_are_told_nor_left_when_what_is_told_inside_is_taken_away(by_grid):
    counted = {
        key: {matter: (count,) for matter, count in some.items()}
        for key, some in zip(GRIDS, by_grid, strict=False)
    }
    matters = {matter for some in by_grid for matter in some}
    sums = {matter: sum(some.get(matter, 0) for some in by_grid) for matter in matters}
    counted[COMMUNITY] = {matter: (count,) for matter, count in sums.items()}

    told = told_apart(counted, FEWEST)

    for key, own in counted.items():
        whole = {matter: numbers[0] for matter, numbers in own.items()}
        said = grouped(whole, told[key])
        assert sum(said.values()) == sum(whole.values())
        assert all(count >= FEWEST for matter, count in said.items() if matter != REST)
        assert not told[key] or not 0 < said[REST] < FEWEST
    for matter in told[COMMUNITY]:
        inside = sum(
            counted[key][matter][0] for key in GRIDS if key in counted and matter in told[key]
        )
        assert not 0 < sums[matter] - inside < FEWEST


def test_what_is_many_is_told_unless_it_would_leave_few():
    counted = {COMMUNITY: {"A": (20, 9), "B": (30, 0), "C": (40, 4), "D": (6, 5)}}

    assert told_apart(counted, FEWEST)[COMMUNITY] == {"A", "B"}
