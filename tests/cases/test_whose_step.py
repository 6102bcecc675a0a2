"""Whose step it is, which unit serves a level, and when a dispatch starts the clock."""

from datetime import date

import pytest

from portal.accounts.rules import UnitKind
from portal.cases.rules import DONE, LEVELS, Step, may_serve, starts_clock

K = UnitKind


@pytest.mark.parametrize(
    ("level", "kinds"),
    [
        pytest.param(1, {K.COMMUNITY}, id="the grid, under its community"),
        pytest.param(2, {K.COMMUNITY}, id="the community"),
        pytest.param(3, {K.STREET_TEAM, K.COMMAND_ROOM}, id="the street"),
        pytest.param(4, {K.DEPARTMENT, K.COMMAND_CENTRE}, id="the district"),
    ],
)
def test_each_level_has_its_kinds_of_unit(level, kinds):
    assert {kind for kind in UnitKind if may_serve(level, kind)} == kinds


def test_every_kind_of_unit_serves_some_level():
    assert all(any(may_serve(level, kind) for level in LEVELS) for kind in UnitKind)


@pytest.mark.parametrize(
    ("due", "before", "level", "starts"),
    [
        pytest.param(None, None, 2, True, id="the first dispatch"),
        pytest.param(None, 3, 2, True, id="after an early return"),
        pytest.param(date(2026, 9, 29), 2, 3, True, id="going up"),
        pytest.param(date(2026, 9, 29), 3, 3, False, id="after a late return"),
        pytest.param(date(2026, 9, 29), 3, 2, False, id="going down"),
    ],
)
def test_a_dispatch_starts_the_clock(due, before, level, starts):
    assert starts_clock(due, before, level) is starts


def test_every_step_can_be_told_to_whoever_comes_too_late():
    assert set(DONE) == set(Step)
