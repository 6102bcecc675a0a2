"""What happens to points and stars later: facts are read, and quarters are frozen in time."""

from portal import clock, jobs
from portal.db import db
from portal.policy.queries import policy_on
from portal.rewards import actions, queries
from portal.rewards.models import RuleTrial
from portal.rewards.rules import freezes_on, quarter_before, quarter_of


@jobs.every(minutes=5)
def award_points() -> bool:
    """Read the next batch of what happened; the same result however often it runs.

    What was found to be made up is read after what it is about.
    """
    now = clock.now()
    is_more = actions.pull_next(now)
    return actions.pull_findings(now) or is_more


@jobs.every(days=1)
def freeze_stars() -> None:
    """Freeze the quarter whose facts can be sampled no more, unless that has been done."""
    now = clock.now()
    quarter = quarter_before(quarter_of(clock.today()))
    if clock.today() >= freezes_on(quarter, policy_on(quarter)) and not queries.rated_in(quarter):
        actions.freeze_quarter(quarter, now=now)


@jobs.job
def try_rules(trial_id: int) -> None:
    """Count a trial's next people, and come again until all are counted."""
    trial = db.session.get_one(RuleTrial, trial_id, with_for_update=True)
    if trial.ended_at is None and actions.try_next(trial, now=clock.now()):
        jobs.want("try_rules", trial_id)
