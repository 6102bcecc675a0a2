"""A period's life: drafted, open to objections, published for ever, and corrected beside it."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text

from portal import clock
from portal.accounts.rules import Role
from portal.assessment import actions, queries
from portal.assessment.jobs import count_drafts, prove_published
from portal.assessment.models import FROZEN, Exclusion, GridMonth, StoredResult
from portal.assessment.rules import Counts, PeriodKind, Result, RevisionStatus, SubjectKind
from portal.cli.results import verify_results
from portal.db import db
from portal.errors import NotAcceptable, NotAllowedNow, NotFound, NotYours, Refused
from portal.messages.notices import Notice
from tests.assessment.period_cast import AFTER, LAST_DAY, NEIGHBOUR, OVER, Cast, cast
from tests.factories import COMMUNITY_CODE, a_case, a_clerk

__all__ = ["cast"]
PHASES = (Phase.explicit, Phase.generate)  # to shrink takes minutes with a database
SECOND_LAST_DAY = AFTER + timedelta(days=4)  # two working days later: a weekend lies between
OWN = SubjectKind.COMMUNITY, COMMUNITY_CODE, "satisfaction"


def test_periods_of_a_kind_never_overlap_nor_lie_ahead(cast: Cast) -> None:
    cast.august()

    with pytest.raises(NotAcceptable, match="2026-08 is there already"):
        actions.begin_period(PeriodKind.MONTH, date(2026, 8, 31), now=OVER)
    with pytest.raises(NotAcceptable, match="2026-10 has not begun yet"):
        actions.begin_period(PeriodKind.MONTH, date(2026, 10, 1), now=OVER)
    quarter = actions.begin_period(PeriodKind.QUARTER, date(2026, 8, 1), now=OVER)

    assert (quarter.name, quarter.begins, quarter.ends) == (
        "2026Q3",
        date(2026, 7, 1),
        date(2026, 9, 30),
    )
    assert [one.name for one in queries.periods_of(PeriodKind.MONTH)] == ["2026-08"]


def test_figures_can_be_objected_to_for_five_days_by_who_answers_for_them(cast: Cast) -> None:
    revision = cast.august().revisions[0]
    neighbour = SubjectKind.COMMUNITY, NEIGHBOUR, "satisfaction"
    with pytest.raises(NotAllowedNow, match="still a draft"):
        objection_to(revision, cast, at=OVER)
    actions.open_to_objections(revision, now=OVER)
    assert revision.objections_until == clock.day_of(LAST_DAY)

    with pytest.raises(NotAllowedNow, match="stand still"):
        actions.count_draft(revision, now=OVER)
    with pytest.raises(NotYours, match="your own area or unit"):
        actions.object_to(revision, *neighbour, words="Theirs", by=cast.clerk, now=LAST_DAY)
    with pytest.raises(NotAcceptable, match="in words"):
        objection_to(revision, cast, words=" ")
    objection_to(revision, cast)
    with pytest.raises(NotAllowedNow, match="command centre"):
        objection_to(revision, cast, at=AFTER)
    with pytest.raises(NotAllowedNow, match="still object"):
        actions.publish(revision, by=cast.lead, now=LAST_DAY)
    with pytest.raises(NotAllowedNow, match="Objections still wait: 1"):
        actions.publish(revision, by=cast.lead, now=AFTER)


def test_somebody_else_decides_and_what_is_upheld_is_counted_before_it_is_published(
    cast: Cast,
) -> None:
    revision = cast.august().revisions[0]
    actions.open_to_objections(revision, now=OVER)
    objection = objection_to(revision, cast)

    with pytest.raises(NotYours, match="somebody else decides"):
        decided(objection, cast, by=cast.clerk)
    decided(objection, cast, at=LAST_DAY)
    with pytest.raises(NotAllowedNow, match="once for all objections"):
        actions.count_draft(revision, now=LAST_DAY)
    with pytest.raises(NotAllowedNow, match="decided already"):
        decided(objection, cast)
    with pytest.raises(NotAllowedNow, match="Count once more"):
        actions.publish(revision, by=cast.lead, now=AFTER)
    cast.count_more(1, answered=22, satisfied=19)
    actions.count_draft(revision, now=AFTER)
    with pytest.raises(NotFound):
        queries.shown_revision("2026-08")
    assert [one.code for one in queries.new_results(revision)] == [COMMUNITY_CODE]
    assert told_of_change() == [cast.clerk.id]
    with pytest.raises(NotAllowedNow, match="Publish on the day after"):
        actions.publish(revision, by=cast.lead, now=SECOND_LAST_DAY)
    actions.publish(revision, by=cast.lead, now=SECOND_LAST_DAY + timedelta(days=1))

    shown = queries.shown_revision("2026-08")
    assert queries.result_of(shown, *OWN[:2]).figures["satisfaction"].whole == 22
    assert (shown.policy["figure_objection_days"], shown.published_by) == (5, cast.lead)
    assert hashlib.sha256(shown.manifest.encode()).hexdigest() == shown.sha256


def test_who_changed_in_a_recount_can_object_for_two_more_days_and_nobody_else(
    cast: Cast,
) -> None:
    other = a_clerk(Role.COMMUNITY_CLERK, area_code=NEIGHBOUR, language="en")
    theirs = {"words": "Ours too", "by": other, "now": AFTER}
    revision = cast.august().revisions[0]
    actions.open_to_objections(revision, now=OVER)
    decided(objection_to(revision, cast), cast, at=LAST_DAY)
    cast.count_more(1, answered=22, satisfied=19)
    actions.count_draft(revision, now=AFTER)

    assert (revision.round, revision.objections_until) == (2, clock.day_of(SECOND_LAST_DAY))
    with pytest.raises(NotAllowedNow, match="stand as they were"):
        actions.object_to(revision, SubjectKind.COMMUNITY, NEIGHBOUR, "satisfaction", **theirs)
    late = SECOND_LAST_DAY + timedelta(days=1)
    with pytest.raises(NotAllowedNow, match="The last day for objections was 2026-09-15"):
        objection_to(revision, cast, at=late)
    again = objection_to(revision, cast, at=SECOND_LAST_DAY)
    decided(again, cast, at=SECOND_LAST_DAY)
    actions.count_draft(revision, now=late)  # nothing is other than it was: no third round
    assert revision.objections_until == clock.day_of(SECOND_LAST_DAY)
    actions.publish(revision, by=cast.lead, now=late)


def told_of_change() -> list[int]:
    rows = select(Notice.person_id).where(Notice.kind == "figures_changed")
    return list(db.session.scalars(rows))


def objection_to(revision, cast, *, words="Two answers are missing", at=LAST_DAY):
    return actions.object_to(revision, *OWN, words=words, by=cast.clerk, now=at)


def decided(objection, cast, *, by=None, at=AFTER):
    words = "They are counted now"
    actions.decide_objection(objection, is_upheld=True, words=words, by=by or cast.lead, now=at)


def test_a_correction_is_an_edition_of_its_own_and_the_old_one_stays(cast: Cast) -> None:
    period = cast.published()
    old = queries.shown_revision("2026-08")
    said = old.sha256, queries.result_of(old, *OWN[:2])

    new = actions.revise(period, reason="Ten answers were entered twice")
    with pytest.raises(NotAllowedNow, match="worked on already"):
        actions.revise(period, reason="Again")
    actions.count_draft(new, now=AFTER)
    assert queries.shown_revision("2026-08") is old
    actions.open_to_objections(new, now=AFTER)
    actions.publish(new, by=cast.lead, now=AFTER + timedelta(days=20))

    assert queries.shown_revision("2026-08") is new
    assert (new.number, new.replaces, old.status) == (2, old, RevisionStatus.REPLACED)
    found = queries.revision_numbered("2026-08", 1)
    assert (found.sha256, queries.result_of(found, *OWN[:2])) == said
    assert queries.what_differs(old) == queries.what_differs(new) == []
    assert queries.earlier(new) == (None, None)


def test_a_case_is_left_out_by_two_people_and_the_reason_is_sealed(cast: Cast) -> None:
    case = a_due_case(cast, date(2026, 8, 20))

    exclusion = actions.ask_exclusion(case, reason="Flood", by=cast.clerk, now=OVER)
    with pytest.raises(NotAllowedNow, match="asked for this case already"):
        actions.ask_exclusion(case, reason="Flood", by=cast.assessor, now=OVER)
    for own in (cast.clerk, cast.clerk):
        with pytest.raises(NotYours):
            actions.decide_exclusion(exclusion, is_granted=True, words="Yes", by=own, now=OVER)
    actions.decide_exclusion(
        exclusion, is_granted=True, words="Nobody could", by=cast.lead, now=OVER
    )
    cast.published()

    revision = queries.shown_revision("2026-08")
    assert f"{case.number},{cast.grid.code}" in revision.exclusions
    assert "Flood,2026-09-03,2026-09-03,Nobody could" in revision.exclusions
    assert cast.lead.name not in revision.exclusions
    exclusion.answer = "Something else"
    with pytest.raises(NotAllowedNow, match="never changed"):
        db.session.flush()
    db.session.rollback()


def a_due_case(cast, day):
    case = a_case(grid=cast.grid)
    case.due_on = day
    db.session.flush()
    return case


def granted(exclusion, *, by):
    actions.decide_exclusion(exclusion, is_granted=True, words="Nobody could", by=by, now=OVER)


def test_drafts_are_counted_anew_when_their_month_was_and_only_then(cast: Cast) -> None:
    revision = cast.august().revisions[0]
    cell = dict.fromkeys(Counts.__dataclass_fields__, 0)
    kept = GridMonth(grid_id=cast.grid.id, month=date(2026, 8, 1), counted_at=OVER, **cell)
    db.session.add(kept)
    later = OVER + timedelta(minutes=5)

    with clock.stopped_at(later):
        count_drafts()
    assert revision.counted_at == OVER

    kept.counted_at = OVER + timedelta(minutes=1)
    db.session.flush()
    with clock.stopped_at(later):
        count_drafts()
    assert revision.counted_at == later


SQL: dict[str, tuple[str, str]] = {
    "a figure": (
        "UPDATE results SET content = replace(content, '20', '21') WHERE code = '330108002021'",
        "community-330108002021.json",
    ),
    "what is not published": (
        "UPDATE results SET content = replace(content, '18', '19') WHERE kind = 'worker'",
        "worker-",
    ),
    "an area taken out": (
        "DELETE FROM results WHERE code = '330108002998'",
        "community-330108002998.json",
    ),
    "an area put in": (
        "INSERT INTO results (revision_id, kind, code, content) "
        "SELECT revision_id, kind, '330108002997', content FROM results WHERE kind = 'district'",
        "district-330108002997.json",
    ),
    "the exclusions": ("UPDATE revisions SET exclusions = 'none'", "exclusions.csv"),
    "the counts by matter": ("UPDATE revisions SET matters = ''", "matters.csv"),
    "the manifest": ("UPDATE revisions SET manifest = '' || manifest || ' '", "manifest"),
    "the hash": ("UPDATE revisions SET sha256 = 'f00'", "manifest"),
}


def test_whatever_is_changed_behind_the_portal_is_found_and_named(cast: Cast, app) -> None:
    cast.published()
    db.session.commit()
    good = app.test_cli_runner().invoke(verify_results, ["2026-08"])
    assert (good.exit_code, "2026-08" in good.output) == (0, True)
    prove_published()
    assert tampering_told() == 0

    for change, wrong in SQL.values():
        savepoint = db.session.begin_nested()
        db.session.execute(text(change))
        db.session.expire_all()
        found = queries.what_differs(queries.shown_revision("2026-08"))
        assert any(name.startswith(wrong) for name in found), change
        savepoint.rollback()
        db.session.expire_all()

    db.session.execute(text(SQL["a figure"][0]))
    db.session.commit()
    bad = app.test_cli_runner().invoke(verify_results, ["2026-08"])
    assert bad.exit_code == 1
    assert SQL["a figure"][1] in bad.output
    prove_published()
    assert tampering_told() == 1


def tampering_told() -> int:
    return len(db.session.scalars(select(Notice).where(Notice.kind == "figures_tampered")).all())


def everything_of(name: str) -> str:
    """What an edition is made of, read from the database past every object."""
    rows = db.session.execute(
        text(
            "SELECT r.kind, r.code, r.content, v.sha256, v.manifest, v.nonce, v.exclusions, v.mix, "
            "v.matters, v.policy, v.policy_version, v.reason, v.counted_at, v.published_at, "
            "v.published_by_id FROM results r JOIN revisions v ON v.id = r.revision_id "
            "WHERE v.sha256 = :name ORDER BY r.kind, r.code"
        ),
        {"name": name},
    )
    return json.dumps([[str(cell) for cell in row] for row in rows])


class Moment:
    """One moment at which something is tried with one of the editions, allowed or not."""

    def __init__(self, cast: Cast, pick: int, now: datetime) -> None:
        self.cast, self.pick, self.now = cast, pick, now
        self.period = queries.period_named("2026-08")
        self.revision = self.period.revisions[pick % len(self.period.revisions)]

    @property
    def stored(self) -> StoredResult:
        stored = queries.stored_results(self.revision)
        nobody = Result(SubjectKind.UNIT, "", "", "", "", Counts(), {})
        return stored[0] if stored else StoredResult(content=nobody.as_text())

    def count(self) -> None:
        self.cast.count_more(0, reported=40 + self.pick)
        actions.count_draft(self.revision, now=self.now)

    def decide(self) -> None:
        for one in queries.objections_to(self.revision):
            is_upheld = self.pick % 2 == 0
            actions.decide_objection(
                one, is_upheld=is_upheld, words="So", by=self.cast.lead, now=self.now
            )

    def ask(self) -> None:
        case = a_due_case(self.cast, date(2026, 8, 1 + self.pick))
        actions.ask_exclusion(case, reason="Flood", by=self.cast.assessor, now=self.now)

    def grant(self) -> None:
        for one in db.session.scalars(select(Exclusion).where(Exclusion.is_granted.is_(None))):
            granted(one, by=self.cast.lead)

    def run_jobs(self) -> None:
        with clock.stopped_at(self.now):
            count_drafts()
            prove_published()

    def edit(self) -> None:
        if not self.revision.sha256:  # a draft may change
            return
        name = ("sha256", "manifest", "exclusions", "matters", "reason", "nonce")[self.pick % 6]
        setattr(self.revision, name, f"{self.pick}")
        self.revision.status = list(RevisionStatus)[self.pick % 4]

    def edit_result(self) -> None:
        was = Result.from_text(self.stored.content)
        self.stored.content = replace(was, name=f"{was.name}*").as_text()

    def add(self) -> None:
        kind, code = SubjectKind.UNIT, f"U{self.pick}"
        if code in {one.code for one in queries.stored_results(self.revision)}:
            return  # the database has it once
        new = Result(kind, code, "", "", "", Counts(), {}).as_text()
        db.session.add(StoredResult(revision=self.revision, kind=kind, code=code, content=new))

    def delete(self) -> None:
        stored = queries.stored_results(self.revision)
        db.session.delete(stored[0] if stored and self.pick % 2 else self.revision)

    def delete_all(self) -> None:
        db.session.execute(delete(StoredResult).where(StoredResult.revision_id == self.revision.id))


STEPS: dict[str, Callable[[Moment], object]] = {
    "add a result": Moment.add,
    "ask": Moment.ask,
    "begin": lambda at: actions.begin_period(PeriodKind.MONTH, at.now.date(), now=at.now),
    "count": Moment.count,
    "decide": Moment.decide,
    "delete": Moment.delete,
    "delete all": Moment.delete_all,
    "delete the period": lambda at: db.session.delete(at.period),
    "edit": Moment.edit,
    "edit a result": Moment.edit_result,
    "grant": Moment.grant,
    "jobs": Moment.run_jobs,
    "object": lambda at: objection_to(at.revision, at.cast, at=at.now),
    "open": lambda at: actions.open_to_objections(at.revision, now=at.now),
    "publish": lambda at: actions.publish(at.revision, by=at.cast.lead, now=at.now),
    "revise": lambda at: actions.revise(at.period, reason="An error"),
}


@settings(
    max_examples=12, phases=PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 9)), min_size=5, max_size=20)
)
@example(steps=[("revise", 0), ("add a result", 5), ("add a result", 5)])
def test_no_sequence_of_actions_changes_what_was_published(cast: Cast, steps) -> None:
    everything = db.session.begin_nested()
    try:
        cast.published()
        published: dict[str, str] = {}
        for n, (step, pick) in enumerate(steps):
            for one in queries.published_revisions():
                published.setdefault(one.sha256, everything_of(one.sha256))
            attempt(step, cast, pick, AFTER + timedelta(days=8 * n))
            assert {name: everything_of(name) for name in published} == published, step
        assert not any(map(queries.what_differs, queries.published_revisions()))
    finally:
        everything.rollback()
        for one in [one for one in db.session if isinstance(one, FROZEN)]:
            db.session.expunge(one)  # SQLite gives its number to the next one


def attempt(step: str, cast: Cast, pick: int, now: datetime) -> None:
    inner = db.session.begin_nested()
    try:
        STEPS[step](Moment(cast, pick, now))
        db.session.flush()
        inner.commit()
    except Refused:
        inner.rollback()
    db.session.expire_all()
