"""What cheating earns beside honest work in the same hours."""

from statistics import mean

import pytest

from tools.cheats import PLAYERS
from tools.fair_play import DOCUMENT, EFFORTS, document, often, stars_of, years_of

HONEST, *CHEATS = PLAYERS


@pytest.mark.parametrize("effort", EFFORTS)
@pytest.mark.parametrize("cheat", CHEATS, ids=lambda player: player.name)
def test_no_cheat_earns_more_stars_than_honest_work(cheat, effort):
    assert stars_of(cheat, effort) <= stars_of(HONEST, effort)


@pytest.mark.parametrize("name", ["Quota filing", "Patrols from home"])
def test_what_is_filed_without_going_out_costs_more_than_it_earns(name):
    player = next(one for one in CHEATS if one.name == name)

    assert mean(sum(year.given()) for year in years_of(player, EFFORTS[0])) < 0


def test_honest_work_sets_off_no_signal():
    assert not any(many for effort in EFFORTS for many in often(HONEST, effort).values())


def test_the_document_says_what_was_played():
    assert DOCUMENT.read_text() == document()
