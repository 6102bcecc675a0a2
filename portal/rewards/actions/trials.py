"""Rules are tried on a past quarter, put in force from a day on, and withdrawn until it comes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row

from portal import clock, i18n, jobs
from portal.accounts.models import Person
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.policy.actions import set_value
from portal.policy.queries import PolicyTimes, newest_change, policy_on
from portal.policy.rules import Policy
from portal.rewards.models import RuleTrial
from portal.rewards.queries import (
    Changed,
    Year,
    count_served,
    newest_quarter,
    next_served,
    past_facts,
    years_to,
)
from portal.rewards.rules import (
    Move,
    points_under,
    quarter_after,
    quarter_before,
    quarter_of,
    refuse_senseless,
    star_for,
    tallied,
)
from portal.training.queries import trained_on

PEOPLE_AT_ONCE = 300  # in one turn: a second or two of work


def ask_trial(
    changes: Mapping[str, Any],
    *,
    from_day: date,
    reason: str,
    request_key: str,
    by: Person,
    now: datetime,
) -> RuleTrial:
    """Have these values tried on the last quarter; the worker counts."""
    today = clock.day_of(now)
    policy = policy_on(today)
    if from_day < today:
        raise NotAcceptable(N_("Rules take force today or later: what has happened keeps its own."))
    refuse_senseless(changes, policy)
    quarter = newest_quarter() or quarter_before(quarter_of(today))
    trial = RuleTrial(
        request_key=request_key,
        changes=dict(changes),
        was={name: getattr(policy, name) for name in changes},
        from_day=from_day,
        reason=reason,
        quarter=quarter,
        asked_by=by,
        asked_at=now,
        policy_version=newest_change(),
        all_count=count_served(_last_day(quarter)),
    )
    db.session.add(trial)
    db.session.flush()
    jobs.want("try_rules", trial.id)
    return trial


def try_next(trial: RuleTrial, *, now: datetime) -> bool:
    """Count the next people anew; say whether more are left."""
    last = _last_day(trial.quarter)
    some = next_served(last, after_id=trial.last_person_id, most=PEOPLE_AT_ONCE)
    trial.result = tallied(trial.result, _moves(trial, some, last))
    trial.done_count += len(some)
    trial.all_count = max(trial.all_count, trial.done_count)
    if len(some) == PEOPLE_AT_ONCE:
        trial.last_person_id = some[-1].person_id
        return True
    trial.all_count, trial.ended_at = trial.done_count, now
    return False


def put_in_force(trial: RuleTrial, *, by: Person, now: datetime) -> None:
    """Set exactly the values that were tried, from the trial's day on."""
    db.session.flush()
    db.session.refresh(trial, with_for_update=True)
    if trial.ended_at is None:
        raise NotAllowedNow(N_("The trial is not finished. Wait for what it shows."))
    if trial.put_at:
        raise NotAllowedNow(N_("These values have been set already."))
    if trial.from_day < clock.day_of(now):
        raise NotAllowedNow(N_("The day of force has passed. Try again from a later day."))
    if newest_change() != trial.policy_version:
        raise NotAllowedNow(N_("The rules have changed since this trial. Try the values again."))
    trial.was = _as_kept(policy_on(trial.from_day), trial.changes)
    _set(trial, trial.changes, trial.reason, by=by, now=now)
    trial.put_by_id, trial.put_at = by.id, now


def withdraw_rules(trial: RuleTrial, *, reason: str, by: Person, now: datetime) -> None:
    """Set the values back to what they were, as long as their day has not come."""
    db.session.flush()
    db.session.refresh(trial, with_for_update=True)
    if trial.put_at is None or trial.withdrawn_at:
        raise NotAllowedNow(N_("These values are not waiting to take force."))
    if trial.from_day <= clock.day_of(now):
        raise NotAllowedNow(
            N_("They are in force since %(day)s. To change them, try other values."),
            day=i18n.day(trial.from_day),
        )
    if newest_change(trial.changes, after=trial.put_at):
        raise NotAllowedNow(N_("One of these values was set again since. Withdraw that first."))
    if not reason:
        raise NotAcceptable(N_("Write why they are withdrawn."))
    _set(trial, trial.was, reason, by=by, now=now)
    trial.withdrawn_by_id, trial.withdrawn_at, trial.why_withdrawn = by.id, now, reason


def _moves(trial: RuleTrial, some: Sequence[Row[int, int]], last: date) -> list[Move]:
    ids = [one.person_id for one in some]
    years, trained = years_to(trial.quarter, ids), trained_on(ids, last)
    before = PolicyTimes()
    after = Changed(before, trial.changes)
    points = {
        who: points_under(facts, before, after) for who, facts in past_facts(ids, trial.quarter)
    }
    moves = []
    for one in some:
        year, is_trained = years.get(one.person_id, Year()), one.person_id in trained
        then = points.get(one.person_id, 0)
        moves.append(
            Move(
                person_id=one.person_id,
                community_id=one.community_id,
                before=year.stars(before(last), is_trained=is_trained),
                after=_stars(year, then, after(last), is_trained=is_trained),
                points_before=year.points,
                points_after=then,
            )
        )
    return moves


def _stars(year: Year, points: int, policy: Policy, *, is_trained: bool) -> int:
    return star_for(
        points, year.valid, year.judged, fakes=year.fakes, is_trained=is_trained, policy=policy
    )


def _as_kept(policy: Policy, names: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: getattr(policy, name) for name in names}
    return {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}


def _set(
    trial: RuleTrial, values: Mapping[str, Any], reason: str, *, by: Person, now: datetime
) -> None:
    for name, content in values.items():
        set_value(name, content, from_day=trial.from_day, why=reason, by=by.name, now=now)
    db.session.flush()


def _last_day(quarter: date) -> date:
    return quarter_after(quarter) - timedelta(days=1)
