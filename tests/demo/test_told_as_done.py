"""A told life is what the portal's own actions make of the same steps."""

from collections.abc import Callable, Iterator
from datetime import datetime
from operator import itemgetter

from sqlalchemy import select

from portal import clock
from portal.cases import actions, queries
from portal.cases.models import Case, CaseEvent, Rating
from portal.cases.rules import Solved, Step
from portal.db import db
from portal.demo.planting import KEY
from portal.demo.play import is_of_a_scene
from portal.files import Kept
from portal.policy.queries import policy_on, work_calendar

PHOTO = Kept("photos/aa/aa.jpg", 800, 600)
OF_CASE = (
    *("matter_id", "grid_id", "community_id", "street_id", "source", "reported_by_id", "status"),
    *("level", "unit_id", "validity", "decline_reason", "reported_at", "triage_due_on"),
    *("promised_on", "dispatched_at", "due_on", "is_due_provisional", "policy_version"),
    *("response_due_at", "first_response_at", "is_overdue", "resolved_at", "resolved_by_id"),
    *("was_in_time", "outcome", "closed_at", "closed_by", "round", "reopened"),
    *("clock_days", "paused_days", "extended_days", "verify_due_on"),
    *("clock_unit_id", "went_up_late", "came_from_grid", "handed_on", "has_parts"),
)
OF_REPORT = (
    *("matter_id", "grid_id", "community_id", "street_id", "source", "reported_by_id"),
    *("words", "place_note", "language", "lat", "lon", "is_held", "reported_at", "promised_on"),
)
OF_EVENT = (
    *("step", "status", "at", "by_id", "unit_id", "level", "words", "note", "outcome", "due_on"),
    "clock_unit_id",
)
OF_RATING = ("round", "asked_at", "expires_at", "solved", "stars", "words", "answered_at")

Happening = tuple[datetime, int, Callable[[], None]]


def is_told(case: Case) -> bool:
    """Say whether a life was told: scenes, and what is asked just now, the actions have done."""
    asked = {Step.ASK_PAUSE, Step.ASK_EXTENSION}
    return not is_of_a_scene(case) and not any(
        event.step in asked or (event.step is Step.EXPEDITE and event.by) for event in case.events
    )


def orders_of(case: Case) -> list[tuple[object, ...]]:
    return [
        (order.at, order.reply_by, order.replied_at, [reply.words for reply in order.replies])
        for order in queries.orders_of(case)
    ]


def facts(thing: object, names: tuple[str, ...]) -> dict[str, object]:
    return {name: getattr(thing, name) for name in names}


def test_what_is_told_is_what_the_actions_do(told):
    cases = db.session.scalars(select(Case).order_by(Case.id)).all()
    cases = [case for case in cases if is_told(case)]
    interesting = sorted(cases, key=lambda case: -len(case.events))[:40] + list(cases[::10])
    for case in interesting:
        done = done_again(case)

        assert [facts(event, OF_EVENT) for event in done.events] == [
            facts(event, OF_EVENT) for event in case.events
        ]
        assert [facts(rating, OF_RATING) for rating in done.ratings] == [
            facts(rating, OF_RATING) for rating in case.ratings
        ]
        assert orders_of(done) == orders_of(case)
        assert facts(done, OF_CASE) == facts(case, OF_CASE)
        db.session.rollback()


def test_a_planted_report_is_what_reporting_keeps(told):
    planted = select(Case).where(Case.request_key.startswith(KEY)).order_by(Case.id)
    cases = db.session.scalars(planted).all()

    assert len(cases) > 25
    for case in cases:
        again, report = _reported(case), case.events[0]
        photos = [photo for photo in case.photos if photo.event_id == report.id]
        assert facts(again, OF_REPORT) == facts(case, OF_REPORT)
        assert facts(again.events[0], OF_EVENT) == facts(report, OF_EVENT)
        assert all(photo.fingerprint for photo in photos)
        assert (case.contact is None) or case.contact.consented_at == case.reported_at
        db.session.rollback()


def done_again(case: Case) -> Case:
    """Take the told steps anew, each at its time, by the people who took them."""
    again = _reported(case)
    for moment, _order, happen in sorted(_happenings(case, again), key=itemgetter(0, 1)):
        with clock.stopped_at(moment):
            happen()
            db.session.flush()
    return again


def _reported(case: Case) -> Case:
    with clock.stopped_at(case.reported_at):
        return actions.report(
            case.grid,
            case.matter,
            request_key=f"again-{case.id}",
            now=case.reported_at,
            policy=policy_on(clock.today()),
            calendar=work_calendar(),
            words=case.words,
            place_note=case.place_note,
            language=case.language,
            place=queries.place_of(case),
            is_held=case.is_held,
            by=case.events[0].by,
        )


def _happenings(case: Case, again: Case) -> Iterator[Happening]:
    answered = {
        rating.answered_at: rating for rating in case.ratings if rating.answered_at is not None
    }
    for order, event in enumerate(case.events[1:]):
        if event.step not in {Step.CONFIRM, Step.REOPEN, Step.ESCALATE}:
            yield event.at, order, lambda event=event: _step(again, event)
    for moment, rating in answered.items():
        yield moment, len(case.events), lambda rating=rating: _answer(again, rating)


def _answer(again: Case, told: Rating) -> None:
    now, policy = told.answered_at, policy_on(clock.today())
    rating = next(one for one in again.ratings if one.round == told.round)
    if told.solved:
        solved = Solved(told.solved)
        actions.say_solved(rating, solved, now=now, policy=policy, calendar=work_calendar())
    if told.stars:
        actions.give_stars(rating, told.stars, now=now)
    if told.words:
        actions.add_words(rating, told.words)


def _step(again: Case, event: CaseEvent) -> None:
    """Take one step again, by whoever took it."""
    policy, calendar = policy_on(clock.today()), work_calendar()
    rules = {"policy": policy, "calendar": calendar}
    handing = {"level": event.level, "unit": event.unit, "note": event.note}
    resolving = {"outcome": event.outcome, "photos": [PHOTO for _ in event.photos]}
    how: dict[Step, tuple[Callable[..., None], dict[str, object]]] = {
        Step.DISPATCH: (actions.dispatch, handing | rules),
        Step.DECLINE: (actions.decline, {"reason": event.case.decline_reason}),
        Step.TAKE: (actions.take, {}),
        Step.TRANSFER: (actions.transfer, {"unit": event.unit}),
        Step.RETURN: (actions.return_to_triage, rules),
        Step.RESOLVE: (actions.resolve, resolving | {"policy": policy}),
        Step.VERIFY: (actions.verify, {}),
        Step.DISPUTE: (actions.dispute, rules),
        Step.LAPSE: (actions.lapse, {}),
        Step.EXPEDITE: (actions.expedite, {}),
        Step.REPLY: (_reply, {}),
    }
    action, given = how[event.step]
    if event.step not in {Step.LAPSE, Step.EXPEDITE}:
        given |= {"by": event.by}
        if event.step is not Step.DISPATCH:
            given |= {"words": event.words or event.note}
    action(again, now=event.at, **given)


def _reply(again: Case, **given: object) -> None:
    actions.reply(queries.orders_of(again)[0], **given)
