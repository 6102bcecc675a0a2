"""What leaders look at: places in the week, grids in need, and no growing table read whole."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from portal import clock
from portal.accounts.rules import Role
from portal.policy.rules import DRAFT
from portal.rewards import actions, queries
from portal.rewards.jobs import try_rules
from portal.rewards.rules import BLOCK_HOURS, GridStaffed, neediest, place_in_week, week_starts
from tests.conftest import NOW
from tests.factories import DISTRICT_CODE, a_clerk, a_grid, a_volunteer
from tests.plans import GROWING, listening, scans_of, without_scans
from tests.rewards.test_trials import did

TODAY = date(2026, 9, 21)
staffed = st.builds(
    GridStaffed, st.integers(1, 99), st.integers(0, 900), st.integers(0, 20), st.just(12)
)


@given(st.integers(1_600_000_000, 2_000_000_000))
def test_a_block_lies_where_the_clock_of_hangzhou_says(seconds):
    local = clock.from_timestamp(seconds).astimezone(clock.LOCAL)

    assert place_in_week((seconds + 8 * 3600) // (BLOCK_HOURS * 3600)) == (
        local.weekday(),
        local.hour // BLOCK_HOURS,
    )


@given(st.lists(staffed, max_size=20))
@example([GridStaffed(1, 1, 1, 12), GridStaffed(2, 2, 5, 12)])  # homes that round to none
def test_grids_without_anybody_come_first_then_those_with_most_homes_for_each(grids):
    found = neediest(grids)

    assert all(grid.lacks for grid in found)
    assert len(found) == sum(grid.volunteers < 12 for grid in grids)
    bare = [grid.volunteers == 0 for grid in found]
    assert bare == sorted(bare, reverse=True)
    each = [grid.homes_each for grid in found if grid.volunteers]
    assert each == sorted(each, reverse=True)


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_the_weeks_end_with_this_one_and_reach_back_over_sixty_days(today):
    weeks = week_starts(today)

    assert weeks[-1] <= today < weeks[-1] + timedelta(days=7)
    assert today - weeks[0] > timedelta(days=60)
    assert {later - sooner for sooner, later in pairwise(weeks)} == {timedelta(days=7)}


def test_neither_the_page_nor_a_trial_reads_a_growing_table_from_end_to_end(app):
    without_scans()
    grid, by = a_grid(), a_clerk(Role.LEAD, area_code=DISTRICT_CODE)
    person = a_volunteer(grid)
    did(person, 3)
    given_ids = [grid.community_id]

    with listening() as sent:
        members = queries.members_of(given_ids, TODAY, DRAFT)
        queries.hours_of(given_ids, TODAY)
        trial = actions.ask_trial(
            {"report_points": 11}, from_day=TODAY, reason="-", request_key="k", by=by, now=NOW
        )
        try_rules(trial.id)
        actions.send_thanks(
            [person.id], area=grid.community, words="-", request_key="t", by=by, now=NOW
        )
        queries.newest_thanks(given_ids)

    scans = [f"{scan}: {said}" for said, given in sent for scan in scans_of(said, given, GROWING)]
    assert len(members) == 1
    assert trial.ended_at
    assert scans == []
