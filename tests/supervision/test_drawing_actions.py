"""A check from its plan to its sample: in order, in the open, and from the published list only."""

import gzip
import hashlib
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal import files, jobs
from portal.db import db
from portal.errors import NotAcceptable, NotAllowedNow, Refused
from portal.grids.queries import grid_by_code
from portal.jobs import WantedJob
from portal.supervision import actions, queries
from portal.supervision import jobs as supervision_jobs
from portal.supervision.models import CheckEvent
from portal.supervision.rules import (
    CheckStatus,
    CheckStep,
    FrameKind,
    Row,
    SizeBy,
    StrataBy,
    VisitState,
    WhyPriority,
    draw,
    list_hash,
    plan_for,
    reserve_for,
    ticket,
)
from tests.conftest import NOW
from tests.factories import a_case, a_clerk, a_grid, a_patrol, a_place, an_area
from tests.supervision.cast import (
    TODAY,
    a_check,
    a_member,
    a_team,
    closed_cases,
    drawn,
    frozen,
    lead_of,
    published,
    second_of,
    seeded,
)

SEED = "3 1 4 1 5"


@pytest.fixture
def team(app):
    return a_team()


@pytest.fixture
def grid(app):
    return a_grid()


@pytest.fixture
def cases(grid):
    return closed_cases(grid, 30) + closed_cases(grid, 1, level=3) + closed_cases(grid, 9, level=1)


def rows_of(check):
    return [Row(*line.split(",")) for line in queries.lines_of(check)]


def test_a_list_is_sorted_hashed_and_holds_each_closed_case_of_the_period(team, grid, cases):
    a_case(grid=grid)
    closed_cases(grid, 1)[0].closed_at = NOW - timedelta(days=60)

    check = frozen(a_check(team))

    rows = rows_of(check)
    assert {row.number for row in rows} == {case.number for case in cases}
    assert check.population == 40
    assert check.list_sha256 == list_hash(rows)
    whole = gzip.decompress(files.read(check.list_key))
    assert hashlib.sha256(whole).hexdigest() == check.list_sha256


def test_a_stratum_of_one_is_merged_and_that_is_recorded(team, grid, cases):
    check = frozen(a_check(team))

    street = grid.code[:9]
    merged = {one.name: one.merged_into for one in check.strata if one.merged_into}
    assert merged == {f"{street}-3": f"{street}-2"}
    there = {one.name: one.population for one in check.strata if not one.merged_into}
    assert there == {f"{street}-1": 9, f"{street}-2": 31}


def test_what_is_drawn_is_what_anyone_draws_from_the_published_list(team, cases):
    check = published(a_check(team))
    rows, sizes = rows_of(check), {s.name: s.size for s in check.strata if not s.merged_into}

    actions.draw_round(seeded(check), by=lead_of(team), now=NOW)

    assert [one.number for one in queries.sampled_in(check)] == draw(rows, sizes, SEED)
    ids = {case.number: case.id for case in cases}
    assert all(one.source_id == ids[one.number] for one in queries.sampled_in(check))
    both = {name: size + reserve_for(size) for name, size in sizes.items()}
    kept = {one.number for one in queries.reserves_in(check)}
    assert kept == set(draw(rows, both, SEED)) - set(draw(rows, sizes, SEED))


def test_ranks_follow_the_tickets(team, cases):
    drawn(check := a_check(team))

    for stratum in {one.stratum for one in queries.sampled_in(check)}:
        ranked = [one for one in queries.sampled_in(check) if one.stratum == stratum]
        assert [one.rank for one in ranked] == list(range(1, len(ranked) + 1))
        tickets = [ticket(SEED, one.number) for one in ranked]
        assert tickets == sorted(tickets)


def test_a_further_round_takes_a_fresh_seed_and_leaves_out_what_was_drawn(team, cases):
    drawn(check := a_check(team))
    first = queries.numbers_taken(check)
    with pytest.raises(NotAcceptable, match="fresh"):
        actions.enter_seed(check, SEED, by=lead_of(team), now=NOW, further=6)

    more = actions.draw_round(seeded(check, "2 7 1 8", further=6), by=lead_of(team), now=NOW)

    numbers = {one.number for one in more}
    assert numbers
    assert not numbers & first
    rounds = queries.check_in_reach(lead_of(team), check.code).rounds
    assert draw(rows_of(check), rounds[1].sizes, "2 7 1 8", earlier=first) == [
        one.number for one in more
    ]


def test_a_list_that_was_changed_in_the_store_is_not_drawn_from(team, cases):
    check = seeded(published(a_check(team)))
    lines = gzip.decompress(files.read(check.list_key)).splitlines(keepends=True)
    files.keep(check.list_key, gzip.compress(b"".join(lines[1:])))

    with pytest.raises(NotAllowedNow, match="not the one whose hash"):
        actions.draw_round(check, by=lead_of(team), now=NOW)
    assert not queries.sampled_in(check)


@pytest.mark.parametrize(
    "content",
    [b"", b"no gzip", gzip.compress(b"X,elsewhere\n")],
    ids=["empty", "no archive", "another stratum"],
)
def test_a_broken_list_is_refused_in_words(team, cases, content):
    check = seeded(published(a_check(team)))
    files.keep(check.list_key, content)

    with pytest.raises(NotAllowedNow, match="not the one whose hash"):
        actions.draw_round(check, by=lead_of(team), now=NOW)


def test_one_person_cannot_give_both_names_nor_another_seed(team, cases):
    check = published(a_check(team))
    actions.enter_seed(check, "３ 1 4", by=lead_of(team), now=NOW)

    with pytest.raises(NotAcceptable, match="You entered this seed"):
        actions.confirm_seed(check, "3 1 4", by=lead_of(team), now=NOW)
    with pytest.raises(NotAcceptable, match="not the seed"):
        actions.confirm_seed(check, "3 1 5", by=second_of(team), now=NOW)
    actions.confirm_seed(check, " 3 1 4", by=second_of(team), now=NOW)

    turn = queries.check_in_reach(lead_of(team), check.code).rounds[0]
    assert (turn.seed, turn.typed) == ("3 1 4", "３ 1 4")
    assert check.status is CheckStatus.SEEDED


def test_every_step_stands_in_the_history_with_who_and_what(team, cases):
    drawn(check := a_check(team))

    events = [(event.step, event.by, event.words) for event in check.events]
    lead, second = lead_of(team), second_of(team)
    assert events == [
        (CheckStep.PLAN, lead, ""),
        (CheckStep.FREEZE, lead, check.list_sha256),
        (CheckStep.PUBLISH, lead, "福彩双色球"),
        (CheckStep.ENTER_SEED, lead, SEED),
        (CheckStep.CONFIRM_SEED, second, SEED),
        (CheckStep.DRAW, lead, ""),
    ]


def _confirm(check, **given):
    turn = queries.open_round(check)
    actions.confirm_seed(check, turn.seed if turn else "x", **given)


DOING = {
    "freeze": lambda check, **given: actions.freeze(
        check, actions.gather(check, on=TODAY), **given
    ),
    "publish": lambda check, **given: actions.publish(check, seed_from="骰子", **given),
    "enter": lambda check, **given: actions.enter_seed(
        check, f"seed {len(check.rounds)}", further=3, **given
    ),
    "confirm": _confirm,
    "draw": actions.draw_round,
    "plan": lambda check, **given: actions.change_plan(check, actions.plan_of(check), **given),
    "abandon": lambda check, **given: actions.abandon(check, why="试", **given),
    "close": actions.close,
}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from(sorted(DOING)), st.integers(0, 2)), max_size=14))
def test_no_sequence_of_steps_draws_before_the_hash_is_public(team, cases, steps):
    """Whoever does what in whatever order: a sample exists only after publication and two names."""
    check = a_check(team)
    for step, who in steps:
        try:
            DOING[step](check, by=team.members[who].person, now=NOW)
        except Refused:
            db.session.flush()
        done = [event.step for event in check.events]
        assert done.count(CheckStep.FREEZE) <= 1
        if queries.sampled_in(check):
            assert check.published_at
            assert done.index(CheckStep.PUBLISH) < done.index(CheckStep.ENTER_SEED)
            assert check.rounds[0].entered_by_id != check.rounds[0].confirmed_by_id
            assert check.list_sha256 == list_hash(rows_of(check))


def test_a_job_freezes_what_the_lead_asked_for_once(team, cases):
    check = a_check(team)
    actions.ask_freeze(check, by=lead_of(team), now=NOW)
    with pytest.raises(NotAllowedNow, match="already"):
        actions.ask_freeze(check, by=lead_of(team), now=NOW)
    db.session.flush()
    row = db.session.scalars(select(WantedJob).where(WantedJob.name == "freeze_list")).one()

    jobs.prepare(row.id)
    jobs.do(row.id)
    supervision_jobs.read_list(check.id, lead_of(team).id)
    supervision_jobs.freeze_list(check.id, lead_of(team).id)

    assert check.status is CheckStatus.FROZEN
    assert [event.step for event in check.events] == [CheckStep.PLAN, CheckStep.FREEZE]


def test_a_list_that_cannot_be_read_at_last_may_be_asked_for_again(team, cases):
    check = a_check(team)
    actions.ask_freeze(check, by=lead_of(team), now=NOW)

    supervision_jobs.let_ask_again(check.id, 1, why="disk full", again_at=NOW)
    assert check.freeze_asked_at
    supervision_jobs.let_ask_again(check.id, 1, why="disk full", again_at=None)

    assert check.freeze_asked_at is None


def test_an_empty_list_is_refused_before_anything_is_frozen(team, grid):
    check = a_check(team)

    with pytest.raises(NotAcceptable, match="nothing to draw from"):
        actions.ask_freeze(check, by=lead_of(team), now=NOW)


def test_a_form_sent_twice_makes_one_check(team):
    plan = actions.plan_of(a_check(team))
    one = actions.plan_check(team, plan, request_key="same", by=lead_of(team), now=NOW)
    two = actions.plan_check(team, plan, request_key="same", by=lead_of(team), now=NOW)

    assert one is two
    assert one.code == "CC-2026-002"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"period_to": date(2026, 8, 1)}, "ends before it begins"),
        ({"period_to": date(2026, 9, 30)}, "has not ended"),
        ({"period_from": date(2020, 1, 1)}, "two years"),
        ({"frame": FrameKind.PATROLS}, "Only cases have a level"),
        ({"margin_permille": None}, "enter a margin"),
    ],
)
def test_a_plan_that_nobody_could_draw_by_is_refused(team, given, words):
    with pytest.raises(NotAcceptable, match=words):
        a_check(team, **given)


def test_a_gate_draws_exactly_what_its_plan_says_or_nothing(team, grid, cases):
    gate = {"size_by": SizeBy.PLAN, "margin_permille": None, "severity": "normal"}
    check = frozen(a_check(team, inspection_level="II", aql="2.5", **gate))

    plan = plan_for(40, "2.5", "II")
    assert sum(one.size for one in check.strata) == plan.size
    assert (check.plan_letter, check.accept_at, check.refuse_at) == (
        plan.letter,
        plan.accept_at,
        plan.refuse_at,
    )
    for level in (1, 2, 3, 4):
        closed_cases(a_grid(community=an_area(f"33010800{level}001")), 4, level=level)
    small = a_check(team, inspection_level="S-1", aql="10", **gate)
    with pytest.raises(NotAcceptable, match="two of each stratum are more"):
        actions.ask_freeze(small, by=lead_of(team), now=NOW)


def test_patrols_and_places_are_frames_too(team, grid):
    worker = a_clerk("grid_worker", area_code=grid.code)
    patrols = [a_patrol(grid, worker, begun=NOW - timedelta(days=day)) for day in (1, 2)]
    a_patrol(grid, worker)  # of today: the period has ended
    places = [a_place(grid) for _ in range(4)]

    by_patrol = frozen(a_check(team, frame=FrameKind.PATROLS, strata_by=StrataBy.STREET))
    by_place = frozen(a_check(team, frame=FrameKind.PLACES, strata_by=StrataBy.COMMUNITY))

    assert [row.number for row in rows_of(by_patrol)] == sorted(
        queries.number_of(FrameKind.PATROLS, patrol.id) for patrol in patrols
    )
    assert {row.stratum for row in rows_of(by_patrol)} == {grid.code[:9]}
    known = queries.sources(FrameKind.PLACES, [row.number for row in rows_of(by_place)])
    assert {one.source_id for one in known.values()} == {place.id for place in places}
    assert {one.street_code for one in known.values()} == {grid.code[:9]}


def test_where_a_team_may_not_look_nothing_is_drawn(team, grid, cases):
    elsewhere = a_grid(community=an_area("330108003001"))
    there = closed_cases(elsewhere, 6)
    actions.note_conflict(
        team, elsewhere.code[:9], reason="亲属任职", member=None, by=lead_of(team), now=NOW
    )

    check = frozen(a_check(team))

    assert check.left_out == ["330108003"]
    assert not {case.number for case in there} & {row.number for row in rows_of(check)}


def test_what_is_urgent_is_kept_apart_from_what_is_drawn(team, cases):
    cases[3].reopened = 2
    drawn(check := a_check(team))
    before = {one.number for one in queries.sampled_in(check)}

    assert [case.number for case in queries.urgent_cases(check)] == [cases[3].number]
    (added,) = actions.add_urgent(check, [cases[3].number], by=lead_of(team), now=NOW)

    assert (added.is_priority, added.why_priority) == (True, WhyPriority.DISPUTED)
    assert (added.round_id, added.rank, added.stratum) == (None, None, "")
    assert {one.number for one in queries.sampled_in(check) if not one.is_priority} == before
    assert queries.urgent_cases(check) == []
    with pytest.raises(NotAcceptable):
        actions.add_urgent(check, [cases[4].number], by=lead_of(team), now=NOW)


def test_a_street_goes_to_who_may_go_there(team, grid, cases):
    drawn(check := a_check(team))
    street, inspector = grid.code[:9], team.members[1]

    items = actions.assign_street(check, street, inspector, now=NOW)

    assert {one.inspector for one in items} == {inspector.person}
    items[0].state = VisitState.VISITED
    again = actions.assign_street(check, street, team.members[2], now=NOW)
    assert items[0] not in again
    assert items[0].inspector is inspector.person


def test_nobody_is_sent_where_they_have_a_conflict_or_were_two_months(team, grid, cases):
    drawn(check := a_check(team))
    street, (lead, one, two) = grid.code[:9], team.members
    actions.note_conflict(
        team, grid.code[:12], reason="住在这里", member=one, by=lead.person, now=NOW
    )
    for number, day in zip(
        queries.sampled_in(check), (date(2026, 7, 9), date(2026, 8, 9)), strict=False
    ):
        number.inspector, number.assigned_on = two.person, day
        number.state = VisitState.VISITED
    db.session.flush()

    with pytest.raises(NotAcceptable, match="conflict"):
        actions.assign_street(check, street, one, now=NOW)
    with pytest.raises(NotAcceptable, match="last two months"):
        actions.assign_street(check, street, two, now=NOW)
    assert actions.assign_street(check, street, lead, now=NOW)


def test_a_check_of_another_team_does_not_exist(team, cases):
    other = a_team("JD-2")
    check = a_check(team)

    with pytest.raises(Refused, match="not your team's"):
        queries.check_in_reach(lead_of(other), check.code)


def test_who_works_for_the_district_cannot_join_and_who_joined_gets_no_other_post(team, grid):
    clerk = a_clerk("dispatcher", area_code="330108")

    with pytest.raises(NotAcceptable, match="no other post"):
        actions.join(team, actions.NewMember(clerk.number), on=TODAY)


def test_whoever_leaves_a_team_loses_the_post_at_once(team):
    member = a_member(team)
    assert [post.role for post in member.person.posts] == ["inspector"]

    actions.leave(member, on=TODAY)

    assert member.person.posts[0].ended_on == TODAY
    assert queries.membership_of(member.person, TODAY) is None


def test_a_check_event_names_the_round(team, cases):
    drawn(a_check(team))
    turns = db.session.scalars(select(CheckEvent.turn).order_by(CheckEvent.id)).all()

    assert turns == [None, None, None, 1, 1, 1]
    assert grid_by_code("nowhere") is None
