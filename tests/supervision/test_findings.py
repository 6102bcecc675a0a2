"""A finding takes two names, is locked and logged; what follows it, and who is told."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from portal import clock
from portal.cases.rules import CaseStatus, Outcome, Step
from portal.db import db
from portal.errors import NotAcceptable, NotAllowedNow
from portal.messages import Notice
from portal.supervision import actions, jobs, queries
from portal.supervision.models import Finding, LogEntry, Visit
from portal.supervision.rules import (
    Breach,
    FindingState,
    FindingStep,
    FrameKind,
    OrderState,
    Verdict,
    VisitState,
)
from tests.conftest import NOW
from tests.supervision.finding_cast import (
    a_cast,
    a_community,
    a_drawn_check,
    looked_at,
    proposed,
    resolved_anew,
    signed,
    standing,
)

S, V = FindingState, Verdict


@pytest.fixture
def cast(app):
    return a_cast()


def told(person):
    return list(db.session.scalars(select(Notice.kind).where(Notice.person_id == person.id)))


def steps(finding):
    rows = select(LogEntry.step).where(LogEntry.finding_id == finding.id)
    return list(db.session.scalars(rows.order_by(LogEntry.turn)))


def test_a_finding_is_locked_by_a_second_name_and_the_unit_may_rebut_it(cast):
    finding = signed(cast)

    assert finding.state is S.SIGNED
    assert finding.unit is cast.unit
    assert finding.rebut_by == date(2026, 9, 24)  # three working days after Monday
    assert steps(finding) == [FindingStep.SIGN]
    assert told(cast.clerk)[-1] == "finding_signed"


def test_one_person_never_gives_both_names(cast):
    finding = proposed(cast)

    with pytest.raises(NotAllowedNow, match="somebody else's"):
        actions.sign(finding, seen=finding.revision, by=cast.first, now=NOW)

    assert finding.signed_at is None


def test_nobody_signs_what_was_written_anew_meanwhile(cast):
    finding = proposed(cast)
    seen = finding.revision
    proposed(cast, V.PARTLY, "修了一半")
    db.session.flush()

    with pytest.raises(NotAllowedNow, match="written anew"):
        actions.sign(finding, seen=seen, by=cast.second, now=NOW)


def test_only_who_looked_proposes_and_only_they_write_it_anew(cast):
    with pytest.raises(NotAllowedNow, match="Whoever looked"):
        actions.propose(cast.sampled, V.SOLVED, words="", by=cast.second, now=NOW)
    proposed(cast)
    with pytest.raises(NotAllowedNow, match="Somebody else"):
        actions.propose(cast.sampled, V.SOLVED, words="", by=cast.second, now=NOW)


@pytest.mark.parametrize(
    ("verdict", "words", "state", "refusal"),
    [
        pytest.param(V.FALSE_PATROL, "x", VisitState.VISITED, "do not fit", id="another frame's"),
        pytest.param(V.PARTLY, "", VisitState.VISITED, "Write what you saw", id="without words"),
        pytest.param(V.SOLVED, "", VisitState.TO_VISIT, "Nobody has been", id="before the visit"),
        pytest.param(V.SOLVED, "", VisitState.COULD_NOT, "nothing can be said", id="unseen"),
    ],
)
def test_what_does_not_fit_is_refused(cast, verdict, words, state, refusal):
    cast.sampled.state = state

    with pytest.raises((NotAcceptable, NotAllowedNow), match=refusal):
        actions.propose(cast.sampled, verdict, words=words, by=cast.first, now=NOW)


def test_a_signed_finding_cannot_be_proposed_signed_or_decided_anew(cast):
    finding = signed(cast)

    with pytest.raises(NotAllowedNow, match="locked"):
        proposed(cast, V.SOLVED)
    with pytest.raises(NotAllowedNow, match="locked"):
        actions.sign(finding, seen=finding.revision, by=cast.third, now=NOW)
    with pytest.raises(NotAllowedNow, match="moved on"):
        actions.decide(finding, is_unit_right=True, words="x", by=cast.lead, now=NOW)


def test_one_that_accuses_nobody_stands_at_once(cast):
    finding = signed(cast, V.SOLVED, "")

    assert (finding.state, finding.unit, finding.rebut_by) == (S.STANDS, None, None)
    assert finding.order is None
    assert cast.case.status is CaseStatus.CLOSED


def test_where_the_unit_accepts_an_order_is_given_and_the_case_opens_for_its_reporter(cast):
    finding = standing(cast)

    assert finding.state is S.STANDS
    assert finding.order.state is OrderState.OPEN
    assert finding.order.due_on == date(2026, 9, 29)  # five working days, and a holiday between
    assert cast.case.status is CaseStatus.DISPATCHED
    assert cast.case.unit is cast.unit
    assert cast.case.events[-1].step is Step.INSPECT
    assert cast.case.events[-1].by_id is None
    assert told(cast.clerk)[-2:] == ["reopened", "order_issued"]


def test_a_finding_that_nobody_rebuts_stands_after_its_days(cast):
    finding = signed(cast)

    with clock.stopped_at(NOW + timedelta(days=3)):
        jobs.let_findings_stand()
        assert finding.state is S.SIGNED  # the last day is still theirs
    with clock.stopped_at(NOW + timedelta(days=4)):
        jobs.let_findings_stand()

    assert finding.state is S.STANDS
    assert steps(finding) == [FindingStep.SIGN, FindingStep.LAPSE]
    assert finding.order is not None


def test_a_rebuttal_in_time_is_decided_by_the_lead_and_both_texts_stay(cast):
    finding = signed(cast)

    actions.rebut(finding, words="当天下雨，已清理", by=cast.clerk, now=NOW)
    assert told(cast.lead) == ["rebuttal_made"]
    actions.decide(finding, is_unit_right=False, words="照片显示未清理", by=cast.lead, now=NOW)

    assert finding.state is S.STANDS
    assert [entry.words for entry in finding.log] == ["", "当天下雨，已清理", "照片显示未清理"]
    assert cast.case.status is CaseStatus.DISPATCHED
    assert "rebuttal_decided" in told(cast.clerk)


def test_a_rebuttal_after_its_days_or_without_words_is_refused(cast):
    finding = signed(cast)

    with pytest.raises(NotAcceptable):
        actions.rebut(finding, words="", by=cast.clerk, now=NOW)
    with pytest.raises(NotAllowedNow, match="are over"):
        actions.rebut(finding, words="x", by=cast.clerk, now=NOW + timedelta(days=4))


def test_where_the_unit_is_right_the_team_finds_anew_and_nothing_is_overwritten(cast):
    finding = signed(cast)
    actions.rebut(finding, words="不是这个地点", by=cast.clerk, now=NOW)

    actions.decide(finding, is_unit_right=True, words="地点看错了", by=cast.lead, now=NOW)
    anew = signed(cast, V.SOLVED, "")

    assert (finding.state, finding.verdict) == (S.UNLOCKED, V.FALSE_CLOSURE)
    assert (anew.version, anew.state) == (2, S.STANDS)
    assert finding.order is None
    assert cast.case.status is CaseStatus.CLOSED


def test_the_lead_unlocks_with_a_reason_in_the_log_and_the_order_is_withdrawn(cast):
    finding = standing(cast)

    with pytest.raises(NotAcceptable):
        actions.unlock(finding, words="", by=cast.lead, now=NOW)
    actions.unlock(finding, words="两张照片放错了", by=cast.lead, now=NOW)

    assert finding.state is S.UNLOCKED
    assert finding.log[-1].words == "两张照片放错了"
    assert finding.order.state is OrderState.WITHDRAWN


def test_a_unit_mends_and_somebody_else_looks_again(cast):
    order = standing(cast).order

    with pytest.raises(NotAllowedNow, match="still open"):
        actions.mend(order, words="已整改", by=cast.clerk, now=NOW)
    resolved_anew(cast)
    actions.mend(order, words="已整改", by=cast.clerk, now=NOW)
    with pytest.raises(NotAllowedNow, match="Somebody else looks"):
        actions.recheck(order, is_right=True, words="好了", by=cast.first, now=NOW)
    actions.recheck(order, is_right=False, words="还差一点", by=cast.third, now=NOW)

    assert (order.state, order.failed) == (OrderState.OPEN, 1)
    actions.mend(order, words="又整改了", by=cast.clerk, now=NOW)
    actions.recheck(order, is_right=True, words="好了", by=cast.third, now=NOW)
    assert order.state is OrderState.PASSED
    assert [note.words for note in order.notes] == ["已整改", "还差一点", "又整改了", "好了"]


def test_an_order_that_is_late_is_told_once(cast):
    standing(cast)

    with clock.stopped_at(NOW + timedelta(days=30)):
        jobs.tell_late_orders()
        jobs.tell_late_orders()

    assert told(cast.clerk).count("mending_late") == 1
    assert told(cast.lead) == ["mending_late"]


def test_words_below_an_order_reach_the_other_side(cast):
    order = standing(cast).order

    actions.write(order, words="需要多两天", is_from_unit=True, by=cast.clerk, now=NOW)
    actions.write(order, words="可以", is_from_unit=False, by=cast.lead, now=NOW)

    assert told(cast.first) == ["order_note"]
    assert told(cast.third) == []  # who may still look again learns nothing
    assert told(cast.clerk)[-1] == "order_note"


def test_a_case_that_somebody_else_has_opened_again_is_left_as_it_is(cast):
    cast.case.status = CaseStatus.IN_HAND

    finding = standing(cast)

    assert cast.case.status is CaseStatus.IN_HAND
    assert finding.order is not None


def test_the_community_answers_for_patrols(cast):
    community = a_community(cast)
    patrols = a_drawn_check(cast.team, FrameKind.PATROLS, "CC-2026-902")
    sampled = looked_at(cast, "P000012", 12, check=patrols)

    finding = signed(cast, V.FALSE_PATROL, "当天没有人来过", sampled=sampled)

    assert finding.unit is community


def test_one_of_twenty_is_drawn_by_the_chain_for_somebody_who_neither_looked_nor_signed(cast):
    for n in range(20):
        sampled = looked_at(cast, f"BJ{n:02}", cast.case.id)
        signed(cast, V.SOLVED, "", sampled=sampled)

    mine = queries.open_second_looks(cast.third, cast.team)
    assert len(mine) == 1
    assert queries.open_second_looks(cast.first, cast.team) == []
    with pytest.raises(NotAllowedNow):
        actions.look_again(mine[0], V.SOLVED, words="", by=cast.second, now=NOW)
    actions.look_again(mine[0], V.PARTLY, words="一半", by=cast.third, now=NOW)

    assert queries.pairs_of(cast.team.id) == [(V.SOLVED, V.PARTLY)]
    assert steps(mine[0].finding) == [
        FindingStep.SIGN,
        FindingStep.DRAW_AGAIN,
        FindingStep.LOOK_AGAIN,
    ]
    with pytest.raises(NotAllowedNow, match="already"):
        actions.look_again(mine[0], V.SOLVED, words="", by=cast.third, now=NOW)


def test_the_log_of_a_whole_story_holds(cast):
    finding = signed(cast)
    actions.rebut(finding, words="不对", by=cast.clerk, now=NOW)
    actions.decide(finding, is_unit_right=False, words="维持", by=cast.lead, now=NOW)
    actions.unlock(finding, words="重新看", by=cast.lead, now=NOW)
    signed(cast, V.SOLVED, "")
    jobs.prove_findings()

    proof = queries.newest_proof()
    assert (proof.entries, proof.why) == (5, None)
    assert proof.head == queries.log_head().hash


@pytest.mark.parametrize(
    ("changed", "turn"),
    [
        pytest.param({"verdict": V.SOLVED}, 1, id="its verdict"),
        pytest.param({"words": "已经修好"}, 1, id="its words"),
        pytest.param({"state": S.STANDS}, 2, id="where it stands"),
        pytest.param({"evidence": "0"}, 1, id="what was seen"),
    ],
)
def test_a_finding_changed_by_sql_is_found(cast, changed, turn):
    finding = signed(cast)
    actions.rebut(finding, words="不对", by=cast.clerk, now=NOW)

    db.session.execute(update(Finding).where(Finding.id == finding.id).values(**changed))
    db.session.expire_all()

    assert queries.broken_at()[2] == (turn, Breach.ROWS)


def test_an_entry_changed_or_taken_out_by_sql_is_found(cast):
    finding = signed(cast)
    actions.rebut(finding, words="不对", by=cast.clerk, now=NOW)

    db.session.execute(update(LogEntry).where(LogEntry.turn == 2).values(words="没意见"))
    db.session.expire_all()
    assert queries.broken_at()[2] == (2, Breach.ROWS)
    db.session.execute(update(LogEntry).where(LogEntry.turn == 2).values(turn=3))
    db.session.expire_all()
    assert queries.broken_at()[2] == (2, Breach.GAP)


def test_a_finding_that_was_never_logged_is_found(cast):
    finding = proposed(cast)
    values = {"state": S.STANDS, "signed_at": NOW, "signed_by_id": cast.second.id}

    db.session.execute(update(Finding).where(Finding.id == finding.id).values(**values))
    db.session.expire_all()

    assert queries.broken_at()[2] == (0, Breach.ROWS)


def test_the_outcome_word_of_a_case_does_not_matter_to_being_opened_again(cast):
    cast.case.outcome = Outcome.EXPLAINED

    standing(cast)

    assert cast.case.outcome is None
    assert cast.case.reopened == 1


def test_a_visit_changed_by_sql_after_the_second_name_is_found(cast):
    visit = Visit(
        sampled=cast.sampled,
        by=cast.first,
        at=NOW,
        came_at=NOW,
        ended_at=NOW,
        answers=[["干净吗？", "Clean?", "no"]],
        words="垃圾还在",
    )
    db.session.add(visit)
    finding = signed(cast)
    assert finding.evidence
    assert queries.broken_at()[2] is None

    db.session.execute(update(Visit).where(Visit.id == visit.id).values(words="很干净"))
    db.session.expire_all()

    assert queries.broken_at()[2] == (1, Breach.ROWS)
