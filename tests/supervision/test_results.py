"""What is counted of checks: by stratum, of what two people signed, and nothing else."""

from datetime import date
from math import isclose

import pytest

from portal.boards.drawing import draw_report
from portal.errors import NotFound
from portal.i18n import speaking
from portal.supervision.actions.reporting import report_content, table_of
from portal.supervision.queries.results import (
    ended_checks,
    found_by,
    found_in,
    public_result,
    rates_for,
)
from portal.supervision.rules import (
    FindingState,
    FrameKind,
    Gate,
    SizeBy,
    StrataBy,
    Verdict,
)
from tests.factories import DISTRICT_CODE, STREET_CODE
from tests.supervision.results_cast import (
    LEVEL_1,
    LEVEL_2,
    a_check,
    a_team,
    an_item,
    ended,
    found,
    looked_at,
)

pytestmark = pytest.mark.usefixtures("english")
V = Verdict


@pytest.fixture
def english(app):
    with speaking("en"):
        yield


def a_seen_check(**given):
    check = a_check(**given)
    looked_at(check, LEVEL_1, solved=16, false_closure=4)
    looked_at(check, LEVEL_2, solved=9, partly=1)
    return check


def test_each_stratum_counts_by_what_it_has():
    said = found_by(a_seen_check())

    assert {one.name: (one.population, one.judged) for one in said.strata} == {
        LEVEL_1: (900, 20),
        LEVEL_2: (100, 10),
    }
    assert isclose(said.passed.share, 0.9 * 0.8 + 0.1 * 0.9)
    assert isclose(said.rates[V.FALSE_CLOSURE].share, 0.9 * 0.2)


def test_what_was_unlocked_or_only_proposed_or_could_not_be_seen_counts_in_no_rate():
    check = a_seen_check()
    before = found_by(check).passed
    found(an_item(check, LEVEL_1), V.NOT_SOLVED, FindingState.UNLOCKED)
    found(an_item(check, LEVEL_1), V.NOT_SOLVED, FindingState.PROPOSED)
    looked_at(check, LEVEL_1, could_not=2, not_checkable=1, waiting=1)

    said = found_by(check)

    assert said.passed == before
    assert (said.sum_of("not_checkable"), said.sum_of("waiting")) == (3, 3)


def test_after_an_unlocking_the_new_version_counts_alone():
    check = a_seen_check()
    item = an_item(check, LEVEL_2)
    found(item, V.NOT_SOLVED, FindingState.UNLOCKED)
    found(item, V.SOLVED, version=2)

    said = found_by(check)

    assert said.strata[1].judged == 11
    assert said.rates.get(V.NOT_SOLVED).share == 0


def test_what_may_still_be_rebutted_counts_and_is_told():
    check = a_seen_check()
    found(an_item(check, LEVEL_1), V.FALSE_CLOSURE, FindingState.SIGNED)
    found(an_item(check, LEVEL_1), V.FALSE_CLOSURE, FindingState.REBUTTED)

    said = found_by(check)

    assert said.in_doubt == 2
    assert said.strata[0].judged == 22


def test_urgent_ones_stand_beside_the_draw_and_in_no_rate():
    check = a_seen_check()
    before = found_by(check).passed
    for _ in range(5):
        found(an_item(check, is_priority=True), V.FALSE_CLOSURE)
    an_item(check, is_priority=True)

    said = found_by(check)

    assert said.passed == before
    assert (said.urgent, said.urgent_waiting) == ({V.FALSE_CLOSURE: 5}, 1)


def test_several_checks_are_counted_at_once_and_none_gets_anothers_findings():
    one, other, empty = a_seen_check(), a_check(), a_check()
    looked_at(other, LEVEL_1, solved=3)

    first, second, third = found_in([one, other, empty])

    assert [said.sum_of("judged") for said in (first, second, third)] == [30, 3, 0]
    assert third.passed is None
    assert third.sum_of("population") == 1_000


def test_a_gate_says_whether_the_batch_is_accepted():
    plan = {
        "size_by": SizeBy.PLAN,
        "inspection_level": "I",
        "aql": "6.5",
        "plan_letter": "G",
        "accept_at": 5,
        "refuse_at": 6,
    }
    check = a_check(**plan)
    looked_at(check, LEVEL_1, solved=20)
    assert found_by(check).gate is Gate.OPEN
    looked_at(check, LEVEL_1, solved=7, partly=5)
    assert found_by(check).gate is Gate.ACCEPTED
    looked_at(check, LEVEL_2, false_closure=1)
    assert found_by(check).gate is Gate.REFUSED


def test_results_are_public_when_a_check_has_ended_and_not_before():
    check = a_seen_check()

    with pytest.raises(NotFound):
        public_result(check.code)
    assert public_result(ended(check).code) is check
    with pytest.raises(NotFound):
        public_result("CC-2026-000")


def test_ended_checks_stand_in_the_order_of_their_periods():
    team = a_team()
    later = ended(a_check(team, period_from=date(2026, 9, 1), period_to=date(2026, 9, 20)))
    sooner = ended(a_check(team))
    a_check(team)
    ended(a_check(team, frame=FrameKind.PATROLS, strata_by=StrataBy.STREET))

    assert list(ended_checks(FrameKind.CLOSED_CASES, team_id=team.id)) == [sooner, later]


def test_an_assessment_pulls_ended_checks_of_its_time_and_area():
    check = ended(a_seen_check())
    a_seen_check()  # not ended
    patrols = a_check(
        frame=FrameKind.PATROLS, strata_by=StrataBy.STREET, populations={STREET_CODE: 300}
    )
    looked_at(patrols, STREET_CODE, good=18, false_patrol=2)
    ended(patrols)

    quarter = rates_for(STREET_CODE, date(2026, 7, 1), date(2026, 9, 30))

    assert quarter.passed == found_by(check).passed
    assert isclose(quarter.false_closures.share, 0.18)
    assert isclose(quarter.false_patrols.share, 0.1)
    assert rates_for("330108999", date(2026, 7, 1), date(2026, 9, 30)).passed is None
    assert rates_for(DISTRICT_CODE, date(2026, 8, 2), date(2026, 9, 30)).passed is None


def test_the_table_lets_anybody_compute_the_rates_again():
    head, *lines = table_of(found_by(a_seen_check()))
    one, two, whole = (dict(zip(head, line, strict=True)) for line in lines)

    said = [one[column] for column in ("stratum", "population", "judged", "weight")]
    assert said == [LEVEL_1, 900, 20, 45]
    solved = sum(each["population"] * each["solved"] / each["judged"] for each in (one, two))
    share = solved / whole["population"]
    assert isclose(share * 100, whole["passed_percent"])
    assert whole["low_percent"] < whole["passed_percent"] < whole["high_percent"]


def test_the_report_says_the_numbers_the_method_and_the_limits():
    content = report_content(found_by(ended(a_seen_check())), fewest=10, today=date(2026, 9, 21))
    said = repr(content)

    assert "81.0 %" in said
    assert "SHA" not in said
    assert len(content.parts) == 4
    assert draw_report(content) == draw_report(content)
    assert draw_report(content).startswith(b"%PDF-")


def test_a_report_of_few_has_counts_and_no_rates():
    check = a_check()
    looked_at(check, LEVEL_1, solved=3)

    content = report_content(found_by(check), fewest=10, today=date(2026, 9, 21))

    assert content.parts[0].table is None
    assert "%" not in repr(content.parts[1].table.rows)
