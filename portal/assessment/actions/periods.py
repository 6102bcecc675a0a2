"""What is done with a period's figures: begun, counted, opened, published, and corrected."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from portal import clock
from portal.accounts.models import Person
from portal.assessment import queries
from portal.assessment.actions.files import exclusions_file, matter_files
from portal.assessment.actions.telling import tell_of_change
from portal.assessment.indicators import assess
from portal.assessment.models import Period, Revision, StoredResult
from portal.assessment.rules import (
    PeriodKind,
    Result,
    RevisionStatus,
    Span,
    Subject,
    Text,
    differ,
    digest_of,
    kept_back,
    manifest_of,
    refuse_future,
    refuse_opening,
    refuse_publishing,
    refuse_recount,
    refuse_recount_while_open,
    span_of,
    words_in,
)
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.policy.queries import policy_on, work_calendar
from portal.policy.rules import Policy


def begin_period(kind: PeriodKind, day: date, *, now: datetime) -> Period:
    """Begin the period of a kind in which a day lies, with a first draft; none is begun twice."""
    span = span_of(kind, day)
    refuse_future(span, clock.day_of(now))
    if there := queries.overlapping(kind, span.begins, span.ends):
        raise NotAcceptable(
            N_("%(name)s is there already and holds some of these days. Work on that one."),
            name=there.name,
        )
    period = Period(name=span.name, kind=kind, begins=span.begins, ends=span.ends)
    period.revisions.append(Revision(number=1, status=RevisionStatus.DRAFT))
    db.session.add(period)
    db.session.flush()
    return period


def count_draft(revision: Revision, *, now: datetime) -> None:
    """Count a draft anew, by the policy of the period's last day; the same however often.

    Open figures stand still: they are counted again only once objections are upheld, and by
    the values that they were opened with. What then changed can be objected to once more.
    """
    queries.hold_revision(revision)
    refuse_recount(revision.status)
    if revision.status is RevisionStatus.DRAFT:
        _count(revision, policy_on(revision.period.ends), now)
    else:
        _count_again(revision, now)


def _count_again(revision: Revision, now: datetime) -> None:
    """Count open figures once more, and open those that changed to objections for some days."""
    today = clock.day_of(now)
    refuse_recount_while_open(
        revision.objections_until,
        today,
        undecided=queries.undecided(revision),
        is_upheld=queries.is_behind(revision),
    )
    policy, revision.round = queries.policy_of(revision), revision.round + 1
    _count(revision, policy, now)
    if changed := queries.new_results(revision):
        revision.objections_until = work_calendar().add(today, policy.figure_second_days)
        tell_of_change(changed, now=now)


def _count(revision: Revision, policy: Policy, now: datetime) -> None:
    some = counted(revision.period)
    _keep(revision, assess(some, policy))
    revision.matters, revision.mix = matter_files(some, policy)
    values = asdict(policy)
    revision.policy_version, revision.policy = values.pop("version"), values
    revision.counted_at = now
    db.session.flush()


def counted(period: Period) -> list[Subject]:
    """Return everybody who is assessed in a period, with all that was counted of each."""
    return queries.subjects(period.begins, period.ends)


def open_to_objections(revision: Revision, *, now: datetime) -> None:
    """Count a last time, then let the figures stand still for the days of objection."""
    queries.hold_revision(revision)
    refuse_opening(revision.status, _span(revision.period), clock.day_of(now))
    count_draft(revision, now=now)
    days = queries.policy_of(revision).figure_objection_days
    revision.status, revision.opened_at = RevisionStatus.OPEN, now
    revision.objections_until = work_calendar().add(clock.day_of(now), days)
    db.session.flush()


def publish(revision: Revision, *, by: Person, now: datetime) -> None:
    """Publish the figures for ever: sealed, and in the place of the edition that they correct."""
    queries.hold_revision(revision)
    refuse_publishing(
        revision.status,
        revision.objections_until,
        clock.day_of(now),
        undecided=queries.undecided(revision),
        is_behind=queries.is_behind(revision),
    )
    _seal(revision)
    revision.status, revision.published_at, revision.published_by = (
        RevisionStatus.PUBLISHED,
        now,
        by,
    )
    if revision.replaces:
        revision.replaces.status = RevisionStatus.REPLACED
    db.session.flush()


def revise(period: Period, *, reason: str) -> Revision:
    """Begin a corrected edition; the published one stays, and stays readable when replaced."""
    shown, newest = queries.shown_revision(period.name), period.revisions[-1]
    queries.hold_revision(shown)
    if newest.status in queries.UNDER_WAY:
        raise NotAllowedNow(
            N_("A corrected edition is being worked on already. Publish that one first.")
        )
    revision = Revision(
        period=period, number=newest.number + 1, replaces=shown, reason=words_in(reason)
    )
    db.session.add(revision)
    db.session.flush()
    return revision


def _keep(revision: Revision, results: Sequence[Result]) -> None:
    """Keep results as text, and write only what is not kept so already."""
    kept = {(one.kind, one.code): one for one in queries.stored_results(revision)}
    for result in results:
        content, stored = result.as_text(), kept.pop((result.kind, result.code), None)
        if stored is None:
            stored = StoredResult(revision=revision, kind=result.kind, code=result.code)
            stored.round = revision.round
            db.session.add(stored)
        elif differ(result.figures, Result.from_text(stored.content).figures):
            stored.round = revision.round
        stored.content = content
    for gone in kept.values():
        db.session.delete(gone)
    db.session.flush()


def _seal(revision: Revision) -> None:
    """Bind every result and the files that go with them in one hash."""
    stored = queries.stored_results(revision)
    results = [Result.from_text(one.content) for one in stored]
    kept = kept_back(results, queries.policy_of(revision).fewest_to_publish)
    texts = [Text(one.kind, one.code, one.content) for one in stored]
    revision.exclusions, revision.nonce = exclusions_file(revision.period), secrets.token_hex(16)
    revision.manifest = manifest_of(texts, kept, revision.files, revision.nonce)
    revision.sha256 = digest_of(revision.manifest)


def _span(period: Period) -> Span:
    return Span(period.kind, period.name, period.begins, period.ends)
