"""How sharply a gate's next lot is looked at, by what its own series came to."""

from datetime import date

import pytest

from portal.staff.supervision_check_forms import severity_advice
from portal.supervision.queries import standing_before
from portal.supervision.rules import Severity, SizeBy, Standing
from tests.supervision.results_cast import LEVEL_1, a_check, a_team, ended, looked_at

pytestmark = pytest.mark.usefixtures("app")

GATE = {"size_by": SizeBy.PLAN, "margin_permille": None, "inspection_level": "II", "aql": "2.5"}
SMALL = {LEVEL_1: 20}  # of which a plan wants five: one bad one refuses


def a_gate(team, month, **given):
    days = {"period_from": date(2026, month, 1), "period_to": date(2026, month, 28)}
    return a_check(team, SMALL, **GATE | days | {"severity": "normal"} | given)


def a_lot(team, month, bad=0, **given):
    check = a_gate(team, month, **given)
    check.accept_at = 0
    looked_at(check, LEVEL_1, solved=5 - bad, false_closure=bad)
    return ended(check)


def test_two_refused_of_five_are_followed_by_tightened_inspection():
    team = a_team()
    assert standing_before(a_gate(team, 9)) == Standing()

    for month, bad in enumerate((0, 1, 0, 1), 1):
        a_lot(team, month, bad)

    assert standing_before(a_gate(team, 9)).severity is Severity.TIGHTENED


def test_only_its_own_series_counts_and_what_came_before_it():
    team = a_team()
    for month in (1, 2):
        a_lot(team, month, bad=1, aql="4.0")
        a_lot(a_team(), month, bad=1)
        a_lot(team, month + 6, bad=1)

    assert standing_before(a_gate(team, 5)) == Standing()


def test_a_lot_of_which_too_few_were_judged_says_nothing():
    team = a_team()
    check = a_gate(team, 1)
    check.accept_at = 0
    looked_at(check, LEVEL_1, solved=2, could_not=3)
    ended(check)

    assert standing_before(a_gate(team, 9)) == Standing()


def test_a_check_that_is_no_gate_has_no_severity():
    assert standing_before(a_check()) is None
    assert severity_advice(None, "") == ""


@pytest.mark.parametrize(
    ("standing", "chosen", "said", "unsaid"),
    [
        (Standing(), "normal", "Normal", "otherwise"),
        (Standing(Severity.TIGHTENED), "normal", "otherwise", "Reduced"),
        (Standing(score=30), "reduced", "may be chosen", "otherwise"),
        (Standing(Severity.TIGHTENED, stopped=True), "tightened", "Stop until", "next lot"),
    ],
)
def test_the_preview_says_it_in_words(app, standing, chosen, said, unsaid):
    with app.test_request_context("/?lang=en"):
        advice = severity_advice(standing, chosen)

    assert said in advice
    assert unsaid not in advice
