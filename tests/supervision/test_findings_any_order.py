"""Whoever does what in whatever order: nothing signed changes unlogged, and two names are two."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.db import db
from portal.errors import Refused
from portal.supervision import actions, queries
from portal.supervision.models import Finding, LogEntry
from portal.supervision.rules import FindingState, FindingStep, Verdict, fails
from tests.conftest import NOW
from tests.supervision.finding_cast import a_cast, resolved_anew

PEOPLE = ("lead", "first", "second", "third", "clerk")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("propose", "propose", "sign", "sign", "rebut", "accept", "decide", "give_way"),
                *("unlock", "lapse", "mend", "recheck", "look_again"),
            ]
        ),
        st.sampled_from(PEOPLE),
        st.sampled_from((Verdict.SOLVED, Verdict.PARTLY, Verdict.FALSE_CLOSURE)),
    ),
    max_size=14,
)


class Story:
    """One thing sampled, and people who do to its finding whatever they are let."""

    def __init__(self):
        self.cast, self.now = a_cast(), NOW

    def goes_on(self, step, who, verdict):
        self.now += timedelta(minutes=1)
        by, finding = getattr(self.cast, who), queries.finding_of(self.cast.sampled)
        given = {"by": by, "now": self.now}
        if step == "propose":
            actions.propose(self.cast.sampled, verdict, words="看过了", **given)
        elif finding is not None:
            getattr(self, step)(finding, verdict, given)

    def sign(self, finding, _verdict, given):
        actions.sign(finding, seen=finding.revision, **given)

    def rebut(self, finding, _verdict, given):
        actions.rebut(finding, words="不对", **given)

    def accept(self, finding, _verdict, given):
        actions.accept(finding, **given)

    def lapse(self, finding, _verdict, given):
        actions.lapse(finding, now=given["now"])

    def decide(self, finding, _verdict, given):
        actions.decide(finding, is_unit_right=False, words="维持", **given)

    def give_way(self, finding, _verdict, given):
        actions.decide(finding, is_unit_right=True, words="采纳", **given)

    def unlock(self, finding, _verdict, given):
        actions.unlock(finding, words="重看", **given)

    def mend(self, finding, _verdict, given):
        if finding.order:
            resolved_anew(self.cast)
            actions.mend(finding.order, words="好了", **given)

    def recheck(self, finding, verdict, given):
        if finding.order:
            actions.recheck(finding.order, is_right=not fails(verdict), words="看了", **given)

    def look_again(self, finding, verdict, given):
        if second := queries.second_look_at(finding):
            actions.look_again(second, verdict, words="看了", **given)


def locked():
    rows = select(Finding).where(Finding.state != FindingState.PROPOSED).order_by(Finding.id)
    return {one.id: (one.verdict, one.words, one.signed_by_id) for one in db.session.scalars(rows)}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_no_order_of_steps_changes_what_was_signed_without_the_log(app, steps):
    assert app
    with db.session.begin_nested() as everything:
        try:
            never_changes_unlogged(steps)
        finally:
            everything.rollback()
    db.session.expire_all()


def never_changes_unlogged(steps):
    story, signed = Story(), {}
    for step, who, verdict in steps:
        entries, before = db.session.query(LogEntry).count(), states()
        try:
            with db.session.begin_nested():
                story.goes_on(step, who, verdict)
        except Refused:
            pass
        db.session.flush()
        moved = [key for key, state in states().items() if before.get(key, state) is not state]
        assert len(moved) <= db.session.query(LogEntry).count() - entries
        assert signed.items() <= locked().items()
        signed = locked()
    assert queries.broken_at()[2] is None
    for entry in db.session.scalars(select(LogEntry).where(LogEntry.step == FindingStep.SIGN)):
        assert entry.finding.proposed_by_id != entry.finding.signed_by_id


def states():
    return dict(db.session.execute(select(Finding.id, Finding.state)).all())
