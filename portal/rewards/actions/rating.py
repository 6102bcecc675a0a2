"""A quarter's stars are frozen, once its last facts can be sampled no more."""

from datetime import date, datetime, timedelta

from portal import clock, i18n
from portal.db import db
from portal.errors import N_, NotAllowedNow
from portal.messages.notices import notify
from portal.policy.queries import policy_on
from portal.policy.rules import Policy
from portal.rewards.actions.ledger import hold_ledger
from portal.rewards.models import StarRating
from portal.rewards.queries import Year, rated_in, years_to
from portal.rewards.rules import freezes_on, quarter_after
from portal.training.queries import trained_on
from portal.volunteers.queries import volunteers_in


def freeze_quarter(quarter: date, *, now: datetime) -> int:
    """Freeze the stars of everybody who served on the quarter's last day; return how many.

    By the policy of that day. Who is rated already stays as they are: run again,
    or by two at once, nobody is rated twice.
    """
    last = quarter_after(quarter) - timedelta(days=1)
    policy = policy_on(last)
    _refuse_too_early(quarter, policy, now)
    hold_ledger()
    frozen = rated_in(quarter)
    served = [one for one in volunteers_in(last) if one.person_id not in frozen]
    years, trained = years_to(quarter), trained_on([one.person_id for one in served], last)
    for one in served:
        year = years.get(one.person_id, Year())
        is_trained = one.person_id in trained
        db.session.add(
            StarRating(
                person_id=one.person_id,
                quarter=quarter,
                community_id=one.community_id,
                points=year.points,
                judged=year.judged,
                valid=year.valid,
                had_fake=year.fakes > 0,
                is_trained=is_trained,
                stars=year.stars(policy, is_trained=is_trained),
                policy_version=policy.version,
                frozen_at=now,
            )
        )
        notify(one.person_id, "stars_frozen", case_number="", facts=last.isoformat(), now=now)
    db.session.flush()
    return len(served)


def _refuse_too_early(quarter: date, policy: Policy, now: datetime) -> None:
    first = freezes_on(quarter, policy)
    if clock.day_of(now) < first:
        raise NotAllowedNow(
            N_("This quarter can be frozen from %(day)s on: until then its facts may be sampled."),
            day=i18n.day(first),
        )
